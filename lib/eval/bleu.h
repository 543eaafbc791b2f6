#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// BLEU (Papineni et al. 2002) as sacreBLEU 2 computes it (Post 2018): mteval's 13a tokenisation, case kept,
// exponential smoothing, n-grams up to 4. Texts are plain, detokenised sentences in UTF-8.
//
// A sentence may have any number of references, not the same for each. As in sacreBLEU an empty reference is
// no reference, while another one is there. (Where every reference is empty sacreBLEU refuses; here it is a
// reference of no words.)

constexpr int kBleuOrder = 4;

// What a set of sentences adds to the score. Those of two sets add up, which is all that resampling and
// buckets need.
struct BleuStatistics {
  std::array<long, kBleuOrder> matches{};  // n-grams also in a reference, clipped; [n - 1]
  std::array<long, kBleuOrder> totals{};   // n-grams of the hypothesis
  long hypothesis_length = 0;              // words
  long reference_length = 0;  // of the reference closest in length, the shorter of two equally close

  BleuStatistics& operator+=(const BleuStatistics& other);
  bool operator==(const BleuStatistics&) const = default;
};

struct BleuScore {
  double bleu = 0;                              // 0 to 100
  std::array<double, kBleuOrder> precisions{};  // 0 to 100, smoothed
  double brevity_penalty = 0;                   // 0 to 1
  long hypothesis_length = 0, reference_length = 0;
};

// One sentence. Throws Error if there is no reference at all.
BleuStatistics bleu_statistics(std::string_view hypothesis, std::span<const std::string> references);

BleuScore score(const BleuStatistics& statistics);

// A corpus: references[i] are those of hypotheses[i]. Throws Error if the numbers of sentences differ, or if
// a sentence (which it names, counted from 1) has no reference.
BleuStatistics bleu_statistics(std::span<const std::string> hypotheses,
                               std::span<const std::vector<std::string>> references);

// "BLEU = 22.67 (0-100), 54.6/28.4/16.9/10.6, BP = 1.000, ratio = 1.003, hyp_len = 61470, ref_len = 61287"
std::string to_string(const BleuScore& score);

// "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt-0.1.0", or nrefs:var; in sacreBLEU's words, but
// the version is ours.
std::string bleu_signature(std::span<const std::vector<std::string>> references, std::string_view version);

// The words that BLEU counts, mteval-v13a's.
std::vector<std::string> tokenize_13a(std::string_view text);

}  // namespace nmt

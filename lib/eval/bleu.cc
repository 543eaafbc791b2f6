#include "eval/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "eval/ngrams.h"
#include "eval/references.h"

namespace nmt {

namespace {

Symbols bleu_words(std::string_view text) {
  const std::vector<std::string> words = tokenize_13a(text);
  return word_symbols({words.begin(), words.end()});
}

long closest_length(long length, const std::vector<Symbols>& references) {
  long closest = static_cast<long>(references.front().places.size());
  for (const Symbols& reference : references) {
    const long other = static_cast<long>(reference.places.size());
    const long nearer = std::labs(length - other) - std::labs(length - closest);
    if (nearer < 0 || (nearer == 0 && other < closest)) closest = other;
  }
  return closest;
}

// An n-gram counts as often as the one reference has it that has it most often.
long clipped_matches(const Symbols& hypothesis, const std::vector<Symbols>& references, int order) {
  const NgramCounts counts = count_ngrams(hypothesis, order);
  NgramCounts most;
  for (const Symbols& reference : references) {
    for (const auto& [ngram, count] : count_ngrams(reference, order)) {
      if (!counts.contains(ngram)) continue;
      long& so_far = most[ngram];
      so_far = std::max(so_far, count);
    }
  }
  long matches = 0;
  for (const auto& [ngram, count] : most) matches += std::min(count, counts.at(ngram));
  return matches;
}

double brevity_penalty(long hypothesis_length, long reference_length) {
  if (hypothesis_length >= reference_length) return 1;
  if (hypothesis_length == 0) return 0;
  return std::exp(1 - static_cast<double>(reference_length) / static_cast<double>(hypothesis_length));
}

// Chen and Cherry 2014, method 3: the k-th order without a match counts as 1 / 2^k matches. An order without
// n-grams, and every longer one, keeps the precision 0.
std::array<double, kBleuOrder> smoothed_precisions(const BleuStatistics& statistics) {
  std::array<double, kBleuOrder> precisions{};
  double matches = 1;
  for (int n = 0; n < kBleuOrder && statistics.totals[n] > 0; ++n) {
    const bool none = statistics.matches[n] == 0;
    if (none) matches /= 2;
    precisions[n] = 100 * (none ? matches : static_cast<double>(statistics.matches[n])) /
                    static_cast<double>(statistics.totals[n]);
  }
  return precisions;
}

}  // namespace

BleuStatistics& BleuStatistics::operator+=(const BleuStatistics& other) {
  for (int n = 0; n < kBleuOrder; ++n) {
    matches[n] += other.matches[n];
    totals[n] += other.totals[n];
  }
  hypothesis_length += other.hypothesis_length;
  reference_length += other.reference_length;
  return *this;
}

BleuStatistics bleu_statistics(std::string_view hypothesis, std::span<const std::string> references) {
  std::vector<Symbols> wanted;
  for (const std::string_view reference : usable_references(references))
    wanted.push_back(bleu_words(reference));
  const Symbols words = bleu_words(hypothesis);
  BleuStatistics statistics;
  statistics.hypothesis_length = static_cast<long>(words.places.size());
  statistics.reference_length = closest_length(statistics.hypothesis_length, wanted);
  for (int n = 1; n <= kBleuOrder; ++n) {
    statistics.totals[n - 1] = ngram_total(words, n);
    statistics.matches[n - 1] = clipped_matches(words, wanted, n);
  }
  return statistics;
}

BleuStatistics bleu_statistics(std::span<const std::string> hypotheses,
                               std::span<const std::vector<std::string>> references) {
  BleuStatistics sum;
  for_each_sentence(hypotheses, references, [&](const auto& hypothesis, const auto& its) {
    sum += bleu_statistics(hypothesis, its);
  });
  return sum;
}

BleuScore score(const BleuStatistics& statistics) {
  BleuScore result;
  result.hypothesis_length = statistics.hypothesis_length;
  result.reference_length = statistics.reference_length;
  result.brevity_penalty = brevity_penalty(result.hypothesis_length, result.reference_length);
  if (std::ranges::all_of(statistics.matches, [](long count) { return count == 0; })) return result;
  result.precisions = smoothed_precisions(statistics);
  double logarithms = 0;  // log 0 = -infinity makes the score 0: an order without any n-gram
  for (const double precision : result.precisions) logarithms += std::log(precision);
  result.bleu = result.brevity_penalty * std::exp(logarithms / kBleuOrder);
  return result;
}

std::string to_string(const BleuScore& s) {
  char text[256];
  const double ratio =
      s.reference_length ? static_cast<double>(s.hypothesis_length) / static_cast<double>(s.reference_length)
                         : 0;
  std::snprintf(
      text, sizeof text,
      "BLEU = %.2f (0-100), %.1f/%.1f/%.1f/%.1f, BP = %.3f, ratio = %.3f, hyp_len = %ld, ref_len = %ld",
      s.bleu, s.precisions[0], s.precisions[1], s.precisions[2], s.precisions[3], s.brevity_penalty, ratio,
      s.hypothesis_length, s.reference_length);
  return text;
}

std::string bleu_signature(std::span<const std::vector<std::string>> references, std::string_view version) {
  return "nrefs:" + reference_count(references) +
         "|case:mixed|eff:no|tok:13a|smooth:exp|version:" + std::string(version);
}

}  // namespace nmt

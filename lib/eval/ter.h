#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// TER, the translation edit rate (Snover et al. 2006), as sacreBLEU 2 and tercom compute it: words inserted,
// removed or replaced and runs of words moved, over the words of the reference; case does not count and words
// are what stands between spaces. Moves are looked for greedily within tercom's limits. References as in
// bleu.h: the one that needs the fewest edits counts, over the mean length of all.

// What a set of sentences adds to the score; those of two sets add up.
struct TerStatistics {
  long edits = 0;
  double reference_length = 0;  // words

  TerStatistics& operator+=(const TerStatistics& other);
  bool operator==(const TerStatistics&) const = default;
};

// One sentence. Throws Error if there is no reference at all.
TerStatistics ter_statistics(std::string_view hypothesis, std::span<const std::string> references);

// A corpus; errors as those of bleu_statistics.
TerStatistics ter_statistics(std::span<const std::string> hypotheses,
                             std::span<const std::vector<std::string>> references);

// Edits per 100 words: 0 is best, and there is no largest. 100 where edits have no word to stand over.
double score(const TerStatistics& statistics);

// "TER = 66.90 (edits per 100 words)"
std::string ter_text(double score);

// "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:nmt-0.1.0"
std::string ter_signature(std::span<const std::vector<std::string>> references, std::string_view version);

}  // namespace nmt

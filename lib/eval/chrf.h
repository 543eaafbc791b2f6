#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// chrF (Popović 2015) and chrF++ (Popović 2017) as sacreBLEU 2 computes them: n-grams of code points without
// white space, orders that either side lacks left out of the mean ("effective order"), of several references
// the one that suits the sentence best. References as in bleu.h.

struct ChrfOptions {
  int character_order = 6;
  int word_order = 0;  // 2: chrF++
  double beta = 2;     // recall counts beta times as much as precision
};

// What a set of sentences adds to the score; those of two sets add up.
struct ChrfStatistics {
  struct Order {
    long hypothesis = 0, reference = 0, matches = 0;  // n-grams
    bool operator==(const Order&) const = default;
  };
  std::vector<Order> orders;  // characters 1, 2 …, then words 1, 2 …; empty as a sum begins

  ChrfStatistics& operator+=(const ChrfStatistics& other);  // either of the same options or empty
  bool operator==(const ChrfStatistics&) const = default;
};

// One sentence. Throws Error if there is no reference at all.
ChrfStatistics chrf_statistics(std::string_view hypothesis, std::span<const std::string> references,
                               const ChrfOptions& options = {});

// A corpus; errors as those of bleu_statistics.
ChrfStatistics chrf_statistics(std::span<const std::string> hypotheses,
                               std::span<const std::vector<std::string>> references,
                               const ChrfOptions& options = {});

// 0 to 100.
double score(const ChrfStatistics& statistics, const ChrfOptions& options = {});

// "chrF2 = 51.95 (0-100)", "chrF2++ = 49.17 (0-100)"
std::string chrf_text(double score, const ChrfOptions& options = {});

// "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:nmt-0.1.0"
std::string chrf_signature(std::span<const std::vector<std::string>> references, std::string_view version,
                           const ChrfOptions& options = {});

}  // namespace nmt

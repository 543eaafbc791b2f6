#include "eval/chrf.h"

#include <algorithm>
#include <cassert>

#include "base/numbers.h"
#include "eval/ngrams.h"
#include "eval/references.h"
#include "text/characters.h"

namespace nmt {

namespace {

bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

// chrF++'s words: one ASCII punctuation mark at the end of a word, or else at its beginning, stands alone.
std::vector<std::string_view> chrf_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split_at_spaces(text)) {
    std::size_t cut = 0;
    if (word.size() > 1 && is_punctuation(word.back()))
      cut = word.size() - 1;
    else if (word.size() > 1 && is_punctuation(word.front()))
      cut = 1;
    if (cut) words.push_back(word.substr(0, cut));
    words.push_back(word.substr(cut));
  }
  return words;
}

struct Counted {
  std::vector<NgramCounts> counts;  // one for each order, as in ChrfStatistics
  std::vector<long> totals;
  Symbols characters, words;  // what the counts' keys point into

  Counted(std::string_view text, const ChrfOptions& options) : characters(character_symbols(text)) {
    if (options.word_order > 0) words = word_symbols(chrf_words(text));
    for (int n = 1; n <= options.character_order; ++n) add(characters, n);
    for (int n = 1; n <= options.word_order; ++n) add(words, n);
  }
  Counted(const Counted&) = delete;

 private:
  void add(const Symbols& symbols, int order) {
    counts.push_back(count_ngrams(symbols, order));
    totals.push_back(ngram_total(symbols, order));
  }
};

long matches(const NgramCounts& hypothesis, const NgramCounts& reference) {
  long sum = 0;
  for (const auto& [ngram, count] : hypothesis) {
    const auto found = reference.find(ngram);
    if (found != reference.end()) sum += std::min(count, found->second);
  }
  return sum;
}

ChrfStatistics compare(const Counted& hypothesis, const Counted& reference) {
  ChrfStatistics statistics;
  for (std::size_t i = 0; i < hypothesis.counts.size(); ++i) {
    // An order that the reference is too short for is not held against the hypothesis.
    const long guessed = reference.totals[i] ? hypothesis.totals[i] : 0;
    statistics.orders.push_back(
        {guessed, reference.totals[i], matches(hypothesis.counts[i], reference.counts[i])});
  }
  return statistics;
}

}  // namespace

ChrfStatistics& ChrfStatistics::operator+=(const ChrfStatistics& other) {
  assert(orders.empty() || other.orders.empty() || orders.size() == other.orders.size());
  orders.resize(std::max(orders.size(), other.orders.size()));
  for (std::size_t i = 0; i < other.orders.size(); ++i) {
    orders[i].hypothesis += other.orders[i].hypothesis;
    orders[i].reference += other.orders[i].reference;
    orders[i].matches += other.orders[i].matches;
  }
  return *this;
}

ChrfStatistics chrf_statistics(std::string_view hypothesis, std::span<const std::string> references,
                               const ChrfOptions& options) {
  const Counted guess(hypothesis, options);
  ChrfStatistics best;
  double best_score = -1;
  for (const std::string_view reference : usable_references(references)) {
    ChrfStatistics statistics = compare(guess, Counted(reference, options));
    const double its_score = score(statistics, options);
    if (its_score <= best_score) continue;
    best_score = its_score;
    best = std::move(statistics);
  }
  return best;
}

ChrfStatistics chrf_statistics(std::span<const std::string> hypotheses,
                               std::span<const std::vector<std::string>> references,
                               const ChrfOptions& options) {
  ChrfStatistics sum;
  for_each_sentence(hypotheses, references, [&](const auto& hypothesis, const auto& its) {
    sum += chrf_statistics(hypothesis, its, options);
  });
  return sum;
}

// F-beta of the arithmetic means of precision and recall over the orders, Popović 2015, eq. 1.
double score(const ChrfStatistics& statistics, const ChrfOptions& options) {
  double precision = 0, recall = 0;
  int effective_order = 0;
  for (const auto& [hypothesis, reference, matched] : statistics.orders) {
    if (hypothesis == 0 || reference == 0) continue;
    precision += static_cast<double>(matched) / static_cast<double>(hypothesis);
    recall += static_cast<double>(matched) / static_cast<double>(reference);
    ++effective_order;
  }
  if (precision + recall == 0) return 0;
  precision /= effective_order;
  recall /= effective_order;
  const double beta2 = options.beta * options.beta;
  return 100 * (1 + beta2) * precision * recall / (beta2 * precision + recall);
}

std::string chrf_text(double score, const ChrfOptions& options) {
  return "chrF" + fixed("%g", options.beta) + std::string(std::clamp(options.word_order, 0, 8), '+') + " = " +
         fixed("%.2f", score) + " (0-100)";
}

std::string chrf_signature(std::span<const std::vector<std::string>> references, std::string_view version,
                           const ChrfOptions& options) {
  return "nrefs:" + reference_count(references) +
         "|case:mixed|eff:yes|nc:" + std::to_string(options.character_order) +
         "|nw:" + std::to_string(options.word_order) + "|space:no|version:" + std::string(version);
}

}  // namespace nmt

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/pair.h"

namespace nmt {

enum class Part { train, valid, test };

struct SplitOptions {
  // 5 % of the source sentences, at most 1,000; of fewer than 10: none.
  static constexpr std::int64_t kAuto = -1;
  std::int64_t valid = kAuto, test = kAuto;  // source sentences, each with all its translations
  std::uint64_t seed = 1;
};

// What pairs are compared by (comparison_key of text/unicode.h), one a pair.
struct Keys {
  std::vector<std::string> source, target;
};
Keys keys_of(const std::vector<Pair>& pairs, int threads);

struct Split {
  std::vector<Part> part;       // of each pair
  std::int64_t components = 0;  // groups of pairs tied together by equal sides
  std::int64_t largest = 0;     // pairs in the largest one
};

// Divides pairs (normalised, none twice) so that no sentence of either side stands in two parts: pairs with
// an equal source key or an equal target key are tied, and what is tied, over any number of steps, stays
// together. Whole components are drawn at random, each as likely as any other, first for test, then for
// valid; one that is larger than what is still missing, or than 1 % of all pairs (10 pairs in a small
// corpus), stays in train. Throws Error if so many sentences cannot be drawn, or none would be left in train.
Split split(const std::vector<Pair>& pairs, const Keys& keys, const SplitOptions& options);

// How many distinct keys of `part` stand in `other` too: 0 and 0 after split().
struct Overlap {
  std::int64_t sources = 0, targets = 0;
};
Overlap overlap(const Keys& part, const Keys& other);

// One example for each source sentence with all its translations, in the order of their first appearance.
std::vector<Example> group_by_source(const std::vector<Pair>& pairs);

}  // namespace nmt

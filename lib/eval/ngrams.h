#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nmt {

// What a metric counts n-grams of: words or characters, as places in one text. Words stand there separated by
// one space, so the bytes from the first to the last word of an n-gram name it and no other.
struct Symbols {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> places;  // begin, end in bytes
};

Symbols word_symbols(const std::vector<std::string_view>& words);
Symbols character_symbols(std::string_view text);  // code points, white space left out

using NgramCounts = std::unordered_map<std::string_view, long>;

// How often each n-gram of `order` symbols occurs; the keys are views into symbols.text.
NgramCounts count_ngrams(const Symbols& symbols, int order);

// The number of n-grams, each as often as it occurs.
inline long ngram_total(const Symbols& symbols, int order) {
  const long count = static_cast<long>(symbols.places.size()) - order + 1;
  return count > 0 ? count : 0;
}

}  // namespace nmt

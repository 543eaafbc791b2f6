#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/batch.h"
#include "text/vocabulary.h"

namespace nmt::test {

// Sentences of random words with a known translation. Of few words a state could hold its neighbours' as
// well, and attention would be as well off beside the word as on it.
struct TinyCorpus {
  static constexpr int kWords = 50;  // ids 3 .. 52
  static constexpr int kVocabulary = 3 + kWords;
  std::vector<std::vector<std::int32_t>> sources, targets;

  // `translate` makes the target of a source; neither holds kEnd, which is added.
  TinyCorpus(int count, std::uint32_t stream,
             const std::function<std::vector<std::int32_t>(std::vector<std::int32_t>)>& translate) {
    Random random(9, Purpose::test, stream);
    for (int i = 0; i < count; ++i) {
      std::vector<std::int32_t> words(2 + random.below(7));
      for (auto& word : words) word = 3 + static_cast<std::int32_t>(random.below(kWords));
      std::vector<std::int32_t> target = translate(words);
      words.push_back(kEnd);
      target.push_back(kEnd);
      sources.push_back(std::move(words));
      targets.push_back(std::move(target));
    }
  }

  std::vector<PairView> pairs(std::size_t begin, std::size_t count) const {
    std::vector<PairView> views;
    for (std::size_t i = begin; i < begin + count; ++i) {
      views.push_back({sources[i % sources.size()], targets[i % sources.size()]});
    }
    return views;
  }
};

inline std::vector<std::int32_t> copied(std::vector<std::int32_t> words) { return words; }
inline std::vector<std::int32_t> reversed(std::vector<std::int32_t> words) {
  return {words.rbegin(), words.rend()};
}

}  // namespace nmt::test

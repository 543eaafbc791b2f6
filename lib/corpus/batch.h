#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

namespace nmt {

// A source as a model reads it: the ids of words, ending with kEnd; or vectors, which have no such end.
struct SourceView {
  std::span<const std::int32_t> ids;
  std::span<const float> numbers;  // of the vectors, one behind the other
  int features = 0;                // numbers a vector; 0: the source is words

  SourceView() = default;
  SourceView(std::span<const std::int32_t> words) : ids(words) {}     // NOLINT: what it is
  SourceView(const std::vector<std::int32_t>& words) : ids(words) {}  // NOLINT
  SourceView(std::span<const float> vectors, int width) : numbers(vectors), features(width) {}

  std::size_t positions() const {
    return features == 0 ? ids.size() : numbers.size() / static_cast<std::size_t>(features);
  }
};

// Sources to be read side by side, made of any list of what a SourceView is made of, which must outlive it.
class SourceViews {
 public:
  template <class List>
  SourceViews(const List& list) : views_(list.begin(), list.end()) {}  // NOLINT: callers have such lists

  std::size_t size() const { return views_.size(); }
  const SourceView& operator[](std::size_t i) const { return views_[i]; }
  auto begin() const { return views_.begin(); }
  auto end() const { return views_.end(); }

 private:
  std::vector<SourceView> views_;
};

// A source and its translation as ids, ending with kEnd.
struct PairView {
  SourceView source;
  std::span<const std::int32_t> target;
};

// Pairs side by side, padded to the longest; all that has positions is time-major: position t of pair b is
// t * size + b.
struct Batch {
  int size = 0;                            // pairs, B
  int source_steps = 0, target_steps = 0;  // longest of either side, </s> included
  std::vector<int> source_lengths;
  std::vector<int> source;      // words; padding is kEnd
  std::vector<double> vectors;  // in place of words: `features` numbers a position; padding is 0
  int features = 0;             // 0: words
  std::vector<int> target_in;   // what the decoder is fed: <s>, then the target without its last
  std::vector<int> target_out;  // what it must predict; -1 at padding
  int target_tokens = 0;        // without padding
};

// The sources are all words, or all vectors of one width. An empty target makes a batch for search: nothing
// is fed.
Batch make_batch(std::span<const PairView> pairs);

}  // namespace nmt

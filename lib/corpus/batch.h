#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace nmt {

// A pair of sentences as ids, both ending with kEnd.
struct PairView {
  std::span<const std::int32_t> source, target;
};

// Sentences side by side, padded to the longest; all ids time-major: position t of sentence b is t * size +
// b.
struct Batch {
  int size = 0;                              // sentences, B
  int source_steps = 0, target_steps = 0;    // longest sentence of either side, </s> included
  std::vector<int> source, source_lengths;   // padding is kEnd
  std::vector<int> target_in;                // what the decoder is fed: <s>, then the target without its last
  std::vector<int> target_out;               // what it must predict; -1 at padding
  int target_tokens = 0, source_tokens = 0;  // without padding
};

// An empty target makes a batch for search: nothing is fed.
Batch make_batch(std::span<const PairView> pairs);

}  // namespace nmt

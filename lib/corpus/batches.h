#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "corpus/batch.h"
#include "corpus/dataset.h"

namespace nmt {

// The batches of one epoch: every pair once, pairs of equal length together, so that next to nothing is
// padding; which of them, and the order of the batches, is drawn anew each epoch from (seed, epoch) alone.
class EpochBatches {
 public:
  // A batch has at least one pair and at most `batch_tokens` target tokens, </s> counted (a longer single
  // pair is a batch of its own).
  EpochBatches(const Dataset& data, int batch_tokens, std::uint64_t seed, std::uint32_t epoch);

  std::size_t size() const { return batches_.size(); }
  // Numbers of the pairs in the data, in order of target length, then source length.
  std::span<const std::uint32_t> operator[](std::size_t i) const {
    return std::span(order_).subspan(batches_[i].begin, batches_[i].count);
  }
  // The batch that needs the most memory.
  std::size_t largest() const { return largest_; }

 private:
  struct Range {
    std::size_t begin, count;
  };
  std::vector<std::uint32_t> order_;
  std::vector<Range> batches_;
  std::size_t largest_ = 0;
};

}  // namespace nmt

#include "corpus/batches.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace nmt {

EpochBatches::EpochBatches(const Dataset& data, int batch_tokens, std::uint64_t seed, std::uint32_t epoch)
    : order_(data.size()) {
  Random random(seed, Purpose::shuffle, epoch);
  std::iota(order_.begin(), order_.end(), 0u);
  random.shuffle(order_);
  const auto lengths = [&](std::uint32_t i) {
    return std::pair(data.target(i).size(), data.pair(i).source.positions());
  };
  std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return lengths(a) < lengths(b); });
  const auto limit = static_cast<std::size_t>(batch_tokens);
  std::size_t begin = 0, tokens = 0;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::size_t length = data.target(order_[i]).size();
    if (i > begin && tokens + length > limit) {
      batches_.push_back({begin, i - begin});
      begin = i;
      tokens = 0;
    }
    tokens += length;
  }
  if (begin < order_.size()) batches_.push_back({begin, order_.size() - begin});
  random.shuffle(batches_);
  const auto cells = [&](const Range& range) {  // positions of both sides, padding counted
    std::size_t source = 0, target = 0;
    for (std::size_t i = range.begin; i < range.begin + range.count; ++i) {
      source = std::max(source, data.pair(order_[i]).source.positions());
      target = std::max(target, data.target(order_[i]).size());
    }
    return range.count * (source + target);
  };
  for (std::size_t i = 1; i < batches_.size(); ++i) {
    if (cells(batches_[i]) > cells(batches_[largest_])) largest_ = i;
  }
}

}  // namespace nmt

#include "search/batch_plan.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace nmt {

std::vector<std::vector<int>> plan_batches(std::span<const int> lengths, int tokens, int sentences) {
  std::vector<int> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return lengths[a] > lengths[b]; });
  std::vector<std::vector<int>> batches;
  for (const int index : order) {
    const auto fits = [&](const std::vector<int>& batch) {
      const auto cost = static_cast<std::int64_t>(batch.size() + 1) * lengths[batch.front()];
      return std::ssize(batch) < sentences && cost <= tokens;
    };
    if (batches.empty() || !fits(batches.back())) batches.emplace_back();
    batches.back().push_back(index);
  }
  return batches;
}

}  // namespace nmt

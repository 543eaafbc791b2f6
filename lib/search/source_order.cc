#include "search/source_order.h"

#include <algorithm>

namespace nmt {

void restore_source_order(const ModelConfig& config, int source_length, std::span<float> weights) {
  if (!config.reverse_source) return;
  for (auto row = weights.begin(); row != weights.end(); row += source_length) {
    std::reverse(row, row + (source_length - 1));
  }
}

}  // namespace nmt

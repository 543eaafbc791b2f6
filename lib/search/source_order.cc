#include "search/source_order.h"

#include <algorithm>

namespace nmt {

void restore_source_order(const ModelConfig& config, int source_length, std::span<float> weights) {
  if (!config.reverse_source) return;
  const int end = config.source_features > 0 ? 0 : 1;  // </s> stays last
  for (auto row = weights.begin(); row != weights.end(); row += source_length) {
    std::reverse(row, row + (source_length - end));
  }
}

}  // namespace nmt

#include "corpus/batch.h"

#include <algorithm>

#include "text/vocabulary.h"

namespace nmt {

Batch make_batch(std::span<const PairView> pairs) {
  Batch batch;
  batch.size = static_cast<int>(pairs.size());
  for (const PairView& pair : pairs) {
    batch.source_steps = std::max(batch.source_steps, static_cast<int>(pair.source.size()));
    batch.target_steps = std::max(batch.target_steps, static_cast<int>(pair.target.size()));
    batch.source_lengths.push_back(static_cast<int>(pair.source.size()));
    batch.source_tokens += static_cast<int>(pair.source.size());
    batch.target_tokens += static_cast<int>(pair.target.size());
  }
  const std::size_t columns = pairs.size();
  batch.source.assign(columns * batch.source_steps, kEnd);
  batch.target_in.assign(columns * batch.target_steps, kEnd);
  batch.target_out.assign(columns * batch.target_steps, -1);
  for (std::size_t b = 0; b < columns; ++b) {
    const auto& [source, target] = pairs[b];
    for (std::size_t t = 0; t < source.size(); ++t) batch.source[t * columns + b] = source[t];
    for (std::size_t t = 0; t < target.size(); ++t) {
      batch.target_in[t * columns + b] = t == 0 ? kStart : target[t - 1];
      batch.target_out[t * columns + b] = target[t];
    }
  }
  return batch;
}

}  // namespace nmt

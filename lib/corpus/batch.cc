#include "corpus/batch.h"

#include <algorithm>

#include "text/vocabulary.h"

namespace nmt {
namespace {

// Position t of source b to column t * B + b.
void set_source(Batch& batch, std::size_t b, const SourceView& source) {
  const auto columns = static_cast<std::size_t>(batch.size), width = static_cast<std::size_t>(batch.features);
  assert(source.features == batch.features);
  for (std::size_t t = 0; t < source.ids.size(); ++t) batch.source[t * columns + b] = source.ids[t];
  for (std::size_t i = 0; i < source.numbers.size(); ++i) {
    batch.vectors[(i / width * columns + b) * width + i % width] = source.numbers[i];
  }
}

}  // namespace

Batch make_batch(std::span<const PairView> pairs) {
  Batch batch;
  batch.size = static_cast<int>(pairs.size());
  if (!pairs.empty()) batch.features = pairs.front().source.features;
  for (const PairView& pair : pairs) {
    const int positions = static_cast<int>(pair.source.positions());
    batch.source_steps = std::max(batch.source_steps, positions);
    batch.target_steps = std::max(batch.target_steps, static_cast<int>(pair.target.size()));
    batch.source_lengths.push_back(positions);
    batch.target_tokens += static_cast<int>(pair.target.size());
  }
  const std::size_t columns = pairs.size(), source_columns = columns * batch.source_steps;
  if (batch.features == 0) batch.source.assign(source_columns, kEnd);
  batch.vectors.assign(source_columns * batch.features, 0);
  batch.target_in.assign(columns * batch.target_steps, kEnd);
  batch.target_out.assign(columns * batch.target_steps, -1);
  for (std::size_t b = 0; b < columns; ++b) {
    const auto& [source, target] = pairs[b];
    set_source(batch, b, source);
    for (std::size_t t = 0; t < target.size(); ++t) {
      batch.target_in[t * columns + b] = t == 0 ? kStart : target[t - 1];
      batch.target_out[t * columns + b] = target[t];
    }
  }
  return batch;
}

}  // namespace nmt

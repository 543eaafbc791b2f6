#pragma once

#include <span>

#include "model/config.h"

namespace nmt {

// Puts attention weights, rows of `source_length` numbers, in the order of the source as it was given: a
// model may read it last to first (see SourceInput).
void restore_source_order(const ModelConfig& config, int source_length, std::span<float> weights);

}  // namespace nmt

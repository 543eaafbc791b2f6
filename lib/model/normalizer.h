#pragma once

#include "model/config.h"
#include "nn/ops.h"

namespace nmt {

// How scores (T, k·B) become weights that sum to 1 over the window.
using Normalize = Var (*)(Tape& t, Var scores, Window window);
Normalize normalizer_of(NormalizerKind kind);

}  // namespace nmt

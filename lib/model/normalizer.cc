#include "model/normalizer.h"

namespace nmt {
namespace {

// The least score keeps some weight, and equal scores can be divided by their sum.
constexpr Real kLinearShift = Real(0.1);

}  // namespace

Normalize normalizer_of(NormalizerKind kind) {
  if (kind == NormalizerKind::sparsemax) return windowed_sparsemax;
  if (kind == NormalizerKind::softmax) return windowed_softmax;
  return [](Tape& t, Var scores, Window window) { return windowed_linear(t, scores, kLinearShift, window); };
}

}  // namespace nmt

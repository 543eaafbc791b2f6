#include <cmath>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {
namespace {

constexpr Real kEpsilon = Real(1e-5);

// Of one group of a column: x̂ = (x - mean) / √(variance + ε) is written to `normal`, 1/√(variance + ε)
// returned.
Real normalize(const Real* x, int count, Real* normal) {
  const Real n = static_cast<Real>(count);
  const Real mean = sum_blocks(count, [=](auto block) { return block.load(x); }) / n;
  for_blocks(count, [=](auto block) { block.store(normal, block.load(x) - mean); });
  const Real squares = sum_blocks(count, [=](auto block) -> Lanes { return block.load(normal).square(); });
  const Real scale = 1 / std::sqrt(squares / n + kEpsilon);
  for_blocks(count, [=](auto block) { block.store(normal, block.load(normal) * scale); });
  return scale;
}

// dx += (d - mean of d - x̂ · mean of d ∘ x̂) · scale, where d = dy ∘ gain; and the gain's gradient.
void normalize_backward(const Real* normal, const Real* gain, const Real* dy, int count, Real scale, Real* dx,
                        Real* d_gain) {
  const Real n = static_cast<Real>(count);
  const Real mean =
      sum_blocks(count, [=](auto block) -> Lanes { return block.load(dy) * block.load(gain); }) / n;
  const Real slope = sum_blocks(count,
                                [=](auto block) -> Lanes {
                                  const Lanes product = block.load(dy) * block.load(normal);
                                  block.add(d_gain, product);
                                  return product * block.load(gain);
                                }) /
                     n;
  for_blocks(count, [=](auto block) {
    const Lanes d = block.load(dy) * block.load(gain);
    block.add(dx, (d - mean - block.load(normal) * slope) * scale);
  });
}

}  // namespace

Var layer_norm(Tape& t, Var x, Normalization norm) {
  const int rows = x.rows, split = norm.split > 0 ? norm.split : rows;
  assert(norm.first_row + rows <= norm.gain->rows && (!norm.bias || norm.bias->rows == rows));
  Var y = t.make(rows, x.cols);
  Real *normal = t.scratch(rows, x.cols), *scales = t.scratch(2, x.cols);  // kept for backward
  const Real *gain = norm.gain->value + norm.first_row, *bias = norm.bias ? norm.bias->value : nullptr;
  const auto column = [=](int j) { return normal + static_cast<std::ptrdiff_t>(j) * rows; };
  for (int j = 0; j < x.cols; ++j) {
    Real *to = column(j), *yj = y.at(j);
    scales[2 * j] = normalize(x.at(j), split, to);
    if (split < rows) scales[2 * j + 1] = normalize(x.at(j) + split, rows - split, to + split);
    for_blocks(rows, [=](auto block) {
      const Lanes scaled = block.load(gain) * block.load(to);
      block.store(yj, bias ? Lanes(scaled + block.load(bias)) : scaled);
    });
  }
  if (norm.bias) t.use_bias(norm.bias, y);
  if (!t.recording()) return y;
  Real* d_gain = t.accumulator(norm.gain) + norm.first_row;
  t.record([=] {
    for (int j = 0; j < x.cols; ++j) {
      const Real *xj = column(j), *dy = y.grad_at(j);
      Real* dx = x.grad_at(j);
      normalize_backward(xj, gain, dy, split, scales[2 * j], dx, d_gain);
      if (split < rows) {
        normalize_backward(xj + split, gain + split, dy + split, rows - split, scales[2 * j + 1], dx + split,
                           d_gain + split);
      }
    }
  });
  return y;
}

}  // namespace nmt

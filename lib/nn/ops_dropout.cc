#include <algorithm>
#include <cmath>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

namespace {

// Half a random word decides one number: rates are rounded to 1/65536.
struct Drawn {
  const std::uint16_t* halves;
  std::uint16_t threshold;
  Real kept;
  Real operator[](int i) const { return halves[i] < threshold ? 0 : kept; }
};
Drawn draw(Tape& t, int count, Real rate) {
  auto* halves = t.array<std::uint16_t>(static_cast<std::size_t>(count) + 1);
  t.random()->fill(halves, count);
  return {halves, static_cast<std::uint16_t>(std::min<long>(std::lround(rate * 65536), 65535)),
          1 / (1 - rate)};
}

}  // namespace

Var dropout(Tape& t, Var x, Real rate) {
  if (rate <= 0 || !t.random()) return x;
  Var y = t.make(x.rows, x.cols);
  const int count = x.rows * x.cols;
  const Drawn factor = draw(t, count, rate);
  for (int i = 0; i < count; ++i) y.value[i] = factor[i] * x.value[i];
  t.record([=] {
    for (int i = 0; i < count; ++i) x.grad[i] += factor[i] * y.grad[i];
  });
  return y;
}

Var dropout_columns(Tape& t, Var x, Real rate) {
  if (rate <= 0 || !t.random()) return x;
  Var y = t.make(x.rows, x.cols);
  const Drawn factor = draw(t, x.cols, rate);
  for (int j = 0; j < x.cols; ++j) {
    for_blocks(x.rows, [=, to = y.at(j), from = x.at(j)](auto block) {
      block.store(to, factor[j] * block.load(from));
    });
  }
  t.record([=] {
    for (int j = 0; j < x.cols; ++j) {
      for_blocks(x.rows, [=, dx = x.grad_at(j), dy = y.grad_at(j)](auto block) {
        block.add(dx, factor[j] * block.load(dy));
      });
    }
  });
  return y;
}

const Real* dropout_mask(Tape& t, int rows, int cols, Real rate) {
  if (rate <= 0 || !t.random()) return nullptr;
  const int count = rows * cols;
  const Drawn factor = draw(t, count, rate);
  Real* mask = t.scratch(rows, cols);
  for (int i = 0; i < count; ++i) mask[i] = factor[i];
  return mask;
}

Var masked(Tape& t, Var x, const Real* mask) {
  if (!mask) return x;
  Var y = t.make(x.rows, x.cols);
  const int count = x.rows * x.cols;
  for_blocks(count, [=](auto block) { block.store(y.value, block.load(x.value) * block.load(mask)); });
  t.record([=] {
    for_blocks(count, [=](auto block) { block.add(x.grad, block.load(y.grad) * block.load(mask)); });
  });
  return y;
}

}  // namespace nmt

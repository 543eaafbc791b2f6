#include <algorithm>
#include <cmath>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

namespace {

// y = W x + b + beta y
void product(Tape& t, WeightBlock w, Var x, const Real* bias, Real beta, Var y) {
  assert(w.columns == x.rows && w.rows == y.rows && x.cols == y.cols);
  gemm_forward(w.view(), x.value, x.cols, bias, beta, y.value);
  t.use_product(w, x, y);
  if (x.grad) t.record([=] { gemm_backward_data(w.view(), y.grad, y.cols, 1, x.grad); });
}

}  // namespace

Var linear(Tape& t, WeightBlock w, Var x, const Parameter* bias) {
  Var y = t.make(w.rows, x.cols);
  if (bias) t.use_bias(bias, y);
  product(t, w, x, bias ? bias->value : nullptr, 0, y);
  return y;
}

void add_linear(Tape& t, WeightBlock w, Var x, Var y) { product(t, w, x, nullptr, 1, y); }

Var linear_of_stack(Tape& t, const Parameter* w, std::initializer_list<Var> xs, const Parameter* bias) {
  Var y;
  int first = 0;
  for (const Var x : xs) {
    if (!x) continue;
    if (y) {
      add_linear(t, columns_of(w, first, x.rows), x, y);
    } else {
      y = linear(t, columns_of(w, first, x.rows), x, bias);
    }
    first += x.rows;
  }
  assert(first <= w->columns);
  return y;
}

Var tanh(Tape& t, Var x) {
  const int count = x.rows * x.cols;
  Var y = t.make(x.rows, x.cols);
  for_blocks(count, [=](auto block) { block.store(y.value, block.load(x.value).tanh()); });
  t.record([=] {
    for_blocks(count, [=](auto block) {
      block.add(x.grad, block.load(y.grad) * (1 - block.load(y.value).square()));
    });
  });
  return y;
}

Var add(Tape& t, Var a, Var b) {
  assert(a.rows == b.rows && a.cols == b.cols);
  Var y = t.make(a.rows, a.cols);
  y.v() = a.v() + b.v();
  t.record([=] {
    a.d() += y.d();
    b.d() += y.d();
  });
  return y;
}

Var concat_rows(Tape& t, Var a, Var b) {
  assert(a.cols == b.cols);
  Var y = t.make(a.rows + b.rows, a.cols);
  y.v().topRows(a.rows) = a.v();
  y.v().bottomRows(b.rows) = b.v();
  t.record([=] {
    a.d() += y.d().topRows(a.rows);
    b.d() += y.d().bottomRows(b.rows);
  });
  return y;
}

Var stack_rows(Tape& t, std::initializer_list<Var> xs) {
  Var y;
  for (const Var x : xs) {
    if (x) y = y ? concat_rows(t, y, x) : x;
  }
  return y;
}

Var copy(Tape& t, Var x) {
  const int count = x.rows * x.cols;
  Var y = t.make(x.rows, x.cols);
  std::copy_n(x.value, count, y.value);
  t.record([=] { for_blocks(count, [=](auto block) { block.add(x.grad, block.load(y.grad)); }); });
  return y;
}

Var select_columns(Tape& t, Var x, const int* indices, int count) {
  Var y = t.make(x.rows, count);
  for (int j = 0; j < count; ++j) std::copy_n(x.at(indices[j]), x.rows, y.at(j));
  t.record([=] {
    for (int j = 0; j < count; ++j) x.d().col(indices[j]) += y.d().col(j);
  });
  return y;
}

Var maxout(Tape& t, Var x) {
  Var y = t.make(x.rows / 2, x.cols);
  const int count = y.rows * y.cols;
  for (int i = 0; i < count; ++i) y.value[i] = std::max(x.value[2 * i], x.value[2 * i + 1]);
  t.record([=] {
    for (int i = 0; i < count; ++i) x.grad[2 * i + (x.value[2 * i] < x.value[2 * i + 1])] += y.grad[i];
  });
  return y;
}

Var lookup(Tape& t, const Parameter* embedding, const int* ids, int count) {
  const int m = embedding->columns;
  Var y = t.make(m, count);
  for (int j = 0; j < count; ++j)
    std::copy_n(embedding->value + static_cast<std::ptrdiff_t>(ids[j]) * m, m, y.at(j));
  t.use_rows(embedding, ids, y);
  return y;
}

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

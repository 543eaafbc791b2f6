#include <algorithm>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

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

Var join_directions(Tape& t, Var forward, Var backward, int batch) {
  const int steps = forward.cols / batch, d = forward.rows;
  Var y = t.make(2 * d, forward.cols);
  const auto mirrored = [=](int step) { return (steps - 1 - step) * batch; };
  y.v().topRows(d) = forward.v();
  for (int step = 0; step < steps; ++step) {
    y.v().block(d, step * batch, d, batch) = backward.v().middleCols(mirrored(step), batch);
  }
  t.record([=] {
    forward.d() += y.d().topRows(d);
    for (int step = 0; step < steps; ++step) {
      backward.d().middleCols(mirrored(step), batch) += y.d().block(d, step * batch, d, batch);
    }
  });
  return y;
}

}  // namespace nmt

#include <algorithm>

#include "nn/one_hot.h"
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

Var linear_of_one_hot(Tape& t, WeightBlock w, const int* ids, int count, const Parameter* bias) {
  Var y = t.make(w.rows, count);
  for (int j = 0; j < count; ++j) {
    if (bias) std::copy_n(bias->value, y.rows, y.at(j));
    if (!bias) std::fill_n(y.at(j), y.rows, Real{0});
  }
  if (bias) t.use_bias(bias, y);
  add_linear_of_one_hot(t, w, ids, y);
  return y;
}

void add_linear_of_one_hot(Tape& t, WeightBlock w, const int* ids, Var y) {
  assert(w.rows == y.rows);
  for (int j = 0; j < y.cols; ++j) add_column(w, ids[j], y.at(j));
  t.use_columns(w, ids, y);
}

Var lookup(Tape& t, const Parameter* embedding, const int* ids, int count) {
  const int m = embedding->columns;
  Var y = t.make(m, count);
  for (int j = 0; j < count; ++j)
    std::copy_n(embedding->value + static_cast<std::ptrdiff_t>(ids[j]) * m, m, y.at(j));
  t.use_rows(embedding, ids, y);
  return y;
}

}  // namespace nmt

#include <algorithm>
#include <cmath>

#include "nn/lanes.h"
#include "nn/one_hot.h"
#include "nn/ops.h"

namespace nmt {
namespace {

constexpr int kChunk = 256;  // columns whose logits are in memory at once

// log Σ exp(logits), which become exp(logit - largest).
struct Exponentials {
  Real sum, log_sum;
};
Exponentials exponentiate(Real* logits, int count) {
  const Real max = *std::max_element(logits, logits + count);
  const Real sum = sum_blocks(count, [=](auto block) -> Lanes {
    block.store(logits, (block.load(logits) - max).exp());
    return block.load(logits);  // 0 behind the end, which e to the power of 0 - max is not
  });
  return {sum, max + std::log(sum)};
}

// Of one column; with `gradient` its logits become the gradient of its loss.
struct ColumnLoss {
  Real log_probability, loss;
};
ColumnLoss column_loss(Real* logits, int V, int target, CrossEntropy options, bool gradient) {
  const Real correct = logits[target], each = options.smoothing / static_cast<Real>(V);
  const Real smoothed = each * sum_blocks(V, [=](auto block) { return block.load(logits); });
  const auto [sum, log_sum] = exponentiate(logits, V);
  if (gradient) {
    const Real factor = options.scale / sum, shift = options.scale * each;
    for_blocks(V, [=](auto block) { block.store(logits, block.load(logits) * factor - shift); });
    logits[target] -= options.scale * (1 - options.smoothing);
  }
  return {correct - log_sum, options.scale * (log_sum - (1 - options.smoothing) * correct - smoothed)};
}

}  // namespace

Var cross_entropy(Tape& t, const Parameter* w, const Parameter* bias, Var x, const int* target,
                  CrossEntropy options, Real* log_probability, const int* one_hot) {
  const int V = w->rows, in = x.rows;
  assert((one_hot ? w->columns > in : w->columns == in) && bias->rows == V);
  const WeightBlock dense = columns_of(w, 0, in), words = columns_of(w, in, w->columns - in);
  const ConstWeight weight = dense.view();
  const Precision precision = weight.packed ? weight.packed->precision() : Precision::fp32;
  Var loss = t.make(1, 1);
  Var dx = t.recording() ? t.make(in, x.cols) : Var{};
  if (t.recording()) dx.v().setZero();
  Real* weight_grad = t.recording() ? t.accumulator(w) : nullptr;
  Real* bias_grad = t.recording() ? t.accumulator(bias) : nullptr;
  const Arena::Mark temporary = t.arena().mark();
  int* real = t.array<int>(x.cols);  // the columns that are not padding
  int count = 0;
  for (int j = 0; j < x.cols; ++j) {
    if (target[j] >= 0) real[count++] = j;
    if (log_probability) log_probability[j] = 0;
  }
  const int width = std::min(kChunk, std::max(count, 1));
  Matrix packed(t.scratch(in, width), in, width), logits(t.scratch(V, width), V, width);
  double total = 0;
  for (int begin = 0; begin < count; begin += width) {
    const int n = std::min(width, count - begin);
    for (int i = 0; i < n; ++i) packed.col(i) = x.v().col(real[begin + i]);
    gemm_forward(weight, packed.data(), n, bias->value, 0, logits.data());
    for (int i = 0; one_hot && i < n; ++i) add_column(words, one_hot[real[begin + i]], &logits(0, i));
    for (int i = 0; i < n; ++i) {
      const int j = real[begin + i];
      const ColumnLoss column = column_loss(&logits(0, i), V, target[j], options, t.recording());
      total += column.loss;
      if (log_probability) log_probability[j] = column.log_probability;
    }
    if (!t.recording()) continue;
    for (int i = 0; i < n; ++i) {
      for_blocks(V, [=, column = &logits(0, i)](auto block) { block.add(bias_grad, block.load(column)); });
    }
    for (int i = 0; one_hot && i < n; ++i) {
      const int word = one_hot[real[begin + i]];
      for (int k = 0; word >= 0 && k < V; ++k)
        weight_grad[std::ptrdiff_t{k} * w->columns + in + word] += logits(k, i);
    }
    gemm_backward_weight(V, in, n, logits.data(), V, packed.data(), precision, weight_grad, w->columns);
    gemm_backward_data(weight, logits.data(), n, 0, packed.data());
    for (int i = 0; i < n; ++i) dx.v().col(real[begin + i]) = packed.col(i);
  }
  t.arena().rewind(temporary);
  loss.value[0] = static_cast<Real>(total);
  t.record([=] {
    assert(loss.grad[0] == 1);
    x.d() += dx.v();
  });
  return loss;
}

Var log_softmax(Tape& t, const Parameter* w, const Parameter* bias, Var x, const int* one_hot) {
  assert(!t.recording());
  Var y = linear(t, columns_of(w, 0, x.rows), x, bias);
  if (one_hot) add_linear_of_one_hot(t, columns_of(w, x.rows, w->columns - x.rows), one_hot, y);
  Real* copy = t.scratch(y.rows, 1);
  for (int j = 0; j < y.cols; ++j) {
    std::copy_n(y.at(j), y.rows, copy);
    const Real log_sum = exponentiate(copy, y.rows).log_sum;
    for_blocks(y.rows,
               [=, column = y.at(j)](auto block) { block.store(column, block.load(column) - log_sum); });
  }
  return y;
}

}  // namespace nmt

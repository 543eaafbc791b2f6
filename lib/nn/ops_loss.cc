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
  int* real = t.array<int>(x.cols);  // the columns that are not padding
  int* ids = t.array<int>(x.cols);   // their one-hot words
  int count = 0;
  for (int j = 0; j < x.cols; ++j) {
    if (log_probability) log_probability[j] = 0;
    if (target[j] < 0) continue;
    real[count] = j;
    ids[count++] = one_hot ? one_hot[j] : -1;
  }
  Var loss = t.make(1, 1);
  const Var dx{t.recording() ? t.scratch(in, x.cols) : nullptr, nullptr, in, x.cols};
  if (t.recording()) dx.v().setZero();
  // A weight as wide as the vocabulary too is not summed up here, in an array of its size for each shard: all
  // inputs and gradients of logits are kept for later instead.
  const bool kept = one_hot && t.recording();
  Real* weight_grad = t.recording() && !kept ? t.accumulator(w) : nullptr;
  Real* bias_grad = t.recording() ? t.accumulator(bias) : nullptr;
  const int width = std::min(kChunk, std::max(count, 1));
  Real* all_inputs = kept ? t.scratch(in, count) : nullptr;
  Real* all_logits = kept ? t.scratch(V, count) : nullptr;
  const Arena::Mark temporary = t.arena().mark();
  Matrix inputs(t.scratch(in, width), in, width), chunk(t.scratch(V, width), V, width);
  double total = 0;
  for (int begin = 0; begin < count; begin += width) {
    const int n = std::min(width, count - begin);
    Real* logits = kept ? all_logits + std::ptrdiff_t{begin} * V : chunk.data();
    for (int i = 0; i < n; ++i) inputs.col(i) = x.v().col(real[begin + i]);
    if (kept) std::copy_n(inputs.data(), std::ptrdiff_t{n} * in, all_inputs + std::ptrdiff_t{begin} * in);
    gemm_forward(weight, inputs.data(), n, bias->value, 0, logits);
    for (int i = 0; i < n; ++i) {
      const int j = real[begin + i];
      Real* column = logits + std::ptrdiff_t{i} * V;
      add_column(words, ids[begin + i], column);
      const ColumnLoss each = column_loss(column, V, target[j], options, t.recording());
      total += each.loss;
      if (log_probability) log_probability[j] = each.log_probability;
      if (bias_grad) for_blocks(V, [=](auto block) { block.add(bias_grad, block.load(column)); });
    }
    if (!t.recording()) continue;
    if (!kept) gemm_backward_weight(V, in, n, logits, V, inputs.data(), precision, weight_grad, in);
    gemm_backward_data(weight, logits, n, 0, inputs.data());
    for (int i = 0; i < n; ++i) dx.v().col(real[begin + i]) = inputs.col(i);
  }
  t.arena().rewind(temporary);
  if (kept) {
    const Var gradient{nullptr, all_logits, V, count};
    t.use_product(dense, {all_inputs, nullptr, in, count}, gradient);
    t.use_columns(words, ids, gradient);
  }
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

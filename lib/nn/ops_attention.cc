#include <algorithm>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

Var additive_scores(Tape& t, Var keys, Var query, const Parameter* v, Window window, int batch) {
  const int A = query.rows, Q = query.cols, T = keys.cols / batch, k = Q / batch;
  assert(keys.rows == A && v->rows == A && Q == k * batch);
  Var e = t.make(T, Q);
  for (int j = 0; j < Q; ++j) {
    for (int s = window.first[j]; s < window.end[j]; ++s) {
      const Real *key = keys.at(s * batch + j / k), *q = query.at(j), *weight = v->value;
      e.at(j)[s] = sum_blocks(A, [=](auto block) -> Lanes {
        return block.load(weight) * (block.load(key) + block.load(q)).tanh();
      });
    }
  }
  if (!t.recording()) return e;
  Real* dv = t.accumulator(v);
  t.record([=] {
    for (int j = 0; j < Q; ++j) {
      const Real* q = query.at(j);
      Real* dq = query.grad_at(j);
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        const int column = s * batch + j / k;
        const Real *key = keys.at(column), *weight = v->value, de = e.grad_at(j)[s];
        Real* dk = keys.grad_at(column);
        for_blocks(A, [=](auto block) {
          // tanh anew: kept, it would be A numbers for every pair of positions.
          const Lanes x = (block.load(key) + block.load(q)).tanh(),
                      g = de * block.load(weight) * (1 - x.square());
          block.add(dv, de * x);
          block.add(dk, g);
          block.add(dq, g);
        });
      }
    }
  });
  return e;
}

Var windowed_softmax(Tape& t, Var scores, Window window) {
  Var a = t.make(scores.rows, scores.cols);
  std::fill_n(a.value, static_cast<std::ptrdiff_t>(a.rows) * a.cols, Real{0});
  for (int j = 0; j < a.cols; ++j) {
    const int first = window.first[j], count = window.end[j] - first;
    const Real* e = scores.at(j) + first;
    Real* p = a.at(j) + first;
    const Real max = *std::max_element(e, e + count);
    for_blocks(count, [=](auto block) { block.store(p, (block.load(e) - max).exp()); });
    const Real sum = sum_blocks(count, [=](auto block) { return block.load(p); });
    for_blocks(count, [=](auto block) { block.store(p, block.load(p) / sum); });
  }
  t.record([=] {
    for (int j = 0; j < a.cols; ++j) {
      const int first = window.first[j], count = window.end[j] - first;
      const Real *p = a.at(j) + first, *dp = a.grad_at(j) + first;
      Real* de = scores.grad_at(j) + first;
      const Real mean =
          sum_blocks(count, [=](auto block) -> Lanes { return block.load(p) * block.load(dp); });
      for_blocks(count, [=](auto block) { block.add(de, block.load(p) * (block.load(dp) - mean)); });
    }
  });
  return a;
}

Var weighted_sum(Tape& t, Var weights, Var states, Window window, int batch) {
  const int E = states.rows, Q = weights.cols, k = Q / batch;
  assert(states.cols == weights.rows * batch && Q == k * batch);
  Var c = t.make(E, Q);
  std::fill_n(c.value, static_cast<std::ptrdiff_t>(E) * Q, Real{0});
  for (int j = 0; j < Q; ++j) {
    for (int s = window.first[j]; s < window.end[j]; ++s) {
      const Real weight = weights.at(j)[s], *h = states.at(s * batch + j / k);
      Real* sum = c.at(j);
      for_blocks(E, [=](auto block) { block.add(sum, weight * block.load(h)); });
    }
  }
  t.record([=] {
    for (int j = 0; j < Q; ++j) {
      const Real* dc = c.grad_at(j);
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        const Real weight = weights.at(j)[s], *h = states.at(s * batch + j / k);
        Real* dh = states.grad_at(s * batch + j / k);
        weights.grad_at(j)[s] += sum_blocks(E, [=](auto block) -> Lanes {
          const Lanes d = block.load(dc);
          block.add(dh, weight * d);
          return d * block.load(h);
        });
      }
    }
  });
  return c;
}

Var mean_over_time(Tape& t, Var states, const int* lengths, int batch) {
  const int E = states.rows;
  Var y = t.make(E, batch);
  std::fill_n(y.value, static_cast<std::ptrdiff_t>(E) * batch, Real{0});
  for (int b = 0; b < batch; ++b) {
    Real* mean = y.at(b);
    const Real count = static_cast<Real>(lengths[b]);
    for (int s = 0; s < lengths[b]; ++s) {
      const Real* h = states.at(s * batch + b);
      for_blocks(E, [=](auto block) { block.add(mean, block.load(h)); });
    }
    for_blocks(E, [=](auto block) { block.store(mean, block.load(mean) / count); });
  }
  t.record([=] {
    for (int b = 0; b < batch; ++b) {
      const Real *d = y.grad_at(b), count = static_cast<Real>(lengths[b]);
      for (int s = 0; s < lengths[b]; ++s) {
        Real* dh = states.grad_at(s * batch + b);
        for_blocks(E, [=](auto block) { block.add(dh, block.load(d) / count); });
      }
    }
  });
  return y;
}

}  // namespace nmt

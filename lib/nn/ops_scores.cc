#include <cmath>

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

Var dot_scores(Tape& t, Var keys, Var query, Real factor, Window window, int batch) {
  const int D = query.rows, Q = query.cols, T = keys.cols / batch, k = Q / batch;
  assert(keys.rows == D && Q == k * batch);
  Var e = t.make(T, Q);
  for (int j = 0; j < Q; ++j) {
    const Real* q = query.at(j);
    for (int s = window.first[j]; s < window.end[j]; ++s) {
      const Real* key = keys.at(s * batch + j / k);
      e.at(j)[s] =
          factor * sum_blocks(D, [=](auto block) -> Lanes { return block.load(q) * block.load(key); });
    }
  }
  t.record([=] {
    for (int j = 0; j < Q; ++j) {
      const Real* q = query.at(j);
      Real* dq = query.grad_at(j);
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        const int column = s * batch + j / k;
        const Real *key = keys.at(column), de = factor * e.grad_at(j)[s];
        Real* dk = keys.grad_at(column);
        for_blocks(D, [=](auto block) {
          block.add(dq, de * block.load(key));
          block.add(dk, de * block.load(q));
        });
      }
    }
  });
  return e;
}

Var location_scores(Tape& t, const Parameter* w, Var query, Window window, int steps) {
  const int D = query.rows, Q = query.cols;
  assert(w->columns == D && steps <= w->rows);
  Var e = t.make(steps, Q);
  for (int j = 0; j < Q; ++j) {
    const Real* q = query.at(j);
    for (int s = window.first[j]; s < window.end[j]; ++s) {
      const Real* row = w->value + static_cast<std::ptrdiff_t>(s) * D;
      e.at(j)[s] = sum_blocks(D, [=](auto block) -> Lanes { return block.load(q) * block.load(row); });
    }
  }
  if (!t.recording()) return e;
  Real* dw = t.accumulator(w);
  t.record([=] {
    for (int j = 0; j < Q; ++j) {
      const Real* q = query.at(j);
      Real* dq = query.grad_at(j);
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(s) * D;
        const Real *row = w->value + at, de = e.grad_at(j)[s];
        Real* drow = dw + at;
        for_blocks(D, [=](auto block) {
          block.add(dq, de * block.load(row));
          block.add(drow, de * block.load(q));
        });
      }
    }
  });
  return e;
}

Var unit_columns(Tape& t, Var x) {
  const int n = x.rows;
  Var y = t.make(n, x.cols);
  Real* lengths = t.scratch(1, x.cols);
  for (int j = 0; j < x.cols; ++j) {
    const Real* xj = x.at(j);
    Real* yj = y.at(j);
    const Real length =
        std::sqrt(sum_blocks(n, [=](auto block) -> Lanes { return block.load(xj).square(); }) + Real(1e-12));
    for_blocks(n, [=](auto block) { block.store(yj, block.load(xj) / length); });
    lengths[j] = length;
  }
  t.record([=] {
    for (int j = 0; j < x.cols; ++j) {
      const Real *yj = y.at(j), *dy = y.grad_at(j), length = lengths[j];
      Real* dx = x.grad_at(j);
      const Real along = sum_blocks(n, [=](auto block) -> Lanes { return block.load(yj) * block.load(dy); });
      for_blocks(n, [=](auto block) { block.add(dx, (block.load(dy) - along * block.load(yj)) / length); });
    }
  });
  return y;
}

Var scale(Tape& t, const Parameter* factor, Var x) {
  const int count = x.rows * x.cols;
  Var y = t.make(x.rows, x.cols);
  const Real* g = factor->value;
  for_blocks(count, [=](auto block) { block.store(y.value, *g * block.load(x.value)); });
  if (!t.recording()) return y;
  Real* dg = t.accumulator(factor);
  t.record([=] {
    *dg += sum_blocks(count, [=](auto block) -> Lanes { return block.load(y.grad) * block.load(x.value); });
    for_blocks(count, [=](auto block) { block.add(x.grad, *g * block.load(y.grad)); });
  });
  return y;
}

}  // namespace nmt

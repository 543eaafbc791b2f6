#include <algorithm>
#include <cmath>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {
namespace {

// How many positions a place j = s + 1 lies behind the centre.
Real distance(int s, Var centre, int column) { return static_cast<Real>(s + 1) - centre.at(column)[0]; }

}  // namespace

Var predicted_centres(Tape& t, Var x, const Parameter* v, const int* lengths, int batch) {
  const int A = x.rows, Q = x.cols, k = Q / batch;
  assert(v->rows == A && Q == k * batch);
  Var p = t.make(1, Q);
  Real* shares = t.scratch(1, Q);
  for (int j = 0; j < Q; ++j) {
    const Real *xj = x.at(j), *weight = v->value;
    const Real sum = sum_blocks(A, [=](auto block) -> Lanes { return block.load(weight) * block.load(xj); });
    shares[j] = 1 / (1 + std::exp(-sum));
    p.value[j] = static_cast<Real>(lengths[j / k]) * shares[j];
  }
  if (!t.recording()) return p;
  Real* dv = t.accumulator(v);
  t.record([=] {
    for (int j = 0; j < Q; ++j) {
      const Real d = p.grad[j] * p.value[j] * (1 - shares[j]);
      const Real *xj = x.at(j), *weight = v->value;
      Real* dx = x.grad_at(j);
      for_blocks(A, [=](auto block) {
        block.add(dv, d * block.load(xj));
        block.add(dx, d * block.load(weight));
      });
    }
  });
  return p;
}

Var gaussian_weights(Tape& t, Var weights, Var centre, Real deviation, Window window) {
  const Real precision = 1 / (deviation * deviation);
  Var y = t.make(weights.rows, weights.cols);
  std::fill_n(y.value, static_cast<std::ptrdiff_t>(y.rows) * y.cols, Real{0});
  Real* factors = t.scratch(y.rows, y.cols);
  for (int j = 0; j < y.cols; ++j) {
    Real* factor = factors + static_cast<std::ptrdiff_t>(j) * y.rows;
    for (int s = window.first[j]; s < window.end[j]; ++s) {
      const Real d = distance(s, centre, j);
      factor[s] = std::exp(-d * d * precision / 2);
      y.at(j)[s] = weights.at(j)[s] * factor[s];
    }
  }
  t.record([=] {
    for (int j = 0; j < y.cols; ++j) {
      const Real* factor = factors + static_cast<std::ptrdiff_t>(j) * y.rows;
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        const Real dy = y.grad_at(j)[s];
        weights.grad_at(j)[s] += dy * factor[s];
        centre.grad_at(j)[0] += dy * y.at(j)[s] * distance(s, centre, j) * precision;
      }
    }
  });
  return y;
}

}  // namespace nmt

#include <algorithm>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

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

#include <algorithm>
#include <cmath>

#include "nn/entropy.h"
#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {
namespace {

// Position s with probability a_s; one of weight 0 never.
int draw(const Real* a, int first, int end, double chance) {
  double sum = 0, below = 0;
  for (int s = first; s < end; ++s) sum += a[s];
  int last = first;
  for (int s = first; s < end; ++s) {
    if (!(a[s] > 0)) continue;
    last = s;
    below += a[s];
    if (chance * sum < below) break;
  }
  return last;
}

}  // namespace

const int* pick_positions(Tape& t, Var weights, Window window) {
  int* picks = t.array<int>(weights.cols);
  for (int j = 0; j < weights.cols; ++j) {
    const Real* a = weights.at(j);
    const int first = window.first[j], end = window.end[j];
    picks[j] = t.random() ? draw(a, first, end, t.random()->uniform())
                          : static_cast<int>(std::max_element(a + first, a + end) - a);
  }
  return picks;
}

Var picked_states(Tape& t, Var states, const int* picks, int count, int batch) {
  const int E = states.rows, k = count / batch;
  assert(count == k * batch);
  Var c = t.make(E, count);
  for (int j = 0; j < count; ++j) std::copy_n(states.at(picks[j] * batch + j / k), E, c.at(j));
  t.record([=] {
    for (int j = 0; j < count; ++j) {
      const Real* dc = c.grad_at(j);
      Real* dh = states.grad_at(picks[j] * batch + j / k);
      for_blocks(E, [=](auto block) { block.add(dh, block.load(dc)); });
    }
  });
  return c;
}

Var pick_loss(Tape& t, Var weights, const int* picks, const Real* gain, Real entropy_gain) {
  const int T = weights.rows;
  Var loss = t.make(1, 1);
  double total = 0;
  for (int j = 0; j < weights.cols; ++j) {
    if (picks[j] < 0) continue;
    const Real* a = weights.at(j);
    total -= static_cast<double>(gain[j]) * std::log(static_cast<double>(a[picks[j]]));
    total -= static_cast<double>(entropy_gain) * entropy(a, T);
  }
  loss.value[0] = static_cast<Real>(total);
  t.record([=] {
    const Real d = loss.grad[0];
    for (int j = 0; j < weights.cols; ++j) {
      if (picks[j] < 0) continue;
      const Real* a = weights.at(j);
      Real* da = weights.grad_at(j);
      da[picks[j]] -= d * gain[j] / a[picks[j]];
      for (int s = 0; s < T; ++s) {
        if (a[s] > 0) da[s] += d * entropy_gain * (std::log(a[s]) + 1);
      }
    }
  });
  return loss;
}

}  // namespace nmt

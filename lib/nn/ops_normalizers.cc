#include <algorithm>
#include <limits>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {
namespace {

// The threshold τ with Σ max(0, e_j - top - τ) = 1, where `top` is the greatest score. Positions not above
// the threshold of those that are left are given up until all are above it (Michelot 1986): the τ of the
// sorted scores' search, without the sorting. Where rounding would take one back in, it ends as well.
Real sparsemax_threshold(const Real* e, int count, Real top) {
  Real threshold = -std::numeric_limits<Real>::infinity();
  for (int left = std::numeric_limits<int>::max();;) {
    Real sum = 0;
    int above = 0;
    for (int s = 0; s < count; ++s) {
      if (!(e[s] - top > threshold)) continue;
      sum += e[s] - top;
      ++above;
    }
    if (above >= left || above == 0) return threshold;
    left = above;
    threshold = (sum - 1) / static_cast<Real>(above);
  }
}

}  // namespace

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

Var windowed_linear(Tape& t, Var scores, Real shift, Window window) {
  Var a = t.make(scores.rows, scores.cols);
  std::fill_n(a.value, static_cast<std::ptrdiff_t>(a.rows) * a.cols, Real{0});
  Real* sums = t.scratch(1, a.cols);
  int* least = t.array<int>(a.cols);
  for (int j = 0; j < a.cols; ++j) {
    const int first = window.first[j], count = window.end[j] - first;
    const Real* e = scores.at(j) + first;
    Real* p = a.at(j) + first;
    least[j] = first + static_cast<int>(std::min_element(e, e + count) - e);
    const Real base = scores.at(j)[least[j]] - shift;
    for_blocks(count, [=](auto block) { block.store(p, block.load(e) - base); });
    const Real sum = sums[j] = sum_blocks(count, [=](auto block) { return block.load(p); });
    for_blocks(count, [=](auto block) { block.store(p, block.load(p) / sum); });
  }
  t.record([=] {
    for (int j = 0; j < a.cols; ++j) {
      const int first = window.first[j], count = window.end[j] - first;
      const Real *p = a.at(j) + first, *dp = a.grad_at(j) + first, sum = sums[j];
      Real* de = scores.grad_at(j) + first;
      const Real mean =
          sum_blocks(count, [=](auto block) -> Lanes { return block.load(p) * block.load(dp); });
      Real total = 0;
      for (int s = 0; s < count; ++s) {
        const Real d = (dp[s] - mean) / sum;
        de[s] += d;
        total += d;
      }
      scores.grad_at(j)[least[j]] -= total;
    }
  });
  return a;
}

Var windowed_sparsemax(Tape& t, Var scores, Window window) {
  Var a = t.make(scores.rows, scores.cols);
  std::fill_n(a.value, static_cast<std::ptrdiff_t>(a.rows) * a.cols, Real{0});
  for (int j = 0; j < a.cols; ++j) {
    const int first = window.first[j], count = window.end[j] - first;
    const Real* e = scores.at(j) + first;
    Real* p = a.at(j) + first;
    const Real top = *std::max_element(e, e + count), threshold = sparsemax_threshold(e, count, top);
    for (int s = 0; s < count; ++s) p[s] = std::max(Real{0}, e[s] - top - threshold);
  }
  t.record([=] {
    for (int j = 0; j < a.cols; ++j) {
      Real sum = 0;
      int support = 0;
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        if (!(a.at(j)[s] > 0)) continue;
        sum += a.grad_at(j)[s];
        ++support;
      }
      for (int s = window.first[j]; s < window.end[j]; ++s) {
        if (a.at(j)[s] > 0) scores.grad_at(j)[s] += a.grad_at(j)[s] - sum / static_cast<Real>(support);
      }
    }
  });
  return a;
}

}  // namespace nmt

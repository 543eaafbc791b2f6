#pragma once

#include <Eigen/Core>

#include "base/real.h"

namespace nmt {

// Element work, sixteen numbers at a time. Eigen's own loops peel off what is not aligned and compute it by
// scalar functions that round differently: then a sentence's scores would depend on where in memory, so with
// which others in a batch, it stands. Here each number goes through the same instructions wherever it lies.
constexpr int kLanes = 16;
using Lanes = Eigen::Array<Real, kLanes, 1>;

// Sixteen numbers that begin `at` numbers behind a pointer …
struct FullBlock {
  int at;
  Lanes load(const Real* p) const { return Eigen::Map<const Lanes>(p + at); }
  void store(Real* p, const Lanes& x) const { Eigen::Map<Lanes>(p + at) = x; }
  void add(Real* p, const Lanes& x) const { Eigen::Map<Lanes>(p + at) += x; }
};

// … or the fewer than sixteen at the end; what is missing reads as 0.
struct TailBlock {
  int at, count;
  Lanes load(const Real* p) const {
    Lanes x = Lanes::Zero();
    for (int i = 0; i < count; ++i) x[i] = p[at + i];
    return x;
  }
  void store(Real* p, const Lanes& x) const {
    for (int i = 0; i < count; ++i) p[at + i] = x[i];
  }
  void add(Real* p, const Lanes& x) const { store(p, load(p) + x); }
};

// body(block) for all blocks of n numbers; `body` is a generic lambda.
template <class Body>
inline void for_blocks(int n, Body body) {
  int at = 0;
  for (; at + kLanes <= n; at += kLanes) body(FullBlock{at});
  if (at < n) body(TailBlock{at, n - at});
}

// Σ of what body(block) returns; it must be 0 where the numbers loaded are.
template <class Body>
inline Real sum_blocks(int n, Body body) {
  Lanes sum = Lanes::Zero();
  for_blocks(n, [&](auto block) { sum += body(block); });
  return sum.sum();
}

// 1/(1+exp(-x)): Eigen's logistic() loses accuracy in the tail.
inline Lanes sigmoid(const Lanes& x) { return 1 / (1 + (-x).exp()); }

}  // namespace nmt

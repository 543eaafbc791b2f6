#pragma once

#include <span>

#include "base/real.h"

namespace nmt {

struct Ranked {
  Real value;
  int index;
};

// The largest of `values`, as many as `best` has room for, in falling order; of equal ones the lower index
// comes first. What is -∞ or no number is never among them. Returns how many there are.
int top_k(std::span<const Real> values, std::span<Ranked> best);

}  // namespace nmt

#pragma once

#include <cmath>

#include "base/real.h"

namespace nmt {

// H(a) = -Σ_s a_s log a_s, nats; 0 log 0 = 0
inline double entropy(const Real* a, int count) {
  double sum = 0;
  for (int s = 0; s < count; ++s) {
    if (a[s] > 0) sum -= static_cast<double>(a[s]) * std::log(static_cast<double>(a[s]));
  }
  return sum;
}

}  // namespace nmt

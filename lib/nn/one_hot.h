#pragma once

#include "nn/parameters.h"

namespace nmt {

// y += W[:, id], the product of W with a one-hot vector; a negative id stands for the zero vector.
inline void add_column(const WeightBlock& w, int id, Real* y) {
  if (id < 0) return;
  const Real* column =
      w.parameter->value + std::ptrdiff_t{w.first_row} * w.parameter->columns + w.first_column + id;
  for (int i = 0; i < w.rows; ++i) y[i] += column[std::ptrdiff_t{i} * w.parameter->columns];
}

}  // namespace nmt

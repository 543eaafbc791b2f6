#pragma once

#include <cstddef>

#include "base/real.h"

namespace nmt {

// A weight or a block of it: (out, in) numbers, row r at `data + r * stride`. Row-major, so that a
// row of an embedding is contiguous and a file holds the shape that is written in the papers.
// `transposed`, where it is not null, holds the same numbers as (in, out), row-major: with it
// gemm_forward is faster for few columns, and a column of its result does not depend on the number of
// columns.
struct ConstWeight {
  const Real* data;
  int out, in;
  std::ptrdiff_t stride;
  const Real* transposed = nullptr;
  std::ptrdiff_t transposed_stride = 0;
};

// The three products of a linear layer, on one thread: call them from inside our own parallel regions.
// x is (in, n), y is (out, n), both column-major and without gaps between columns.
// This is the only file that sees the matrix library: oneDNN for float, Eigen for double and without oneDNN.

// y = W x + beta y
void gemm_forward(ConstWeight w, const Real* x, int n, Real beta, Real* y);

// dx = Wᵀ dy + beta dx
void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx);

// dW = dy xᵀ + beta dW;  dW has the shape and stride of `w`, its rows begin at `dw`; column j of dy is at
// `dy + j * dy_stride`, so that a block of its rows can be taken.
void gemm_backward_weight(int out, int in, int n, const Real* dy, std::ptrdiff_t dy_stride, const Real* x,
                          Real beta, Real* dw, std::ptrdiff_t dw_stride);

}  // namespace nmt

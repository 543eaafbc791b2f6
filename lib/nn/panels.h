#pragma once

#include <cstddef>

#include "nn/gemm.h"

// Products of a weight that lies in panels of our own: for processors without AVX-512, on which oneDNN has no
// products of packed weights, and for builds without it. Each number is summed up in the order of the
// weight's columns, whatever is computed beside it: a column of y has the same bits alone and among a
// thousand.
namespace nmt {

// A panel has so many rows of the weight; their numbers of one column lie side by side, column after column.
// The last is filled up with zeros.
constexpr int kPanel = 64 / sizeof(Real);

// Room for a weight of that shape.
PackedWeight::Copy make_panels(int rows, int columns);

// The (rows, columns) matrix with the number (r, c) at `w[r * row + c * column]`, into such room.
void fill_panels(const Real* w, int rows, int columns, std::ptrdiff_t row, std::ptrdiff_t column,
                 const PackedWeight::Copy& panels);

// y = W x + bias + beta y for the (rows, columns) weight in `panels`; x is (columns, n), y is (rows, n), both
// column-major and without gaps. The bias may be null; beta is 0 or 1.
void multiply_panels(const PackedWeight::Copy& panels, int rows, int columns, const Real* x, int n,
                     const Real* bias, Real beta, Real* y);

}  // namespace nmt

#pragma once

#include <cstddef>
#include <memory>

#include "base/real.h"

// The matrix products, on one thread: call them from inside our own parallel regions. gemm_onednn.cc
// (by onednn_product.h) and gemm_eigen.cc are the only files that multiply by a matrix library: oneDNN for
// float; Eigen for double, and for float where the build has no oneDNN. What neither multiplies well,
// panels.h does.
namespace nmt {

// In what the products are computed; sums are fp32 in either, as is everything that is not a product.
enum class Precision { fp32, bf16 };
// Whether this build can on this processor: bf16 needs oneDNN and a processor with instructions for it.
bool can_multiply(Precision precision);

struct ConstWeight;
struct PackedLayout;  // of the matrix library

// Copies of a weight in the layouts, and in the precision, in which it is multiplied fastest: one for forward
// and, `for_training`, one for backward. A column of a forward product then has the same bits whatever
// columns stand beside it; in bf16 `for_training` only among as many.
class PackedWeight {
 public:
  PackedWeight(int out, int in, Precision precision, bool for_training);
  // Brings the copies up to date with a weight of that shape.
  void pack(ConstWeight w);
  std::size_t bytes() const { return forward_.bytes + backward_.bytes; }

  struct Copy {
    std::shared_ptr<const PackedLayout> layout;  // null: panels
    std::shared_ptr<void> data;
    std::size_t bytes = 0;
  };
  const Copy& forward() const { return forward_; }
  const Copy& backward() const { return backward_; }
  Precision precision() const { return precision_; }
  bool for_training() const { return backward_.data != nullptr; }

 private:
  Precision precision_;
  Copy forward_, backward_;
};

// A weight or a block of it: (out, in) numbers, row r at `data + r * stride`. Row-major, so that a row of an
// embedding is contiguous and a file holds the shape that is written in the papers.
struct ConstWeight {
  const Real* data;
  int out, in;
  std::ptrdiff_t stride;
  const PackedWeight* packed = nullptr;  // if there is one, it decides the precision
};

// The three products of a linear layer. x is (in, n), y is (out, n), both column-major and without gaps
// between columns; beta is 0 or 1.

// y = W x + b + beta y; the bias may be null.
void gemm_forward(ConstWeight w, const Real* x, int n, const Real* bias, Real beta, Real* y);

// dx = Wᵀ dy + beta dx
void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx);

// dW += dy xᵀ;  dW is (out, in), its rows begin `dw_stride` apart; column j of dy is at `dy + j * dy_stride`,
// so that a block of its rows can be taken.
void gemm_backward_weight(int out, int in, int n, const Real* dy, std::ptrdiff_t dy_stride, const Real* x,
                          Precision precision, Real* dw, std::ptrdiff_t dw_stride);

}  // namespace nmt

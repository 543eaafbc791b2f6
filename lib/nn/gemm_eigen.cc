#if !defined(NMT_WITH_ONEDNN) || defined(NMT_DOUBLE)

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include "nn/gemm.h"

namespace nmt {
namespace {

using Stride = Eigen::OuterStride<>;
using Columns = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Rows = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Rows, 0, Stride> matrix(ConstWeight w) { return {w.data, w.out, w.in, Stride(w.stride)}; }

// Eigen takes four columns at a time and rounds what is left over in another way, so none is left over.
constexpr int kTogether = 4;

}  // namespace

bool can_multiply(Precision precision) { return precision == Precision::fp32; }

// Eigen packs what it multiplies itself.
PackedWeight::PackedWeight(int, int, Precision precision, bool) : precision_(precision) {}
void PackedWeight::pack(ConstWeight) {}
std::size_t PackedWeight::bytes() const { return 0; }

void gemm_forward(ConstWeight w, const Real* x, int n, const Real* bias, Real beta, Real* y) {
  thread_local std::vector<Real> room;
  const int whole = (n + kTogether - 1) / kTogether * kTogether;
  room.assign(static_cast<std::size_t>(whole) * (w.in + w.out), 0);
  Eigen::Map<Columns> padded(room.data(), w.in, whole), product(padded.data() + padded.size(), w.out, whole);
  padded.leftCols(n) = Eigen::Map<const Columns>(x, w.in, n);
  product.noalias() = matrix(w) * padded;
  Eigen::Map<Columns> result(y, w.out, n);
  if (bias) product.colwise() += Eigen::Map<const Eigen::Matrix<Real, Eigen::Dynamic, 1>>(bias, w.out);
  if (beta != 0) {
    result += product.leftCols(n);
  } else {
    result = product.leftCols(n);
  }
}

void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx) {
  Eigen::Map<Columns> result(dx, w.in, n);
  if (beta == 0) result.setZero();
  result.noalias() += matrix(w).transpose() * Eigen::Map<const Columns>(dy, w.out, n);
}

void gemm_backward_weight(int out, int in, int n, const Real* dy, std::ptrdiff_t dy_stride, const Real* x,
                          Precision, Real* dw, std::ptrdiff_t dw_stride) {
  Eigen::Map<Rows, 0, Stride>(dw, out, in, Stride(dw_stride)).noalias() +=
      Eigen::Map<const Columns, 0, Stride>(dy, out, n, Stride(dy_stride)) *
      Eigen::Map<const Columns>(x, in, n).transpose();
}

}  // namespace nmt

#endif

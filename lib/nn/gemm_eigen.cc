#if !defined(NMT_WITH_ONEDNN) || defined(NMT_DOUBLE)

#include <Eigen/Core>

#include "nn/gemm.h"
#include "nn/panels.h"

namespace nmt {
namespace {

using Stride = Eigen::OuterStride<>;
using Columns = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Rows = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Rows, 0, Stride> matrix(ConstWeight w) { return {w.data, w.out, w.in, Stride(w.stride)}; }

}  // namespace

bool can_multiply(Precision precision) { return precision == Precision::fp32; }

PackedWeight::PackedWeight(int out, int in, Precision precision, bool for_training)
    : precision_(precision), forward_(make_panels(out, in)) {
  if (for_training) backward_ = make_panels(in, out);
}
void PackedWeight::pack(ConstWeight w) {
  fill_panels(w.data, w.out, w.in, w.stride, 1, forward_);
  if (backward_.data) fill_panels(w.data, w.in, w.out, 1, w.stride, backward_);
}

void gemm_forward(ConstWeight w, const Real* x, int n, const Real* bias, Real beta, Real* y) {
  if (w.packed) return multiply_panels(w.packed->forward(), w.out, w.in, x, n, bias, beta, y);
  Eigen::Map<Columns> result(y, w.out, n);
  if (beta == 0) result.setZero();
  if (bias) result.colwise() += Eigen::Map<const Eigen::Matrix<Real, Eigen::Dynamic, 1>>(bias, w.out);
  result.noalias() += matrix(w) * Eigen::Map<const Columns>(x, w.in, n);
}

void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx) {
  if (w.packed && w.packed->backward().data) {
    return multiply_panels(w.packed->backward(), w.in, w.out, dy, n, nullptr, beta, dx);
  }
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

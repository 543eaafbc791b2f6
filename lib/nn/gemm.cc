#include "nn/gemm.h"

#include <Eigen/Core>

#if defined(NMT_WITH_ONEDNN) && !defined(NMT_DOUBLE)
#include <dnnl.h>
#include <omp.h>

#include <algorithm>
#include <vector>
#endif

namespace nmt {

#if defined(NMT_WITH_ONEDNN) && !defined(NMT_DOUBLE)

namespace {

// Outside of a parallel region oneDNN would start threads of its own for each product.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) {
    if (before_ != 1) omp_set_num_threads(1);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
  ~OneThread() {
    if (before_ != 1) omp_set_num_threads(before_);
  }

 private:
  int before_;
};

// Row-major, as oneDNN has it. Its status is not looked at: it can only report a wrong shape or letter.
void sgemm(char transpose_a, char transpose_b, std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k,
           const Real* a, std::ptrdiff_t lda, const Real* b, std::ptrdiff_t ldb, Real beta, Real* c,
           std::ptrdiff_t ldc) {
  const OneThread one_thread;
  dnnl_sgemm(transpose_a, transpose_b, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
}

// oneDNN sums a single column in another order than one of several. A sentence's scores must not depend on
// what it is translated together with, so a single column is computed as one of two.
void single_column(ConstWeight w, const Real* x, Real beta, Real* y) {
  thread_local std::vector<Real> pair;
  pair.assign(2 * static_cast<std::size_t>(w.in) + 2 * static_cast<std::size_t>(w.out), 0);
  Real* two = pair.data() + 2 * static_cast<std::size_t>(w.in);
  std::copy_n(x, w.in, pair.data());
  if (beta != 0) std::copy_n(y, w.out, two);
  sgemm('N', 'N', 2, w.out, w.in, pair.data(), w.in, w.transposed, w.transposed_stride, beta, two, w.out);
  std::copy_n(two, w.out, y);
}

}  // namespace

// oneDNN's matrices are row-major, so ours, column-major, are to it their transposes: x is (n, in), y (n,
// out). Its status is not looked at: it can only report a wrong shape or transposition letter.

void gemm_forward(ConstWeight w, const Real* x, int n, Real beta, Real* y) {
  if (!w.transposed) {
    sgemm('N', 'T', n, w.out, w.in, x, w.in, w.data, w.stride, beta, y, w.out);
  } else if (n > 1) {
    sgemm('N', 'N', n, w.out, w.in, x, w.in, w.transposed, w.transposed_stride, beta, y, w.out);
  } else {
    single_column(w, x, beta, y);
  }
}

void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx) {
  sgemm('N', 'N', n, w.in, w.out, dy, w.out, w.data, w.stride, beta, dx, w.in);
}

void gemm_backward_weight(int out, int in, int n, const Real* dy, std::ptrdiff_t dy_stride, const Real* x,
                          Real beta, Real* dw, std::ptrdiff_t dw_stride) {
  sgemm('T', 'N', out, in, n, dy, dy_stride, x, in, beta, dw, dw_stride);
}

#else

namespace {

using Stride = Eigen::OuterStride<>;
using Columns = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Rows = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// y += product, where beta says what is kept of the old y
template <class Y, class Product>
void put(Y y, Real beta, const Product& product) {
  if (beta == 0) {
    y.noalias() = product;
  } else {
    if (beta != 1) y *= beta;
    y.noalias() += product;
  }
}

Eigen::Map<const Rows, 0, Stride> matrix(ConstWeight w) { return {w.data, w.out, w.in, Stride(w.stride)}; }

}  // namespace

void gemm_forward(ConstWeight w, const Real* x, int n, Real beta, Real* y) {
  put(Eigen::Map<Columns>(y, w.out, n), beta, matrix(w) * Eigen::Map<const Columns>(x, w.in, n));
}

void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx) {
  put(Eigen::Map<Columns>(dx, w.in, n), beta,
      matrix(w).transpose() * Eigen::Map<const Columns>(dy, w.out, n));
}

void gemm_backward_weight(int out, int in, int n, const Real* dy, std::ptrdiff_t dy_stride, const Real* x,
                          Real beta, Real* dw, std::ptrdiff_t dw_stride) {
  put(Eigen::Map<Rows, 0, Stride>(dw, out, in, Stride(dw_stride)), beta,
      Eigen::Map<const Columns, 0, Stride>(dy, out, n, Stride(dy_stride)) *
          Eigen::Map<const Columns>(x, in, n).transpose());
}

#endif

}  // namespace nmt

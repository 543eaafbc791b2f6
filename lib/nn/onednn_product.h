#pragma once

#if defined(NMT_WITH_ONEDNN) && !defined(NMT_DOUBLE)

#include <omp.h>

#include <cstdint>
#include <dnnl.hpp>

// Single products by oneDNN, on the thread that asks for them: what gemm_onednn.cc makes its own of.
namespace nmt::onednn {

using Type = dnnl::memory::data_type;
using Desc = dnnl::memory::desc;

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

const dnnl::engine& engine();

// Throws Error if a call did not succeed.
void check(dnnl_status_t status);

// Can this processor do what `needed` names?
bool has(dnnl::cpu_isa needed);

// C = A B + bias + beta C; the matrices are row-major: (rows, columns) by strides. A's numbers are of `type`,
// as are B's; the bias, if there is one, and C are fp32.
struct Product {
  std::int64_t m, k, n;          // A is (m, k), B is (k, n)
  std::int64_t a_row, a_column;  // strides
  std::int64_t b_row, b_column;  // both 0: B is packed
  std::int64_t c_row;
  Type type;
  bool bias, add;

  bool operator==(const Product&) const = default;
};

// The layout in which (in, out) numbers of such a B are multiplied fastest.
Desc packed_layout(int in, int out, Type type);

// C = A B + bias + beta C; `packed` is B's layout if it is packed. Compiles code for a shape that is new.
void multiply(const Product& product, const Desc* packed, const void* a, const void* b, const void* bias,
              float* c);

}  // namespace nmt::onednn

#endif

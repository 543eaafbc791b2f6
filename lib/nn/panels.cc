#include "nn/panels.h"

#include <algorithm>
#include <cstdlib>

#include "base/memory.h"
#include "nn/panel_kernel.h"

namespace nmt {

PackedWeight::Copy make_panels(int rows, int columns) {
  const auto numbers = static_cast<std::size_t>((rows + kPanel - 1) / kPanel) * kPanel * columns;
  const std::size_t bytes = numbers * sizeof(Real);
  return {nullptr, {allocate_large(bytes), [](void* p) { std::free(p); }}, bytes};
}

void fill_panels(const Real* w, int rows, int columns, std::ptrdiff_t row, std::ptrdiff_t column,
                 const PackedWeight::Copy& copy) {
  auto* panel = static_cast<Real*>(copy.data.get());
  for (int first = 0; first < rows; first += kPanel, panel += kPanel * columns) {
    const int end_row = std::min(first + kPanel, rows);
    if (end_row < first + kPanel) std::fill_n(panel, kPanel * columns, Real{0});
    // A few columns at a time, row by row: what the cache fetches is used up before it goes.
    constexpr int kSome = 16;
    for (int begin = 0; begin < columns; begin += kSome) {
      const int end = std::min(begin + kSome, columns);
      for (int r = first; r < end_row; ++r) {
        for (int c = begin; c < end; ++c) panel[c * kPanel + r - first] = w[r * row + c * column];
      }
    }
  }
}

void multiply_panels(const PackedWeight::Copy& copy, int rows, int columns, const Real* x, int n,
                     const Real* bias, Real beta, Real* y) {
  for (int j = 0; j < n; ++j) {
    Real* to = y + std::ptrdiff_t{j} * rows;
    if (beta == 0 && bias) {
      std::copy_n(bias, rows, to);
    } else if (beta == 0) {
      std::fill_n(to, rows, Real{0});
    } else if (bias) {
      for (int r = 0; r < rows; ++r) to[r] += bias[r];
    }
  }
  const PanelProduct product{static_cast<const Real*>(copy.data.get()), rows, columns, x, y};
#if defined(NMT_PANELS_AVX2)
  static const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx2) return multiply_avx2(product, n);
#endif
  multiply(product, n);
}

}  // namespace nmt

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

#include "nn/panels.h"

// The inside of multiply_panels(), in an unnamed namespace: it is compiled for more than one set of
// instructions (panels.cc, panels_avx2.cc), and the linker must not take one for the other.
namespace nmt {

struct PanelProduct {
  const Real* panels;
  int rows, columns;
  const Real* x;
  Real* y;  // what the product is added to
};
void multiply_avx2(const PanelProduct& product, int n);  // panels_avx2.cc

namespace {

#if defined(__AVX512F__)
constexpr int kRegister = 64;
#elif defined(__AVX__)
constexpr int kRegister = 32;
#else
constexpr int kRegister = 16;
#endif
using Vector = Real __attribute__((vector_size(kRegister)));
constexpr int kWidth = kRegister / sizeof(Real), kPerPanel = kPanel / kWidth;

Vector load(const Real* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
void store(Real* to, const Vector& v) { std::memcpy(to, &v, sizeof v); }

// Twelve sums wait for none of the others, and leave room for the factors in sixteen registers.
constexpr int kMostColumns = 12 / kPerPanel;

// What is multiplied at a time, so that it stays in the caches: columns of x, and columns of the weight, of
// which a panel takes 16 KB.
constexpr int kBatch = 256, kDepth = 256;

// Part of the weight's columns.
struct Depth {
  int first, count;
};

// Of `kPanels` panels from `row` on and `kCount` columns of x from `column` on, into `y`, whose columns begin
// `stride` apart.
template <int kCount, int kPanels>
void tile(const PanelProduct& product, Depth depth, int row, int column, Real* y, std::ptrdiff_t stride) {
  const std::ptrdiff_t columns = product.columns;
  const Real* panel = product.panels + row * columns + std::ptrdiff_t{depth.first} * kPanel;
  const Real* x = product.x + column * columns + depth.first;
  constexpr int kVectors = kPanels * kPerPanel;
  Vector sum[kCount][kVectors];
  for (int c = 0; c < kCount; ++c) {
    for (int v = 0; v < kVectors; ++v) sum[c][v] = load(y + c * stride + v * kWidth);
  }
  for (int k = 0; k < depth.count; ++k, panel += kPanel, ++x) {
    Vector w[kVectors];
    for (int v = 0; v < kVectors; ++v) {
      w[v] = load(panel + v / kPerPanel * kPanel * columns + v % kPerPanel * kWidth);
    }
    for (int c = 0; c < kCount; ++c) {
      for (int v = 0; v < kVectors; ++v) sum[c][v] += w[v] * x[c * columns];
    }
  }
  for (int c = 0; c < kCount; ++c) {
    for (int v = 0; v < kVectors; ++v) store(y + c * stride + v * kWidth, sum[c][v]);
  }
}

// The same into the product's y, of whose last panel not all rows need be there.
template <int kCount, int kPanels>
void tile_of_y(const PanelProduct& product, Depth depth, int row, int column) {
  const std::ptrdiff_t stride = product.rows;
  Real* y = product.y + column * stride + row;
  const int rows = product.rows - row;
  if (rows >= kPanels * kPanel) return tile<kCount, kPanels>(product, depth, row, column, y, stride);
  Real room[kCount][kPanels * kPanel] = {};
  for (int c = 0; c < kCount; ++c) std::copy_n(y + c * stride, rows, room[c]);
  tile<kCount, kPanels>(product, depth, row, column, room[0], kPanels * kPanel);
  for (int c = 0; c < kCount; ++c) std::copy_n(room[c], rows, y + c * stride);
}

// Some columns of x in groups of `kCount` and, `smaller` times, one less.
struct Groups {
  int first, number, smaller;
};
template <int kCount, int kPanels>
void panels_times_groups(const PanelProduct& product, Depth depth, int row, Groups groups) {
  int column = groups.first;
  for (int g = groups.smaller; g < groups.number; ++g, column += kCount) {
    tile_of_y<kCount, kPanels>(product, depth, row, column);
  }
  if constexpr (kCount > 1) {
    for (int g = 0; g < groups.smaller; ++g, column += kCount - 1) {
      tile_of_y<kCount - 1, kPanels>(product, depth, row, column);
    }
  }
}

// Beside few columns more panels at a time, or the sums would wait for themselves.
template <int kCount>
void rows_times_groups(const PanelProduct& product, Depth depth, Groups groups) {
  constexpr int kPanels = kMostColumns / kCount;
  int row = 0;
  for (; row + kPanels * kPanel <= product.rows; row += kPanels * kPanel) {
    panels_times_groups<kCount, kPanels>(product, depth, row, groups);
  }
  for (; row < product.rows; row += kPanel) panels_times_groups<kCount, 1>(product, depth, row, groups);
}

// A function for each number of columns, from one on.
template <int... kLess>
constexpr auto functions_by_count(std::integer_sequence<int, kLess...>) {
  return std::array{&rows_times_groups<kLess + 1>...};
}

void multiply(const PanelProduct& product, int n) {
  constexpr auto by_count = functions_by_count(std::make_integer_sequence<int, kMostColumns>());
  for (int first = 0; first < n; first += kBatch) {
    const int batch = std::min(kBatch, n - first), number = (batch + kMostColumns - 1) / kMostColumns,
              count = (batch + number - 1) / number;
    const Groups groups{first, number, number * count - batch};
    for (int k = 0; k < product.columns; k += kDepth) {
      by_count[count - 1](product, {k, std::min(kDepth, product.columns - k)}, groups);
    }
  }
}

}  // namespace
}  // namespace nmt

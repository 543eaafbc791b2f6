#if defined(NMT_WITH_ONEDNN) && !defined(NMT_DOUBLE)

#include <dnnl.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <dnnl.hpp>
#include <vector>

#include "base/memory.h"
#include "nn/gemm.h"
#include "nn/onednn_product.h"
#include "nn/panels.h"

namespace nmt {

struct PackedLayout {
  onednn::Desc desc;
};

namespace {

using namespace onednn;
using Bf16 = std::uint16_t;

Type type_of(Precision precision) { return precision == Precision::bf16 ? Type::bf16 : Type::f32; }

// The columns of one step are one product. Those of many steps are cut up, or almost every batch would have
// shapes of its own to be compiled: into 256 at a time, a multiple of 32, and the rest.
template <class Body>
void for_column_blocks(int n, Body body) {
  constexpr int kStep = 128, kBlock = 256, kUnit = 32;
  if (n <= kStep) return body(0, n);
  int first = 0;
  for (; n - first >= kBlock; first += kBlock) body(first, kBlock);
  const int units = (n - first) / kUnit * kUnit;
  if (units > 0) body(first, units);
  first += units;
  if (n > first) body(first, n - first);
}

// To the nearest, of two equally near the even one.
void convert(const float* __restrict from, std::size_t count, Bf16* __restrict to) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(from[i]);
    to[i] = static_cast<Bf16>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
  }
}

// A (rows, columns) matrix, in the thread's own room.
const Bf16* to_bf16(const float* x, std::size_t rows, std::size_t columns, std::ptrdiff_t stride,
                    std::vector<Bf16>& room) {
  if (room.size() < rows * columns) room.resize(rows * columns);
  for (std::size_t j = 0; j < columns; ++j) {
    convert(x + static_cast<std::ptrdiff_t>(j) * stride, rows, room.data() + j * rows);
  }
  return room.data();
}
std::vector<Bf16>& room(int which) {
  thread_local std::array<std::vector<Bf16>, 2> rooms;
  return rooms[which];
}

// With AMX the number of columns decides by which instructions, and in which order, oneDNN sums up.
bool sums_by_columns(Type type) {
  static const bool amx = has(dnnl::cpu_isa::avx512_core_amx);
  return amx && type == Type::bf16;
}

// For body(x, y) of exactly `kAlike` columns each, the last ones filled up.
constexpr int kAlike = 32;
template <class Body>
void for_blocks_alike(const Real* x, int in, int n, Real* y, int out, Body body) {
  const int whole = n / kAlike * kAlike;
  for (int first = 0; first < whole; first += kAlike) {
    body(x + std::ptrdiff_t{first} * in, y + std::ptrdiff_t{first} * out);
  }
  if (whole == n) return;
  thread_local std::vector<Real> from, to;
  const Real* rest = x + std::ptrdiff_t{whole} * in;
  Real* result = y + std::ptrdiff_t{whole} * out;
  from.assign(rest, x + std::ptrdiff_t{n} * in);
  from.resize(std::size_t{kAlike} * in);
  to.assign(result, y + std::ptrdiff_t{n} * out);
  to.resize(std::size_t{kAlike} * out);
  body(from.data(), to.data());
  std::copy_n(to.data(), std::ptrdiff_t{n - whole} * out, result);
}

// How a product takes a weight: as it lies, B's rows and columns so far apart, if there is no copy.
struct Factor {
  const PackedWeight::Copy* copy;
  std::ptrdiff_t row, column;
  int in, out;
};

// y (n, out) = x (n, in) B + bias + beta y
void times_weight(const Real* x, int n, ConstWeight w, const Factor& b, const Real* bias, Real beta,
                  Real* y) {
  const PackedWeight::Copy* copy = b.copy && b.copy->data ? b.copy : nullptr;
  if (copy && !copy->layout) return multiply_panels(*copy, b.out, b.in, x, n, bias, beta, y);
  const Type type = copy ? type_of(w.packed->precision()) : Type::f32;
  Product product{n, b.in, b.out, b.in, 1, b.row, b.column, b.out, type, bias != nullptr, beta != 0};
  if (copy) product.b_row = product.b_column = 0;
  const auto block = [&](const Real* from, int count, Real* to) {
    const void* a =
        type == Type::bf16 ? to_bf16(from, b.in, count, b.in, room(0)) : static_cast<const void*>(from);
    product.m = count;
    multiply(product, copy ? &copy->layout->desc : nullptr, a, copy ? copy->data.get() : w.data, bias, to);
  };
  if (copy && !w.packed->for_training() && sums_by_columns(type)) {
    return for_blocks_alike(x, b.in, n, y, b.out,
                            [&](const Real* from, Real* to) { block(from, kAlike, to); });
  }
  for_column_blocks(n, [&](int first, int count) {
    block(x + std::ptrdiff_t{first} * b.in, count, y + std::ptrdiff_t{first} * b.out);
  });
}

// For a weight, or its transpose, that makes `out` numbers of `in`.
PackedWeight::Copy copy_of(int in, int out, Precision precision) {
  if (!has(dnnl::cpu_isa::avx512_core)) return make_panels(out, in);
  const Desc desc = packed_layout(in, out, type_of(precision));
  return {std::make_shared<const PackedLayout>(PackedLayout{desc}),
          {allocate_large(desc.get_size()), [](void* p) { std::free(p); }},
          desc.get_size()};
}

// The numbers at `data`, `in_step` apart for what is multiplied and `out_step` for what comes out.
void fill(const Real* data, int in, int out, std::ptrdiff_t in_step, std::ptrdiff_t out_step,
          const PackedWeight::Copy& copy) {
  if (!copy.layout) return fill_panels(data, out, in, out_step, in_step, copy);
  const OneThread one_thread;
  const Desc from({in, out}, Type::f32, dnnl::memory::dims{in_step, out_step});
  dnnl::memory source(from, engine(), const_cast<Real*>(data)),
      target(copy.layout->desc, engine(), copy.data.get());
  dnnl::stream stream(engine());
  dnnl::reorder(source, target).execute(stream, source, target);
}

}  // namespace

bool can_multiply(Precision precision) {
  return precision == Precision::fp32 || has(dnnl::cpu_isa::avx512_core_bf16);
}

PackedWeight::PackedWeight(int out, int in, Precision precision, bool for_training)
    : precision_(precision), forward_(copy_of(in, out, precision)) {
  if (for_training) backward_ = copy_of(out, in, precision);
}

void PackedWeight::pack(ConstWeight w) {
  fill(w.data, w.in, w.out, 1, w.stride, forward_);
  if (for_training()) fill(w.data, w.out, w.in, w.stride, 1, backward_);
}

void gemm_forward(ConstWeight w, const Real* x, int n, const Real* bias, Real beta, Real* y) {
  times_weight(x, n, w, {w.packed ? &w.packed->forward() : nullptr, 1, w.stride, w.in, w.out}, bias, beta, y);
}

void gemm_backward_data(ConstWeight w, const Real* dy, int n, Real beta, Real* dx) {
  times_weight(dy, n, w, {w.packed ? &w.packed->backward() : nullptr, w.stride, 1, w.out, w.in}, nullptr,
               beta, dx);
}

void gemm_backward_weight(int out, int in, int n, const Real* dy, std::ptrdiff_t dy_stride, const Real* x,
                          Precision precision, Real* dw, std::ptrdiff_t dw_stride) {
  if (precision == Precision::fp32) {
    const OneThread one_thread;
    check(dnnl_sgemm('T', 'N', out, in, n, 1, dy, dy_stride, x, in, 1, dw, dw_stride));
    return;
  }
  constexpr int kDeep = 512;
  for (int first = 0; first < n; first += kDeep) {
    // Filled up with zeros to a multiple of 32 columns: few shapes to compile, and what bf16 takes best.
    const int count = std::min(kDeep, n - first);
    const std::size_t whole = static_cast<std::size_t>((count + 31) / 32 * 32);
    const auto filled = [&](const Real* from, int rows, std::ptrdiff_t stride, int which) {
      std::vector<Bf16>& place = room(which);
      const std::size_t used = static_cast<std::size_t>(rows) * count;
      if (place.size() < rows * whole) place.resize(rows * whole);
      to_bf16(from + first * stride, rows, count, stride, place);
      std::fill(place.begin() + static_cast<std::ptrdiff_t>(used),
                place.begin() + static_cast<std::ptrdiff_t>(rows * whole), Bf16{0});
      return place.data();
    };
    const Bf16 *a = filled(dy, out, dy_stride, 0), *b = filled(x, in, in, 1);
    multiply({out, static_cast<std::int64_t>(whole), in, 1, out, in, 1, dw_stride, Type::bf16, false, true},
             nullptr, a, b, nullptr, dw);
  }
}

}  // namespace nmt

#endif

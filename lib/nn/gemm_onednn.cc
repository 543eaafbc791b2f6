#if defined(NMT_WITH_ONEDNN) && !defined(NMT_DOUBLE)

#include <dnnl.h>
#include <dnnl_version.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <dnnl.hpp>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/memory.h"
#include "nn/gemm.h"
#include "nn/panels.h"

namespace nmt {

struct PackedLayout {
  dnnl::memory::desc desc;
};

namespace {

using Type = dnnl::memory::data_type;
using Desc = dnnl::memory::desc;
using Bf16 = std::uint16_t;

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

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Type type_of(Precision precision) { return precision == Precision::bf16 ? Type::bf16 : Type::f32; }

// One of oneDNN's products, C = A B + bias + beta C; its matrices are row-major: (rows, columns) by strides.
// A's numbers are of `type`, as are B's; the bias, if there is one, and C are fp32.
struct Product {
  std::int64_t m, k, n;          // A is (m, k), B is (k, n)
  std::int64_t a_row, a_column;  // strides
  std::int64_t b_row, b_column;  // both 0: B is packed
  std::int64_t c_row;
  Type type;
  bool bias, add;

  bool operator==(const Product&) const = default;
};

struct ProductHash {
  std::size_t operator()(const Product& p) const {
    std::uint64_t hash = 0;
    for (const std::int64_t each :
         {p.m, p.k, p.n, p.a_row, p.a_column, p.b_row, p.b_column, p.c_row,
          std::int64_t{p.type == Type::bf16}, std::int64_t{p.bias}, std::int64_t{p.add}}) {
      hash = (hash ^ static_cast<std::uint64_t>(each)) * 0x9E3779B97F4A7C15u;
      hash ^= hash >> 29;
    }
    return hash;
  }
};

dnnl::matmul::primitive_desc describe(const Product& p, const Desc& b) {
  const Desc a({p.m, p.k}, p.type, dnnl::memory::dims{p.a_row, p.a_column});
  const Desc c({p.m, p.n}, Type::f32, dnnl::memory::dims{p.c_row, 1});
  const Desc bias({1, p.n}, Type::f32, dnnl::memory::dims{p.n, 1});
  dnnl::primitive_attr attributes;
  if (p.add) {
    dnnl::post_ops after;
    after.append_sum();
    attributes.set_post_ops(after);
  }
#if DNNL_VERSION_MAJOR >= 3
  return p.bias ? dnnl::matmul::primitive_desc(engine(), a, b, bias, c, attributes)
                : dnnl::matmul::primitive_desc(engine(), a, b, c, attributes);
#else
  return {p.bias ? dnnl::matmul::desc(a, b, bias, c) : dnnl::matmul::desc(a, b, c), attributes, engine()};
#endif
}

Desc plain(const Product& p) { return Desc({p.k, p.n}, p.type, dnnl::memory::dims{p.b_row, p.b_column}); }

void check(dnnl_status_t status) {
  if (status != dnnl_success) throw Error("oneDNN could not compute a product: is memory used up?");
}

// A product made ready by oneDNN, which compiles code for each shape: about 0.2 ms, so it is kept.
class Ready {
 public:
  Ready(const Product& p, const Desc& b) : Ready(p.bias, describe(p, b)) {}

  void run(const void* a, const void* b, const void* bias, float* c) const {
    // The handles are only read, but for C.
    a_.set_data_handle(const_cast<void*>(a));
    b_.set_data_handle(const_cast<void*>(b));
    c_.set_data_handle(c);
    int count = 3;
    std::array<dnnl_exec_arg_t, 4> arguments{{{DNNL_ARG_SRC, a_.get()},
                                              {DNNL_ARG_WEIGHTS, b_.get()},
                                              {DNNL_ARG_DST, c_.get()},
                                              {DNNL_ARG_BIAS, nullptr}}};
    if (bias) {
      bias_.set_data_handle(const_cast<void*>(bias));
      arguments[count++].memory = bias_.get();
    }
    thread_local const dnnl::stream stream(engine());
    check(dnnl_primitive_execute(primitive_.get(), stream.get(), count, arguments.data()));
  }

 private:
  Ready(bool bias, const dnnl::matmul::primitive_desc& d)
      : primitive_(d),
        a_(d.src_desc(), engine(), nullptr),
        b_(d.weights_desc(), engine(), nullptr),
        c_(d.dst_desc(), engine(), nullptr) {
    if (bias) bias_ = dnnl::memory(d.bias_desc(), engine(), nullptr);
  }

  dnnl::matmul primitive_;
  dnnl::memory a_, b_, c_, bias_;
};

// Each thread has its own, since running one sets its handles; `packed` is B's layout if it is packed.
void multiply(const Product& product, const PackedLayout* packed, const void* a, const void* b,
              const void* bias, float* c) {
  constexpr std::size_t kMost = 2000;  // then all are forgotten: memory stays bounded
  thread_local std::unordered_map<Product, Ready, ProductHash> known;
  const OneThread one_thread;
  auto found = known.find(product);
  if (found == known.end()) {
    if (known.size() == kMost) known.clear();
    found = known.try_emplace(product, product, packed ? packed->desc : plain(product)).first;
  }
  found->second.run(a, b, bias, c);
}

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

// An instruction set's bits hold those of all it includes.
bool has(dnnl::cpu_isa needed) {
  const auto bits = static_cast<int>(needed);
  return (static_cast<int>(dnnl::get_effective_cpu_isa()) & bits) == bits;
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
    multiply(product, copy ? copy->layout.get() : nullptr, a, copy ? copy->data.get() : w.data, bias, to);
  };
  if (copy && !w.packed->for_training() && sums_by_columns(type)) {
    return for_blocks_alike(x, b.in, n, y, b.out,
                            [&](const Real* from, Real* to) { block(from, kAlike, to); });
  }
  for_column_blocks(n, [&](int first, int count) {
    block(x + std::ptrdiff_t{first} * b.in, count, y + std::ptrdiff_t{first} * b.out);
  });
}

// For a weight, or its transpose, that makes `out` numbers of `in`. The layout that oneDNN chooses for a
// common number of columns is as good for any other.
PackedWeight::Copy copy_of(int in, int out, Precision precision) {
  if (!has(dnnl::cpu_isa::avx512_core)) return make_panels(out, in);
  constexpr int kColumns = 64;
  const Desc any({in, out}, type_of(precision), dnnl::memory::format_tag::any);
  const Desc desc =
      describe({kColumns, in, out, in, 1, 0, 0, out, type_of(precision), false, false}, any).weights_desc();
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

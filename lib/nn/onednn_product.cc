#include "nn/onednn_product.h"

#if defined(NMT_WITH_ONEDNN) && !defined(NMT_DOUBLE)

#include <dnnl.h>
#include <dnnl_version.h>

#include <array>
#include <unordered_map>

#include "base/error.h"

namespace nmt::onednn {
namespace {

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

}  // namespace

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

void check(dnnl_status_t status) {
  if (status != dnnl_success) throw Error("oneDNN could not compute a product: is memory used up?");
}

// An instruction set's bits hold those of all it includes.
bool has(dnnl::cpu_isa needed) {
  const auto bits = static_cast<int>(needed);
  return (static_cast<int>(dnnl::get_effective_cpu_isa()) & bits) == bits;
}

// What it chooses for a common number of columns is as good for any other.
Desc packed_layout(int in, int out, Type type) {
  constexpr int kColumns = 64;
  const Desc any({in, out}, type, dnnl::memory::format_tag::any);
  return describe({kColumns, in, out, in, 1, 0, 0, out, type, false, false}, any).weights_desc();
}

// Each thread has its own, since running one sets its handles; `packed` is B's layout if it is packed.
void multiply(const Product& product, const Desc* packed, const void* a, const void* b, const void* bias,
              float* c) {
  constexpr std::size_t kMost = 2000;  // then all are forgotten: memory stays bounded
  thread_local std::unordered_map<Product, Ready, ProductHash> known;
  const OneThread one_thread;
  auto found = known.find(product);
  if (found == known.end()) {
    if (known.size() == kMost) known.clear();
    found = known.try_emplace(product, product, packed ? *packed : plain(product)).first;
  }
  found->second.run(a, b, bias, c);
}

}  // namespace nmt::onednn

#endif

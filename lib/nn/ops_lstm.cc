#include <algorithm>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

LstmGates lstm_gates(Tape& t, Var a, const Parameter* bias, Var c, Active active) {
  const int H = c.rows, B = c.cols;
  assert(a.rows == 4 * H && a.cols == B && (!bias || bias->rows == 4 * H));
  Var y = t.make(H, B), output = t.make(H, B);
  Real* gates = t.scratch(3 * H, B);  // i, f, g, kept for backward
  const auto gates_of = [=](int j) { return gates + static_cast<std::ptrdiff_t>(j) * 3 * H; };
  const Real* b = bias ? bias->value : nullptr;
  for (int j = 0; j < B; ++j) {
    const Real *aj = a.at(j), *cj = c.at(j);
    Real *i = gates_of(j), *f = i + H, *g = f + H, *o = output.at(j), *yj = y.at(j);
    if (!active(j)) {
      std::copy_n(cj, H, yj);
      std::fill_n(o, H, Real{0});
      continue;
    }
    for_blocks(H, [=](auto block) {
      const auto sum = [&](int first) -> Lanes {
        return b ? Lanes(block.load(aj + first) + block.load(b + first)) : block.load(aj + first);
      };
      const Lanes in = sigmoid(sum(0)), forget = sigmoid(sum(H)), next = sum(2 * H).tanh();
      block.store(i, in);
      block.store(f, forget);
      block.store(g, next);
      block.store(o, sigmoid(sum(3 * H)));
      block.store(yj, forget * block.load(cj) + in * next);
    });
  }
  if (bias) t.use_bias(bias, a);
  t.record([=] {
    for (int j = 0; j < B; ++j) {
      const Real* dy = y.grad_at(j);
      Real* dc = c.grad_at(j);
      if (!active(j)) {
        for_blocks(H, [=](auto block) { block.add(dc, block.load(dy)); });
        continue;
      }
      const Real *i = gates_of(j), *f = i + H, *g = f + H;
      const Real *o = output.at(j), *d_output = output.grad_at(j), *cj = c.at(j);
      Real* da = a.grad_at(j);
      for_blocks(H, [=](auto block) {
        const Lanes in = block.load(i), forget = block.load(f), next = block.load(g), out = block.load(o);
        const Lanes d = block.load(dy);
        block.add(da, d * next * in * (1 - in));
        block.add(da + H, d * block.load(cj) * forget * (1 - forget));
        block.add(da + 2 * H, d * in * (1 - next.square()));
        block.add(da + 3 * H, block.load(d_output) * out * (1 - out));
        block.add(dc, d * forget);
      });
    }
  });
  return {y, output};
}

Var lstm_step(Tape& t, Var output, Var c, Var h, Active active) {
  const int H = h.rows, B = h.cols;
  assert(output.rows == H && c.rows == H && output.cols == B && c.cols == B);
  Var y = t.make(H, B);
  Real* bounded = t.scratch(H, B);  // tanh(c), kept for backward
  for (int j = 0; j < B; ++j) {
    const Real *o = output.at(j), *cj = c.at(j);
    Real *kept = bounded + static_cast<std::ptrdiff_t>(j) * H, *yj = y.at(j);
    if (!active(j)) {
      std::copy_n(h.at(j), H, yj);
      continue;
    }
    for_blocks(H, [=](auto block) {
      const Lanes x = block.load(cj).tanh();
      block.store(kept, x);
      block.store(yj, block.load(o) * x);
    });
  }
  t.record([=] {
    for (int j = 0; j < B; ++j) {
      const Real* dy = y.grad_at(j);
      if (!active(j)) {
        for_blocks(H, [=, dh = h.grad_at(j)](auto block) { block.add(dh, block.load(dy)); });
        continue;
      }
      const Real *o = output.at(j), *kept = bounded + static_cast<std::ptrdiff_t>(j) * H;
      Real *d_output = output.grad_at(j), *dc = c.grad_at(j);
      for_blocks(H, [=](auto block) {
        const Lanes x = block.load(kept), d = block.load(dy);
        block.add(d_output, d * x);
        block.add(dc, d * block.load(o) * (1 - x.square()));
      });
    }
  });
  return y;
}

}  // namespace nmt

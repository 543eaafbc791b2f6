#include <algorithm>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {

Var gru_step(Tape& t, Var a, Var u, Var h, Active active) {
  const int H = h.rows, B = h.cols;
  assert(a.rows == 3 * H && u.rows == 3 * H && a.cols == B && u.cols == B);
  Var y = t.make(H, B);
  // Where the gates are kept for backward.
  const auto reset_gate = [=](int j) { return u.at(j); };
  const auto update_gate = [=](int j) { return u.at(j) + H; };
  const auto proposal = [=](int j) { return a.at(j) + 2 * H; };
  for (int j = 0; j < B; ++j) {
    const Real *aj = a.at(j), *uj = u.at(j), *hj = h.at(j);
    Real *r = reset_gate(j), *z = update_gate(j), *n = proposal(j), *yj = y.at(j);
    if (!active(j)) {
      std::copy_n(hj, H, yj);
      continue;
    }
    for_blocks(H, [=](auto block) {
      const Lanes reset = sigmoid(block.load(aj) + block.load(uj));
      const Lanes update = sigmoid(block.load(aj + H) + block.load(uj + H));
      const Lanes next = (block.load(aj + 2 * H) + reset * block.load(uj + 2 * H)).tanh();
      block.store(r, reset);
      block.store(z, update);
      block.store(n, next);
      block.store(yj, next + update * (block.load(hj) - next));
    });
  }
  t.record([=] {
    for (int j = 0; j < B; ++j) {
      const Real* dy = y.grad_at(j);
      Real* dh = h.grad_at(j);
      if (!active(j)) {
        for_blocks(H, [=](auto block) { block.add(dh, block.load(dy)); });
        continue;
      }
      const Real *r = reset_gate(j), *z = update_gate(j), *n = proposal(j);
      const Real *un = u.at(j) + 2 * H, *hj = h.at(j);
      Real *da = a.grad_at(j), *du = u.grad_at(j);
      for_blocks(H, [=](auto block) {
        const Lanes reset = block.load(r), update = block.load(z), next = block.load(n), d = block.load(dy);
        const Lanes dn = d * (1 - update) * (1 - next.square());
        const Lanes dz = d * (block.load(hj) - next) * update * (1 - update);
        const Lanes dr = dn * block.load(un) * reset * (1 - reset);
        block.add(dh, d * update);
        block.add(da, dr);
        block.add(da + H, dz);
        block.add(da + 2 * H, dn);
        block.add(du, dr);
        block.add(du + H, dz);
        block.add(du + 2 * H, dn * reset);
      });
    }
  });
  return y;
}

GruChoGates gru_cho_gates(Tape& t, Var a, Var u, Var h) {
  const int H = h.rows, B = h.cols;
  assert(a.rows == 3 * H && u.rows == 2 * H && a.cols == B && u.cols == B);
  Var z = t.make(H, B), rh = t.make(H, B);
  Real* gates = t.scratch(H, B);  // r, kept for backward
  for (int j = 0; j < B; ++j) {
    const Real *aj = a.at(j), *uj = u.at(j), *hj = h.at(j);
    Real *r = gates + static_cast<std::ptrdiff_t>(j) * H, *zj = z.at(j), *rhj = rh.at(j);
    for_blocks(H, [=](auto block) {
      const Lanes reset = sigmoid(block.load(aj) + block.load(uj));
      block.store(r, reset);
      block.store(zj, sigmoid(block.load(aj + H) + block.load(uj + H)));
      block.store(rhj, reset * block.load(hj));
    });
  }
  t.record([=] {
    for (int j = 0; j < B; ++j) {
      const Real *r = gates + static_cast<std::ptrdiff_t>(j) * H, *zj = z.at(j), *hj = h.at(j);
      const Real *dz = z.grad_at(j), *drh = rh.grad_at(j);
      Real *da = a.grad_at(j), *du = u.grad_at(j), *dh = h.grad_at(j);
      for_blocks(H, [=](auto block) {
        const Lanes reset = block.load(r), update = block.load(zj), d = block.load(drh);
        const Lanes d_reset = d * block.load(hj) * reset * (1 - reset);
        const Lanes d_update = block.load(dz) * update * (1 - update);
        block.add(dh, d * reset);
        block.add(da, d_reset);
        block.add(da + H, d_update);
        block.add(du, d_reset);
        block.add(du + H, d_update);
      });
    }
  });
  return {z, rh};
}

Var gru_cho_step(Tape& t, Var a, Var m, Var z, Var h, Active active) {
  const int H = h.rows, B = h.cols;
  assert(a.rows == 3 * H && m.rows == H && z.rows == H);
  Var y = t.make(H, B);
  Real* proposals = t.scratch(H, B);  // n, kept for backward
  for (int j = 0; j < B; ++j) {
    const Real *an = a.at(j) + 2 * H, *mj = m.at(j), *zj = z.at(j), *hj = h.at(j);
    Real *n = proposals + static_cast<std::ptrdiff_t>(j) * H, *yj = y.at(j);
    if (!active(j)) {
      std::copy_n(hj, H, yj);
      continue;
    }
    for_blocks(H, [=](auto block) {
      const Lanes next = (block.load(an) + block.load(mj)).tanh();
      block.store(n, next);
      block.store(yj, next + block.load(zj) * (block.load(hj) - next));
    });
  }
  t.record([=] {
    for (int j = 0; j < B; ++j) {
      const Real* dy = y.grad_at(j);
      Real* dh = h.grad_at(j);
      if (!active(j)) {
        for_blocks(H, [=](auto block) { block.add(dh, block.load(dy)); });
        continue;
      }
      const Real *n = proposals + static_cast<std::ptrdiff_t>(j) * H, *zj = z.at(j), *hj = h.at(j);
      Real *da = a.grad_at(j) + 2 * H, *dm = m.grad_at(j), *dz = z.grad_at(j);
      for_blocks(H, [=](auto block) {
        const Lanes next = block.load(n), update = block.load(zj), d = block.load(dy);
        const Lanes dn = d * (1 - update) * (1 - next.square());
        block.add(da, dn);
        block.add(dm, dn);
        block.add(dz, d * (block.load(hj) - next));
        block.add(dh, d * update);
      });
    }
  });
  return y;
}

}  // namespace nmt

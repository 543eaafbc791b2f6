#include <algorithm>
#include <cmath>

#include "nn/lanes.h"
#include "nn/ops.h"

namespace nmt {
namespace {

// One sentence of position_attention(): x (f, T), its columns `stride` numbers apart.
struct Block {
  const Parameter *weight, *bias;
  bool shared;
  int f, T;
  std::ptrdiff_t stride;

  Real omega(int t, int u) const {
    return weight->value[static_cast<std::ptrdiff_t>(t) * weight->columns + u];
  }

  // a (f, T) without gaps: for each feature the weights of all positions.
  void attend(const Real* x, Real* a) const {
    const std::ptrdiff_t width = f;
    for (int t = 0; t < T; ++t) {
      Real* e = a + t * width;
      std::fill_n(e, f, bias->value[t]);
      for (int u = 0; u < T; ++u) {
        const Real w = omega(t, u);
        for_blocks(f, [=, xu = x + u * stride](auto block) { block.add(e, w * block.load(xu)); });
      }
    }
    for_blocks(f, [=, *this](auto block) {
      Lanes max = block.load(a), sum = Lanes::Zero();
      for (int t = 1; t < T; ++t) max = max.max(block.load(a + t * width));
      for (int t = 0; t < T; ++t) {
        const Lanes p = (block.load(a + t * width) - max).exp();
        block.store(a + t * width, p);
        sum += p;
      }
      for (int t = 0; t < T; ++t) block.store(a + t * width, block.load(a + t * width) / sum);
    });
  }

  Real mean(const Real* a) const {
    return sum_blocks(f, [=](auto block) { return block.load(a); }) / static_cast<Real>(f);
  }

  void apply(const Real* x, const Real* a, Real* y) const {
    for (int t = 0; t < T; ++t) {
      const Real *xt = x + t * stride, *at = a + t * std::ptrdiff_t{f};
      Real* yt = y + t * stride;
      if (shared) {
        for_blocks(f, [=, m = mean(at)](auto block) { block.store(yt, m * block.load(xt)); });
      } else {
        for_blocks(f, [=](auto block) { block.store(yt, block.load(at) * block.load(xt)); });
      }
    }
  }

  // The gradient of a, and through the product alone that of x.
  void apply_backward(const Real* x, const Real* a, const Real* dy, Real* da, Real* dx) const {
    for (int t = 0; t < T; ++t) {
      const Real *xt = x + t * stride, *at = a + t * std::ptrdiff_t{f}, *dyt = dy + t * stride;
      Real *dat = da + t * std::ptrdiff_t{f}, *dxt = dx + t * stride;
      if (shared) {
        const Real m = mean(at);
        const Real d = sum_blocks(f,
                                  [=](auto block) -> Lanes {
                                    block.add(dxt, m * block.load(dyt));
                                    return block.load(dyt) * block.load(xt);
                                  }) /
                       static_cast<Real>(f);
        std::fill_n(dat, f, d);
      } else {
        for_blocks(f, [=](auto block) {
          block.add(dxt, block.load(at) * block.load(dyt));
          block.store(dat, block.load(dyt) * block.load(xt));
        });
      }
    }
  }

  // `d` comes as the gradient of a and is used up.
  void attend_backward(const Real* x, const Real* a, Real* d, Real* dx, Real* d_weight, Real* d_bias) const {
    const std::ptrdiff_t width = f;
    for_blocks(f, [=, *this](auto block) {
      Lanes mean = Lanes::Zero();
      for (int t = 0; t < T; ++t) mean += block.load(a + t * width) * block.load(d + t * width);
      for (int t = 0; t < T; ++t) {
        block.store(d + t * width, block.load(a + t * width) * (block.load(d + t * width) - mean));
      }
    });
    for (int t = 0; t < T; ++t) {
      const Real* de = d + t * width;
      d_bias[t] += sum_blocks(f, [=](auto block) { return block.load(de); });
      for (int u = 0; u < T; ++u) {
        const Real w = omega(t, u), *xu = x + u * stride;
        Real* dxu = dx + u * stride;
        d_weight[static_cast<std::ptrdiff_t>(t) * weight->columns + u] +=
            sum_blocks(f, [=](auto block) -> Lanes {
              block.add(dxu, w * block.load(de));
              return block.load(de) * block.load(xu);
            });
      }
    }
  }
};

}  // namespace

Var position_attention(Tape& t, Var x, PositionWeights weights, const int* lengths, int batch) {
  const int f = x.rows, T = x.cols / batch;
  assert(weights.weight->rows >= T && weights.bias->rows == weights.weight->rows);
  Var y = t.make(f, x.cols);
  std::fill_n(y.value, static_cast<std::ptrdiff_t>(f) * x.cols, Real{0});
  Real* kept = t.scratch(f, x.cols);  // a of each sentence, one behind the other
  const auto block_of = [=](int b) {
    return Block{weights.weight, weights.bias, weights.shared, f, lengths[b], std::ptrdiff_t{f} * batch};
  };
  const auto kept_of = [=](int b) { return kept + static_cast<std::ptrdiff_t>(b) * f * T; };
  for (int b = 0; b < batch; ++b) {
    block_of(b).attend(x.at(b), kept_of(b));
    block_of(b).apply(x.at(b), kept_of(b), y.at(b));
  }
  if (!t.recording()) return y;
  Real *d_weight = t.accumulator(weights.weight), *d_bias = t.accumulator(weights.bias);
  Real* da = t.scratch(f, T);
  t.record([=] {
    for (int b = 0; b < batch; ++b) {
      const Block block = block_of(b);
      block.apply_backward(x.at(b), kept_of(b), y.grad_at(b), da, x.grad_at(b));
      block.attend_backward(x.at(b), kept_of(b), da, x.grad_at(b), d_weight, d_bias);
    }
  });
  return y;
}

Var pooling_scores(Tape& t, Var states, const Parameter* w, const Parameter* bias, const int* lengths,
                   int batch) {
  const int E = states.rows, T = states.cols / batch;
  assert(w->rows == E && bias->rows == 1);
  Var e = t.make(T, batch);
  std::fill_n(e.value, static_cast<std::ptrdiff_t>(T) * batch, Real{0});
  for (int b = 0; b < batch; ++b) {
    for (int s = 0; s < lengths[b]; ++s) {
      const Real *h = states.at(s * batch + b), *weight = w->value;
      const Real product =
          sum_blocks(E, [=](auto block) -> Lanes { return block.load(weight) * block.load(h); });
      e.at(b)[s] = std::tanh(product + bias->value[0]);
    }
  }
  if (!t.recording()) return e;
  Real *dw = t.accumulator(w), *d_bias = t.accumulator(bias);
  t.record([=] {
    for (int b = 0; b < batch; ++b) {
      for (int s = 0; s < lengths[b]; ++s) {
        const Real value = e.at(b)[s], d = e.grad_at(b)[s] * (1 - value * value);
        const Real *h = states.at(s * batch + b), *weight = w->value;
        Real* dh = states.grad_at(s * batch + b);
        for_blocks(E, [=](auto block) {
          block.add(dw, d * block.load(h));
          block.add(dh, d * block.load(weight));
        });
        *d_bias += d;
      }
    }
  });
  return e;
}

}  // namespace nmt

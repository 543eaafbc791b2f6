#include "train/optimizer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/parallel.h"
#include "nn/lanes.h"

namespace nmt {
namespace {

Real real(double number) { return static_cast<Real>(number); }

// Each moves sixteen numbers x at a time, given their gradient g and what is remembered of them, m and v.
struct AdamRule {
  AdamRule(const OptimizerOptions& o, std::int64_t update, double learning_rate)
      : b1(real(o.beta1)),
        b2(real(o.beta2)),
        rate(real(learning_rate / (1 - std::pow(o.beta1, static_cast<double>(update))))),
        root(real(1 / std::sqrt(1 - std::pow(o.beta2, static_cast<double>(update))))),
        epsilon(real(o.epsilon)) {}
  template <class Block>
  Lanes operator()(Block block, const Lanes& g, Real* m, Real* v) const {
    const Lanes mean = b1 * block.load(m) + (1 - b1) * g;
    const Lanes square = b2 * block.load(v) + (1 - b2) * g.square();
    block.store(m, mean);
    block.store(v, square);
    return -rate * mean / (square.sqrt() * root + epsilon);
  }
  Real b1, b2, rate, root, epsilon;
};

struct AdadeltaRule {
  AdadeltaRule(const OptimizerOptions& o, double learning_rate)
      : rho(real(o.rho)), epsilon(real(o.conditioning)), rate(real(learning_rate)) {}
  template <class Block>
  Lanes operator()(Block block, const Lanes& g, Real* m, Real* v) const {
    const Lanes gradients = rho * block.load(m) + (1 - rho) * g.square();
    const Lanes update = -(block.load(v) + epsilon).sqrt() / (gradients + epsilon).sqrt() * g;
    block.store(m, gradients);
    block.store(v, rho * block.load(v) + (1 - rho) * update.square());
    return rate * update;
  }
  Real rho, epsilon, rate;
};

struct DescentRule {
  template <class Block>
  Lanes operator()(Block, const Lanes& g, Real*, Real*) const {
    return -rate * g;
  }
  Real rate;
};

}  // namespace

Optimizer::Optimizer(Parameters& parameters, OptimizerOptions options)
    : parameters_(parameters), options_(options), blocks_(parameters.blocks()) {
  if (options.kind != OptimizerKind::sgd) {
    first_ = zeros(parameters.values().size());
    second_ = zeros(parameters.values().size());
  }
  if (options.average > 0) average_ = parameters.values();
}

void Optimizer::step(const FlatArray& gradient, double norm, double learning_rate, int threads) {
  assert(!exchanged_);
  ++updates_;
  ++since_restart_;
  const Real clip = real(options_.clip_norm > 0 ? std::min(1.0, options_.clip_norm / (norm + 1e-6)) : 1);
  const auto t = static_cast<double>(updates_);
  const Real kept = real(std::min(options_.average, (t - 1) / (t + 9)));
  const auto follow = [&](auto rule) {
    parallel_for(static_cast<int>(blocks_.size()), threads, [&](int i) {
      const auto offset = static_cast<Eigen::Index>(blocks_[i].offset());
      const auto part = [&](FlatArray& all) { return all.size() > 0 ? all.data() + offset : nullptr; };
      const Real* g = gradient.data() + offset;
      Real *x = part(parameters_.values()), *m = part(first_), *v = part(second_), *average = part(average_);
      for_blocks(static_cast<int>(blocks_[i].size()), [=](auto block) {
        block.add(x, rule(block, block.load(g) * clip, m, v));
        if (average) block.store(average, kept * block.load(average) + (1 - kept) * block.load(x));
      });
    });
  };
  switch (options_.kind) {
    case OptimizerKind::adam:
      follow(AdamRule(options_, since_restart_, learning_rate));
      break;
    case OptimizerKind::adadelta:
      follow(AdadeltaRule(options_, learning_rate));
      break;
    case OptimizerKind::sgd:
      follow(DescentRule{real(learning_rate)});
      break;
  }
  parameters_.refresh_packed(threads);
}

void Optimizer::exchange_average(int threads) {
  if (average_.size() == 0 || updates_ == 0) return;
  // Number by number: others hold pointers to them.
  std::swap_ranges(average_.begin(), average_.end(), parameters_.values().begin());
  exchanged_ = !exchanged_;
  parameters_.refresh_packed(threads);
}

void Optimizer::restart(const FlatArray& values, int threads) {
  assert(!exchanged_);
  parameters_.values() = values;
  parameters_.refresh_packed(threads);
  if (average_.size() > 0) average_ = values;
  first_.setZero();
  second_.setZero();
  since_restart_ = 0;
}

std::vector<Optimizer::Memory> Optimizer::memories() const {
  std::vector<Memory> all{{"", &values()}};
  if (first_.size() > 0) all.push_back({"first/", &first_});
  if (second_.size() > 0) all.push_back({"second/", &second_});
  if (average_.size() > 0) all.push_back({"average/", exchanged_ ? &parameters_.values() : &average_});
  return all;
}

void Optimizer::restore(std::int64_t updates, std::int64_t since_restart, int threads,
                        const std::function<void(const char*, FlatArray&)>& load) {
  assert(!exchanged_);
  load("", parameters_.values());
  if (first_.size() > 0) load("first/", first_);
  if (second_.size() > 0) load("second/", second_);
  if (average_.size() > 0) load("average/", average_);
  updates_ = updates;
  since_restart_ = since_restart;
  parameters_.refresh_packed(threads);
}

std::size_t Optimizer::memory() const {
  return static_cast<std::size_t>(first_.size() + second_.size() + average_.size()) * sizeof(Real);
}

}  // namespace nmt

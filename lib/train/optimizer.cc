#include "train/optimizer.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "nn/lanes.h"

namespace nmt {

Adam::Adam(Parameters& parameters, AdamOptions options)
    : parameters_(parameters),
      options_(options),
      blocks_(parameters.blocks()),
      first_(zeros(parameters.values().size())),
      second_(zeros(parameters.values().size())) {}

void Adam::step(const FlatArray& gradient, double norm, double learning_rate, int threads) {
  ++updates_;
  const double clip = options_.clip_norm > 0 ? std::min(1.0, options_.clip_norm / (norm + 1e-6)) : 1;
  const double correction1 = 1 - std::pow(options_.beta1, static_cast<double>(updates_));
  const double correction2 = 1 - std::pow(options_.beta2, static_cast<double>(updates_));
  const Real factor = static_cast<Real>(clip), b1 = static_cast<Real>(options_.beta1),
             b2 = static_cast<Real>(options_.beta2), rate = static_cast<Real>(learning_rate / correction1),
             root = static_cast<Real>(1 / std::sqrt(correction2)),
             epsilon = static_cast<Real>(options_.epsilon);
  parallel_for(static_cast<int>(blocks_.size()), threads, [&](int i) {
    const auto offset = static_cast<Eigen::Index>(blocks_[i].offset());
    const Real* g = gradient.data() + offset;
    Real *m = first_.data() + offset, *v = second_.data() + offset, *x = parameters_.values().data() + offset;
    for_blocks(static_cast<int>(blocks_[i].size()), [=](auto block) {
      const Lanes clipped = block.load(g) * factor;
      const Lanes mean = b1 * block.load(m) + (1 - b1) * clipped;
      const Lanes square = b2 * block.load(v) + (1 - b2) * clipped.square();
      block.store(m, mean);
      block.store(v, square);
      block.add(x, -rate * mean / (square.sqrt() * root + epsilon));
    });
  });
  parameters_.refresh_packed(threads);
}

}  // namespace nmt

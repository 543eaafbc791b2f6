#pragma once

#include "nn/parameters.h"

namespace nmt {

// Adam (Kingma and Ba 2015, algorithm 1), ε outside the root, with clipping by the global norm (Pascanu et
// al. 2013) in the same pass over memory.
struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double clip_norm = 1;  // 0: no clipping
};

class Adam {
 public:
  // `parameters` must outlive this object.
  Adam(Parameters& parameters, AdamOptions options);

  // One update from the gradient of a batch and its norm. The same bits on any number of threads.
  void step(const FlatArray& gradient, double norm, double learning_rate, int threads);

  const AdamOptions& options() const { return options_; }
  // The state, in the parameters' layout, and how a checkpoint brings it back.
  std::int64_t updates() const { return updates_; }
  const FlatArray& first_moments() const { return first_; }
  const FlatArray& second_moments() const { return second_; }
  void restore(std::int64_t updates, FlatArray first, FlatArray second) {
    updates_ = updates;
    first_ = std::move(first);
    second_ = std::move(second);
  }
  std::size_t memory() const { return 2 * static_cast<std::size_t>(first_.size()) * sizeof(Real); }  // bytes

 private:
  Parameters& parameters_;
  AdamOptions options_;
  std::vector<ParameterBlock> blocks_;
  FlatArray first_, second_;  // moments
  std::int64_t updates_ = 0;
};

}  // namespace nmt

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nn/parameters.h"

namespace nmt {

enum class OptimizerKind { adam, adadelta, sgd };

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adam;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  // Adam's
  double rho = 0.95, conditioning = 1e-6;             // Adadelta's ρ and ε
  double clip_norm = 1;                               // 0: no clipping
  double average = 0;                                 // 0: no average of the parameters is kept
};

// Adam (Kingma and Ba 2015, algorithm 1, ε outside the root), Adadelta (Zeiler 2012, algorithm 1) or plain
// gradient descent; with clipping by the global norm (Pascanu et al. 2013) and an average of the parameters
// over time in the same pass over memory.
//
// The average is x̄ ← b x̄ + (1 - b) x after update t, b = min(average, (t - 1) / (t + 9)): in the beginning it
// forgets faster, or it would be of the first parameters for long.
class Optimizer {
 public:
  // `parameters` must outlive this object.
  Optimizer(Parameters& parameters, OptimizerOptions options);

  // One update from the gradient of a batch and its norm. The same bits on any number of threads.
  void step(const FlatArray& gradient, double norm, double learning_rate, int threads);

  // Exchanges the parameters for their average, if one is kept, or brings them back: no step() between.
  void exchange_average(int threads);

  // The parameters' own values, whether their average stands in their place or not.
  const FlatArray& values() const { return exchanged_ ? average_ : parameters_.values(); }
  // Goes on from these parameters, as their average too, and forgets the moments.
  void restart(const FlatArray& values, int threads);

  // For a checkpoint: values() and what is remembered, each laid out as the parameters are and with a prefix
  // for its tensors' names. restore() has them filled again by load(prefix, array).
  struct Memory {
    const char* prefix;
    const FlatArray* values;
  };
  std::vector<Memory> memories() const;
  std::int64_t updates() const { return updates_; }
  std::int64_t since_restart() const { return since_restart_; }  // or since it began
  void restore(std::int64_t updates, std::int64_t since_restart, int threads,
               const std::function<void(const char*, FlatArray&)>& load);
  std::size_t memory() const;  // bytes, the parameters' own not counted

 private:
  Parameters& parameters_;
  OptimizerOptions options_;
  std::vector<ParameterBlock> blocks_;
  // Adam's moments; Adadelta's means of squares of gradients and of updates. Empty where there are none.
  FlatArray first_, second_, average_;
  std::int64_t updates_ = 0, since_restart_ = 0;
  bool exchanged_ = false;
};

}  // namespace nmt

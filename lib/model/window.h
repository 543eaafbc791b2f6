#pragma once

#include <memory>

#include "model/config.h"
#include "model/encoder.h"

namespace nmt {

// Where queries look: the normaliser sees the window alone.
struct View {
  Window window;
  Var centre;  // p (1, k·B), positions counted from 1; of local-p only
};

class Windows {
 public:
  virtual ~Windows() = default;
  // Of the queries (D, k·B) of decoder step `step`, counted from 0.
  virtual View around(Tape& t, const Encoded& encoded, Var query, int step) const = 0;
  // What becomes of the weights, which sum to 1 before.
  virtual Var weigh(Tape&, Var weights, const View&) const { return weights; }
};

// Every position; or Luong et al. 2015, 3.2, the positions j with p - D ≤ j ≤ p + D: `local-m` with p =
// min(i, T) at step i, `local-p` with p = T σ(v·tanh(W q)) and the weights times exp(-(j - p)² / 2(D/2)²).
std::unique_ptr<Windows> make_windows(const ModelConfig& config, Parameters& parameters);

}  // namespace nmt

#pragma once

#include <memory>

#include "model/config.h"
#include "nn/ops.h"

namespace nmt {

// How well a source position answers the decoder's query.
class Score {
 public:
  virtual ~Score() = default;
  // What is compared with the query, computed once a sentence: states (E, T·B) → keys (·, T·B).
  virtual Var keys(Tape& t, Var states) const = 0;
  // e (T, columns of the query), inside the window.
  virtual Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const = 0;
};

std::unique_ptr<Score> make_score(const ModelConfig& config, Parameters& parameters);

}  // namespace nmt

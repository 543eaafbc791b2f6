#pragma once

#include <memory>

#include "model/config.h"
#include "nn/ops.h"

namespace nmt {

// What is taken of the source: a context (E, k·B) and, of hard attention, each column's position.
struct Picked {
  Var context;
  const int* positions = nullptr;
};

class Pick {
 public:
  virtual ~Pick() = default;
  // `given`, if not null, are positions that hard attention is to take in place of its own.
  virtual Picked operator()(Tape& t, Var weights, Var states, Window window, int batch,
                            const int* given) const = 0;
};

// Σ_j a_j h_j (Bahdanau et al. 2015, eq. 5); or one h_j, drawn while training, otherwise the heaviest (Xu et
// al. 2015, 4.1).
std::unique_ptr<Pick> make_pick(PickKind kind);

}  // namespace nmt

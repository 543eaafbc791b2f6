#pragma once

#include <memory>
#include <vector>

#include "corpus/batch.h"
#include "model/cell.h"
#include "model/config.h"

namespace nmt {

// What the encoder leaves of a batch of T positions and B sentences.
struct Encoded {
  Var states;          // h (E, T·B)
  Var last;            // →h_T, or of a bidirectional encoder ←h_1 (d, B)
  Var summary;         // →h_T, or [→h_T; ←h_1] (E, B)
  const int* lengths;  // T_b of each sentence, in the tape's arena
  int steps, batch;
};

// Stacked recurrent layers over embedded words, in one direction or both (Bahdanau et al. 2015, A.2.1); from
// the third layer on a layer's input is added to its output (Wu et al. 2016, 3.1).
class Encoder {
 public:
  Encoder(const ModelConfig& config, Parameters& parameters);
  Encoded operator()(Tape& t, const Batch& batch) const;

 private:
  struct Layer {
    std::unique_ptr<Cell> forward, backward;  // no backward in a unidirectional encoder
  };
  const ModelConfig& config_;
  const Parameter* embedding_;
  std::vector<Layer> layers_;
};

}  // namespace nmt

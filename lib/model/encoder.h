#pragma once

#include <memory>
#include <vector>

#include "corpus/batch.h"
#include "model/cell_stack.h"
#include "model/config.h"
#include "model/source_input.h"

namespace nmt {

// What the encoder leaves of a batch of T positions and B sentences.
struct Encoded {
  Var states;          // h (E, T·B)
  Var summary;         // of the last layer →h_T, or [→h_T; ←h_1] (E, B)
  StackState last;     // of each layer →(h_T, c_T), or of a bidirectional encoder ←(h_1, c_1) (d, B)
  const int* lengths;  // T_b of each sentence, in the tape's arena
  int steps, batch;
};

// Stacked recurrent layers over the source's input, in one direction or both (Bahdanau et al. 2015, A.2.1);
// from the third layer on a layer's input is added to its output (Wu et al. 2016, 3.1). Positions mean the
// order in which the source is read (see SourceInput). Before or behind the layers they may attend to each
// other (see position_attention()).
class Encoder {
 public:
  Encoder(const ModelConfig& config, Parameters& parameters);
  Encoded operator()(Tape& t, const Batch& batch) const;  // Error if a source is too long for the model

 private:
  struct Layer {
    std::unique_ptr<Cell> forward, backward;  // no backward in a unidirectional encoder
  };
  const ModelConfig& config_;
  std::unique_ptr<SourceInput> input_;
  PositionWeights positions_{};
  std::vector<Layer> layers_;
};

}  // namespace nmt

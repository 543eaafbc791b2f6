#pragma once

#include <memory>

#include "model/attention.h"
#include "model/cell_stack.h"
#include "model/start.h"

namespace nmt {

// What the decoder carries from step to step, a column for each hypothesis.
struct DecoderState {
  StackState cells;
};

// Copies some columns of a state into `room`, of the same shape and as many columns at the least; returns
// that part of it. A state that is to outlive the arena's rewinding, as in search.
DecoderState copy_columns(const DecoderState& state, const int* columns, int count, const DecoderState& room);

struct DecoderStep {
  DecoderState state;  // after the step, s_i
  Glimpse glimpse;
};

// The attention decoder, one word a step: training feeds it the given words, search those it has chosen.
class Decoder {
 public:
  Decoder(const ModelConfig& config, Parameters& parameters);

  Memory prepare(Tape& t, const Encoded& encoded) const { return attention_->prepare(t, encoded); }
  DecoderState start(Tape& t, const Memory& memory) const { return {(*start_)(t, memory.encoded)}; }
  // Room for `count` states, uninitialised.
  DecoderState room(Tape& t, int count) const { return {decoder_states(t, config_, count)}; }

  // e_i of each word (m, count); while training with dropout.
  Var embed(Tape& t, const int* ids, int count) const;
  // The part of the cell's input that depends on the words alone, for all steps at once.
  Var project(Tape& t, Var embedded) const { return cells_.project(t, embedded); }
  // One step. `projected` (gates · D, columns of the state) is used up: it must not be read again.
  DecoderStep step(Tape& t, const Memory& memory, const DecoderState& state, Var projected) const;
  // What the output layer reads, (l, n), of any number of columns: s_i, c_i and e_i.
  Var readout(Tape& t, Var s, Var c, Var e) const;

  const Parameter* output_weight() const { return output_weight_; }  // (Vt, l)
  const Parameter* output_bias() const { return output_bias_; }      // (Vt)

 private:
  const ModelConfig& config_;
  const Parameter* embedding_;
  std::unique_ptr<Start> start_;
  std::unique_ptr<Attention> attention_;
  CellStack cells_;
  const Parameter *read_weight_, *read_bias_;
  const Parameter *output_weight_, *output_bias_;
};

}  // namespace nmt

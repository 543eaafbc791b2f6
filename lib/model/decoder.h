#pragma once

#include <memory>
#include <optional>

#include "model/attention.h"
#include "model/cell_stack.h"
#include "model/start.h"

namespace nmt {

// The words y_{i-1} that the decoder is fed, a column for each.
struct Words {
  Var embedded;    // e_i (m, count); none where words enter as one-hot vectors:
  const int* ids;  // then the place of the 1; negative: the zero vector, before the first word

  Words columns(int first, int count) const {
    return {embedded ? embedded.columns(first, count) : Var{}, ids + first};
  }
};

// What the decoder carries from step to step, a column for each hypothesis.
struct DecoderState {
  StackState cells;
  Var feed = {};  // the readout of the step before (l, ·), with input feeding
  int step = 0;   // words before
};

// Copies some columns of a state into `room`, of the same shape and as many columns at the least; returns
// that part of it. A state that is to outlive the arena's rewinding, as in search.
DecoderState copy_columns(const DecoderState& state, const int* columns, int count, const DecoderState& room);

struct DecoderStep {
  DecoderState state;  // after the step, s_i
  Glimpse glimpse;
  Var read_state;  // what the readout reads of the state: s_i or s_{i-1}
  Var readout;     // t_i where the step needs it itself, to feed it to the next; see Decoder::readout()
};

// The attention decoder, one word a step: training feeds it the given words, search those it has chosen.
class Decoder {
 public:
  Decoder(const ModelConfig& config, Parameters& parameters);

  Memory prepare(Tape& t, const Encoded& encoded) const { return attention_->prepare(t, encoded); }
  DecoderState start(Tape& t, const Memory& memory) const;
  // Room for `count` states, uninitialised.
  DecoderState room(Tape& t, int count) const;

  // While training with dropout. `ids` must outlive what the tape holds.
  Words embed(Tape& t, const int* ids, int count) const;
  // The part of the cell's input that depends on the words alone, for all steps at once.
  Var project(Tape& t, const Words& words, int count) const;
  // One step. `projected` (gates · D, columns of the state) is used up: it must not be read again.
  DecoderStep step(Tape& t, const Memory& memory, const DecoderState& state, const Words& words,
                   Var projected) const;
  // What the output layer reads, t_i, of one step or of all side by side.
  Var readout(Tape& t, const DecoderStep& step, const Words& words) const;

  // Σ of the losses of all words, and log p of each; see cross_entropy().
  Var loss(Tape& t, Var readout, const Words& words, const int* target, CrossEntropy options,
           Real* log_probability) const;
  // log p of every word, (Vt, columns of the readout); for search.
  Var log_probabilities(Tape& t, Var readout, const Words& words) const;

  WeightBlock output_block() const;  // of the output layer, (Vt, ·), what it multiplies

 private:
  bool one_hot() const { return config_.decoder_input == WordInput::one_hot; }
  bool output_reads_words() const;
  // The word's part of the output layer: only where that reads one-hot words itself.
  const int* output_words(const Words& words) const;

  const ModelConfig& config_;
  const Parameter* embedding_ = nullptr;  // none with one-hot words
  std::unique_ptr<Start> start_;
  std::unique_ptr<Attention> attention_;
  CellStack cells_;
  std::optional<CellStack> second_;                                // of a conditional decoder only
  const Parameter *read_weight_ = nullptr, *read_bias_ = nullptr;  // none if the readout's size is 0
  const Parameter *output_weight_, *output_bias_;
};

}  // namespace nmt

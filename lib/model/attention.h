#pragma once

#include <memory>

#include "model/encoder.h"
#include "model/score.h"

namespace nmt {

// What the decoder reads at every step.
struct Memory {
  Encoded encoded;
  Var keys;  // of the score; without attention the fixed context, in memory of its own
  // Positions that hard attention is to take, (target steps · B) time-major, in place of its own; or null.
  const int* given_picks = nullptr;
};

// What one look at the source gives: the context c_i (·, k·B), none if it only starts the decoder, and the
// weights a_i (T, k·B), none without attention.
struct Glimpse {
  Var context, weights;
  const int* picks = nullptr;  // of hard attention, the position of each column
};

// Of the sentences of a memory, some, in rising order: their columns move together where they are, which the
// memory itself does not survive. Search drops by it what has ended. What only the start reads is gone.
Memory keep_sentences(Tape& t, const Memory& memory, const int* sentences, int count);

class Attention {
 public:
  virtual ~Attention() = default;
  virtual int context_size() const = 0;
  virtual Memory prepare(Tape& t, const Encoded& encoded) const = 0;
  // `query` (D, k·B): the decoder's state, k hypotheses of each sentence side by side, all at `step`, counted
  // from 0.
  virtual Glimpse operator()(Tape& t, const Memory& memory, Var query, int step) const = 0;
};

// Attention as it is put together of score, window, normaliser and pick; or with score `none` the same
// summary at every step (Cho et al. 2014).
std::unique_ptr<Attention> make_attention(const ModelConfig& config, Parameters& parameters);

}  // namespace nmt

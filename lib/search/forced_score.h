#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/seq2seq.h"

namespace nmt {

// What a model makes of a translation that is given.
struct ForcedScore {
  double log_probability = 0;                  // sum over the target's ids, nats
  std::vector<float> token_log_probabilities;  // of each target id
  // (target ids, source positions), row after row; empty if not asked for or no attention.
  std::vector<float> weights;
};

// Sources of words and targets, as many of one as of the other, end with kEnd. For a translation that beam
// search found these are the numbers that it came with. `tape` must not record; it is reset first.
std::vector<ForcedScore> forced_scores(const Seq2Seq& model, const SourceViews& sources,
                                       std::span<const std::vector<std::int32_t>> targets, bool alignments,
                                       Tape& tape);

}  // namespace nmt

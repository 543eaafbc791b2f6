#pragma once

#include "model/seq2seq.h"
#include "search/beam.h"

namespace nmt {

// Beam search over many sentences at once, all of which advance one word a step; a sentence leaves the batch
// when it is done. What is found for a sentence, scores to the last bit, does not depend on the others, given
// that the model's weights are packed (Seq2Seq::pack_weights(); those of an opened bundle are).
//
// A source of words ends with kEnd. `tape` must not record; it is reset first, and what it holds afterwards
// is of no use. Returns the n best of each sentence, best first. Many threads may search with one model, each
// with a tape of its own.
std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, const SourceViews& sources,
                                                 const BeamOptions& options, Tape& tape);

}  // namespace nmt

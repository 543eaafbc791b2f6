#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "corpus/reader.h"
#include "search/translator.h"

namespace nmt {

struct AlignedSentence {
  PieceAlignment pieces;  // without weights: it could not be aligned
  int parts = 1;          // in how many it was translated
};

// Aligns each sentence with the translation it brings along, or else with the best that the search finds.
// One with a fault has no alignment, nor has a pair that is too long for Translator::score(). Once `stop` is
// true the rest is left undone. The translator's options ask for alignments, and its model has attention.
std::vector<AlignedSentence> align(Translator& translator, std::span<const Sentence> sentences,
                                   const std::atomic<bool>* stop = nullptr);

}  // namespace nmt

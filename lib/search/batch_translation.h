#pragma once

#include <span>
#include <string>
#include <vector>

#include "search/beam.h"
#include "search/source_line.h"

namespace nmt {

// A hypothesis and the text that it spells.
struct FoundText {
  Hypothesis hypothesis;
  std::string text;
};

struct SourcePart {
  const SourceLine* source;
  PieceRange range;
  std::vector<FoundText> found;  // empty until it is translated
};

// Translates some parts of lines side by side. A hypothesis whose text the tokenizer cuts in other pieces is
// scored again in these; then the first stays, the others are sorted by score, and what says the same as one
// before it goes.
void translate_batch(const Bundle& bundle, const BeamOptions& options, std::span<SourcePart* const> parts,
                     Tape& tape);

}  // namespace nmt

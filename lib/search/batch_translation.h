#pragma once

#include <string>
#include <vector>

#include "model/bundle.h"
#include "search/beam.h"
#include "search/long_lines.h"

namespace nmt {

using SentenceIds = std::vector<std::int32_t>;  // ending with kEnd

SentenceIds sentence_ids(const Tokenizer& tokenizer, const std::string& text);

// A line to translate, in pieces and in parts.
struct SourceLine {
  std::string text;
  std::vector<Piece> pieces;
  std::vector<PieceRange> ranges;
  int first_part = 0;
};

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

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/npy.h"
#include "model/bundle.h"
#include "search/long_lines.h"

namespace nmt {

using SentenceIds = std::vector<std::int32_t>;  // ending with kEnd

// A line of input as a source: a sentence, or the name of a file of vectors. Without pieces it is empty.
struct SourceLine {
  std::string text;           // the sentence, normalised, or the name
  std::string words;          // what the pieces are of: the sentence, or "1 2 3 …", a number a position
  std::vector<Piece> pieces;  // a position each; </s> is not among them
  FeatureMatrix vectors;      // in place of words
  std::vector<PieceRange> ranges;  // the parts in which it is translated
  int first_part = 0;

  // What the model reads of some of the pieces; the ids of words are put into `ids`, which must outlive it.
  SourceView view(PieceRange range, SentenceIds& ids) const;
};

struct SourceOptions {
  std::string list = "-";  // the file whose lines name files of vectors: they lie relative to its folder
  int most_positions = 0;  // of a file of vectors
};

// Throws Error if the line names no file of vectors that the model can read.
SourceLine read_source(const Bundle& bundle, const std::string& line, const SourceOptions& options);

}  // namespace nmt

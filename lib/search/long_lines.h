#pragma once

#include <span>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

// Some neighbouring pieces of a sentence.
struct PieceRange {
  int first, count;
};

// Cuts a sentence of more than `most` pieces where it hurts least, into parts of at most `most`: behind the
// last word of a part that ends a sentence, else behind one that ends a clause, else between words, else
// within one. A sentence without pieces is one part without any.
std::vector<PieceRange> cut_into_parts(std::span<const Piece> pieces, int most);

}  // namespace nmt

#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

// What a decoder looked at while it wrote one sentence: its attention weights as they are, on pieces.
struct PieceAlignment {
  std::string source = {}, target = {};                       // normalised text, words separated by one space
  std::vector<Piece> source_pieces = {}, target_pieces = {};  // of these texts; </s> is not among them
  // (target pieces + 1, source pieces + 1), row after row; </s> is the last of both. For two sentences
  // without pieces, which no model need have seen, there may be none.
  std::vector<float> weights = {};
  float score = std::numeric_limits<float>::quiet_NaN();  // log-probability of the target, if it is known
};

enum class Level { word, piece };

// A word or a piece: what one row or column of an exported matrix stands for. </s> has an empty range at the
// end of its sentence.
struct AlignedToken {
  std::string text;        // a piece as the vocabulary spells it
  std::size_t begin, end;  // bytes of the sentence
  bool operator==(const AlignedToken&) const = default;
};

// An alignment as it leaves the house. Every row sums to 1.
struct SoftAlignment {
  std::vector<AlignedToken> source, target;
  std::vector<Piece> source_pieces, target_pieces;
  std::vector<float> weights;  // (target, source), row after row
  float score = std::numeric_limits<float>::quiet_NaN();

  float weight(std::size_t to, std::size_t from) const { return weights[to * source.size() + from]; }
};

struct SoftOptions {
  Level level = Level::word;
  bool eos = false;  // keep the row and the column of </s>
};

// A word's row is the mean over its pieces' rows, its column the sum over its pieces' columns; a lone "▁" is
// a piece of the word that it begins. Then the row and column of </s> go, unless they are asked for, and each
// row is divided by its sum: that takes the place of what looked at </s>, and makes local-p's windowed
// weights (Luong et al. 2015, eq. 10) a distribution. A row with nothing left, or with a weight that is no
// number, says nothing: it is even.
//
// Words are the runs of bytes other than U+0020. A piece whose word the text does not have (a decoder may end
// with a lone "▁") is no row and no column of a word. Either sentence may be empty.
// Throws Error if the number of weights is not that of the pieces.
SoftAlignment soft_alignment(const PieceAlignment& pieces, const SoftOptions& options = {});

// Tokens counted from 0, </s> not counted.
struct Link {
  int source, target;
  bool operator==(const Link&) const = default;
};

// For each target token its heaviest source token, the first of equals. A target token that looks at </s>
// more than at any source token has no link: nothing in the source stands behind it, and forcing a link would
// only lower the precision. So of n target words at most n links come, in their order; soft_alignment() gives
// the weights of the others too. Weights that are no number count as 0, and a row of zeros links nothing.
// Throws as soft_alignment().
std::vector<Link> hard_links(const PieceAlignment& pieces, Level level = Level::word);

}  // namespace nmt

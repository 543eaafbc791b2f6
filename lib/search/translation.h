#pragma once

#include <span>
#include <string>
#include <vector>

#include "align/alignment.h"
#include "search/beam.h"

namespace nmt {

// A translation and what the model thinks of it. The numbers are those of its text, in pieces as the
// tokenizer cuts it: what scoring it again would give, where the line was not cut into parts.
struct Translation {
  Translation() { pieces.score = 0; }

  // Both texts and their pieces. The weights are there if they were asked for and the model has attention and
  // the source is not empty; the score is log_probability.
  PieceAlignment pieces;
  double log_probability = 0;                  // nats, each part's </s> included; 0 of an empty line
  double score = 0;                            // log_probability / length^length_penalty, </s> counted
  std::vector<float> token_log_probabilities;  // of each target piece, then of </s>

  const std::string& text() const { return pieces.target; }
};

// A word of a translation.
struct WordScore {
  std::size_t begin, end;  // bytes of the translation
  double log_probability;  // sum over its pieces
};
std::vector<WordScore> word_scores(const Translation& translation);

// The translation of a part of a sentence.
struct TranslatedPart {
  int first_piece, piece_count;      // of the source
  std::vector<Piece> target_pieces;  // of `text`
  std::string text;
  const Hypothesis* hypothesis;  // its ids are the target pieces and kEnd
};

// Parts put together in their order. Weights on a part's </s> become weights on the </s> of the whole; a
// source of vectors has none, and there they are 0.
Translation join_parts(const std::string& source, std::span<const Piece> source_pieces,
                       std::span<const TranslatedPart> parts, double length_penalty);

}  // namespace nmt

#include "search/translation.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

// Appends a part's text and its pieces, with their places in the whole.
void append_text(const TranslatedPart& part, PieceAlignment& whole) {
  if (!whole.target.empty() && !part.text.empty()) whole.target += ' ';
  const std::size_t bytes = whole.target.size();
  const int words = whole.target_pieces.empty() ? 0 : whole.target_pieces.back().word + 1;
  whole.target += part.text;
  for (Piece piece : part.target_pieces) {
    piece.begin += bytes;
    piece.end += bytes;
    piece.word += words;
    whole.target_pieces.push_back(std::move(piece));
  }
}

// Appends a part's rows, the one of </s> only if it is the last.
void append_weights(const TranslatedPart& part, bool last, PieceAlignment& whole) {
  const std::vector<float>& weights = part.hypothesis->weights;
  const std::size_t rows = weights.empty() ? 0 : part.hypothesis->token_log_probabilities.size();
  const std::size_t width = rows == 0 ? 0 : weights.size() / rows, pieces = part.piece_count;
  const std::size_t whole_width = whole.source_pieces.size() + 1;
  for (std::size_t row = 0; row + (last ? 0 : 1) < rows; ++row) {
    whole.weights.resize(whole.weights.size() + whole_width, 0);
    float* to = whole.weights.data() + whole.weights.size() - whole_width;
    const float* from = weights.data() + row * width;
    std::copy_n(from, pieces, to + part.first_piece);
    if (width > pieces) to[whole_width - 1] = from[pieces];
  }
}

}  // namespace

Translation join_parts(const std::string& source, std::span<const Piece> source_pieces,
                       std::span<const TranslatedPart> parts, double length_penalty) {
  Translation whole;
  whole.pieces.source = source;
  whole.pieces.source_pieces.assign(source_pieces.begin(), source_pieces.end());
  std::size_t length = 0;
  for (const TranslatedPart& part : parts) {
    const bool last = &part == &parts.back();
    append_text(part, whole.pieces);
    append_weights(part, last, whole.pieces);
    const std::vector<float>& scores = part.hypothesis->token_log_probabilities;
    whole.token_log_probabilities.insert(whole.token_log_probabilities.end(), scores.begin(),
                                         scores.end() - (last ? 0 : 1));
    whole.log_probability += part.hypothesis->log_probability;
    length += scores.size();
  }
  whole.score = whole.log_probability / std::pow(static_cast<double>(length), length_penalty);
  whole.pieces.score = static_cast<float>(whole.log_probability);
  return whole;
}

std::vector<WordScore> word_scores(const Translation& translation) {
  std::vector<WordScore> words;
  const std::vector<Piece>& pieces = translation.pieces.target_pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i == 0 || pieces[i].word != pieces[i - 1].word) words.push_back({pieces[i].begin, pieces[i].end, 0});
    words.back().end = pieces[i].end;
    words.back().log_probability += translation.token_log_probabilities[i];
  }
  return words;
}

}  // namespace nmt

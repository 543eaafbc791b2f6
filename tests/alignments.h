#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "align/alignment.h"
#include "base/random.h"

// Small alignments that several tests look at.
namespace nmt::test {

// "red house" is ▁red ▁ ho use, the lone ▁ a piece of "house"; "maison rouge" is ▁mai son ▁rouge.
inline PieceAlignment red_house() {
  return {.source = "red house",
          .target = "maison rouge",
          .source_pieces = {{5, "▁red", 0, 3, 0}, {6, "▁", 4, 4, 1}, {7, "ho", 4, 6, 1}, {8, "use", 6, 9, 1}},
          .target_pieces = {{5, "▁mai", 0, 3, 0}, {6, "son", 3, 6, 0}, {7, "▁rouge", 7, 12, 1}},
          .weights = {0,    0.25F, 0.25F,  0.5F,  0,       //
                      0.5F, 0,     0,      0.25F, 0.25F,   //
                      0.5F, 0,     0.125F, 0,     0.375F,  //
                      0,    0,     0.25F,  0,     0.75F},
          .score = -1.25F};
}

// A sentence of one word and one piece on either side.
inline PieceAlignment one_word(const std::string& source, const std::string& target,
                               std::vector<float> weights) {
  return {.source = source,
          .target = target,
          .source_pieces = {{5, "▁" + source, 0, source.size(), 0}},
          .target_pieces = {{5, "▁" + target, 0, target.size(), 0}},
          .weights = std::move(weights)};
}

inline SoftAlignment random_words(const std::string& source_words, const std::string& target_words) {
  PieceAlignment pieces{.source = source_words, .target = target_words};
  Random random(3, Purpose::test);
  const auto segment = [](const std::string& text, std::vector<Piece>& list) {
    for (std::size_t begin = 0, word = 0; begin < text.size(); ++word) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      list.push_back({5, text.substr(begin, end - begin), begin, end, static_cast<int>(word)});
      begin = end + 1;
    }
  };
  segment(source_words, pieces.source_pieces);
  segment(target_words, pieces.target_pieces);
  pieces.weights.resize((pieces.source_pieces.size() + 1) * (pieces.target_pieces.size() + 1));
  for (float& weight : pieces.weights) weight = static_cast<float>(random.uniform());
  return soft_alignment(pieces);
}

}  // namespace nmt::test

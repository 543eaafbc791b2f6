#pragma once

#include "model/seq2seq.h"

namespace nmt {

// The useful work of a model: FLOP of its matrix products forward, two for each multiply-add, where what
// stands at padding does not count, nor what is no product (in `base` together some per cent).
struct Flop {
  double pair = 0;    // once a pair of sentences
  double source = 0;  // each source piece
  double target = 0;  // each target piece

  double forward(double pairs, double source_pieces, double target_pieces) const {
    return pairs * pair + source_pieces * source + target_pieces * target;
  }
  // Backward makes two products of each: to the data and to the weight.
  double training(double pairs, double source_pieces, double target_pieces) const {
    return 3 * forward(pairs, source_pieces, target_pieces);
  }
};

// Seen from what the model multiplies for pairs of one and of two pieces.
Flop count_flop(const Seq2Seq& model);

}  // namespace nmt

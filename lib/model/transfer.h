#pragma once

#include <string>
#include <vector>

#include "model/bundle.h"

namespace nmt {

// What a model took over from another.
struct Transfer {
  struct Pieces {
    int known = 0, all = 0;  // of the new vocabulary, to the old one and together
  };
  Pieces source, target;           // source: none where it has no pieces
  std::vector<std::string> fresh;  // parameters that the old model does not have: as they were
};

// Fine-tuning begins here: gives `model` the parameters of `from` that have the same names; of embeddings and
// of the output layer the rows of pieces that both vocabularies have, the others stay as they are. `source`
// is null where sources are vectors.
// Throws Error if a parameter has another shape there, saying which, or if words go in as one-hot vectors and
// the vocabularies differ.
Transfer transfer(const Bundle& from, const Tokenizer* source, const Tokenizer& target, Seq2Seq& model);

}  // namespace nmt

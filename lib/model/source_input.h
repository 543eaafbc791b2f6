#pragma once

#include <memory>

#include "corpus/batch.h"
#include "model/config.h"
#include "nn/ops.h"

namespace nmt {

// What the encoder's first layer reads of a batch, x_1 .. x_T of each source (m, T·B): the embeddings of
// words, or of a source of vectors f_j a linear layer W f_j + b. Where a model reads the source last to first
// (Sutskever et al. 2014, 3.3), </s> stays last; vectors have none, and all are turned round.
class SourceInput {
 public:
  virtual ~SourceInput() = default;
  virtual Var operator()(Tape& t, const Batch& batch) const = 0;
};

// `parameters` must outlive what is returned.
std::unique_ptr<SourceInput> make_source_input(const ModelConfig& config, Parameters& parameters);

// A batch of one pair of these lengths, as the model reads them, with nothing in it: for seeing what the
// model computes.
Batch blank_batch(const ModelConfig& config, int source_positions, int target_pieces);

}  // namespace nmt

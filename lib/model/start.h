#pragma once

#include <memory>

#include "model/encoder.h"

namespace nmt {

// The decoder's first state, made of what the encoder leaves.
class Start {
 public:
  virtual ~Start() = default;
  virtual CellState operator()(Tape& t, const Encoded& encoded) const = 0;
};

std::unique_ptr<Start> make_start(const ModelConfig& config, Parameters& parameters);

}  // namespace nmt

#pragma once

#include <memory>

#include "model/cell_stack.h"
#include "model/encoder.h"

namespace nmt {

// The decoder's first states, made of what the encoder leaves.
class Start {
 public:
  virtual ~Start() = default;
  virtual StackState operator()(Tape& t, const Encoded& encoded) const = 0;
};

std::unique_ptr<Start> make_start(const ModelConfig& config, Parameters& parameters);

}  // namespace nmt

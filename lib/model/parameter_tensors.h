#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "model/safetensors.h"
#include "nn/parameters.h"

namespace nmt {

// The tensors of arrays that are laid out as a model's parameters are: their values, an optimiser's moments.
class ParameterTensors {
 public:
  // Adds one for each parameter, named `prefix` and the parameter's name. `values` must outlive this object.
  void add(const Parameters& parameters, const FlatArray& values, const std::string& prefix = "");
  std::span<const TensorView> tensors() const { return tensors_; }

 private:
  std::vector<TensorView> tensors_;
  std::deque<std::vector<float>> copies_;  // where Real is not float
};

// Fills `values` from tensors of these names. Throws Error naming the file and the tensor that is missing or
// of another shape than its parameter.
void load_tensors(const Safetensors& file, const Parameters& parameters, FlatArray& values,
                  const std::string& prefix = "");

}  // namespace nmt

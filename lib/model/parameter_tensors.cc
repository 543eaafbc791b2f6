#include "model/parameter_tensors.h"

#include <algorithm>

#include "base/error.h"

namespace nmt {
namespace {

std::vector<std::int64_t> shape_of(const Parameter& p) {
  if (p.vector) return {p.rows};
  return {p.rows, p.columns};
}

[[maybe_unused]] std::span<const float> floats(std::span<const float> numbers,
                                               std::deque<std::vector<float>>&) {
  return numbers;
}
[[maybe_unused]] std::span<const float> floats(std::span<const double> numbers,
                                               std::deque<std::vector<float>>& copies) {
  std::vector<float>& copy = copies.emplace_back();
  for (const double x : numbers) copy.push_back(static_cast<float>(x));
  return copy;
}

}  // namespace

void ParameterTensors::add(const Parameters& parameters, const FlatArray& values, const std::string& prefix) {
  for (const Parameter& p : parameters.all()) {
    const std::span<const Real> numbers(values.data() + p.offset, p.size());
    tensors_.push_back({prefix + p.name, shape_of(p), floats(numbers, copies_)});
  }
}

void load_tensors(const Safetensors& file, const Parameters& parameters, FlatArray& values,
                  const std::string& prefix) {
  for (const Parameter& p : parameters.all()) {
    const std::string name = prefix + p.name;
    const auto found = std::find_if(file.tensors().begin(), file.tensors().end(),
                                    [&](const TensorView& tensor) { return tensor.name == name; });
    if (found == file.tensors().end()) throw Error(file.path().string() + ": tensor " + name + " is missing");
    if (found->shape != shape_of(p)) {
      throw Error(file.path().string() + ": tensor " + name + " is not of the shape that the model asks for");
    }
    std::copy(found->numbers.begin(), found->numbers.end(), values.data() + p.offset);
  }
}

}  // namespace nmt

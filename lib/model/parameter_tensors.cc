#include "model/parameter_tensors.h"

#include <algorithm>
#include <type_traits>

#include "base/error.h"

namespace nmt {
namespace {

std::vector<std::int64_t> shape_of(const Parameter& p) {
  if (p.vector) return {p.rows};
  return {p.rows, p.columns};
}

}  // namespace

void ParameterTensors::add(const Parameters& parameters, const FlatArray& values, const std::string& prefix) {
  for (const Parameter& p : parameters.all()) {
    const Real* numbers = values.data() + p.offset;
    if constexpr (std::is_same_v<Real, float>) {
      tensors_.push_back({prefix + p.name, shape_of(p), {numbers, p.size()}});
    } else {
      std::vector<float>& copy = copies_.emplace_back(p.size());
      std::transform(numbers, numbers + p.size(), copy.begin(), [](Real x) { return static_cast<float>(x); });
      tensors_.push_back({prefix + p.name, shape_of(p), copy});
    }
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

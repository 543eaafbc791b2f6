#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace nmt {

// One tensor of float numbers as it stands in a file; the numbers belong to someone else.
struct TensorView {
  std::string name;
  std::vector<std::int64_t> shape;
  std::span<const float> numbers;
};

// A .safetensors file of Hugging Face, of float tensors only; `write` is given its bytes, piece by piece.
void write_safetensors(std::span<const TensorView> tensors,
                       const std::function<void(std::string_view)>& write);

// Such a file, mapped into memory. Sizes, shapes and offsets are checked before anything is handed out; an
// Error names `path` and what is wrong.
class Safetensors {
 public:
  explicit Safetensors(const std::filesystem::path& path);
  const std::vector<TensorView>& tensors() const { return tensors_; }  // live as long as this object
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  MappedFile file_;
  std::vector<TensorView> tensors_;
};

}  // namespace nmt

#include "model/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

// file    = length header data
// length  = number of bytes of the header, 8 bytes, little-endian
// header  = JSON object, padded with blanks so that data begins at a multiple of 8:
//             { name : { "dtype": "F32", "shape": [ n … ], "data_offsets": [ begin, end ] } …,
//               "__metadata__": { … } }
//           offsets count from the beginning of data; tensors lie one behind the other without gaps
// data    = little-endian numbers, row after row

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie in memory");

using nlohmann::json;

std::uint64_t header_length(std::span<const std::byte> bytes) {
  if (bytes.size() < 8) throw Error("is cut off: it has " + std::to_string(bytes.size()) + " bytes");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  if (length > bytes.size() - 8) {
    throw Error("is no .safetensors file or cut off: its header should have " + std::to_string(length) +
                " bytes, the whole file has " + std::to_string(bytes.size()));
  }
  return length;
}

// Number of elements; Error if there are more than could be addressed.
std::uint64_t elements(const std::vector<std::int64_t>& shape) {
  std::uint64_t count = 1;
  for (const std::int64_t n : shape) {
    if (n <= 0 || count > std::numeric_limits<std::uint64_t>::max() / 4 / static_cast<std::uint64_t>(n)) {
      throw Error("has a tensor of impossible shape");
    }
    count *= static_cast<std::uint64_t>(n);
  }
  return count;
}

TensorView read_tensor(const std::string& name, const json& entry, std::span<const std::byte> data) {
  if (entry.at("dtype") != "F32") {
    throw Error("tensor " + name + ": expected numbers of type F32, found " + entry.at("dtype").dump());
  }
  const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
  const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
  const std::uint64_t count = elements(shape);
  const bool fits = offsets.size() == 2 && offsets[0] <= offsets[1] && offsets[1] <= data.size() &&
                    offsets[0] % sizeof(float) == 0 && offsets[1] - offsets[0] == count * sizeof(float);
  if (!fits) throw Error("tensor " + name + " does not lie within the file: is it cut off?");
  return {name, shape, {reinterpret_cast<const float*>(data.data() + offsets[0]), count}};
}

std::vector<TensorView> read_tensors(std::span<const std::byte> bytes) {
  const std::uint64_t length = header_length(bytes);
  const char* text = reinterpret_cast<const char*>(bytes.data()) + 8;
  const json header = json::parse(text, text + length);
  const auto data = bytes.subspan(8 + length);
  if (reinterpret_cast<std::uintptr_t>(data.data()) % alignof(float) != 0)
    throw Error("has a header of odd length");
  std::vector<TensorView> tensors;
  std::uint64_t total = 0;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    tensors.push_back(read_tensor(name, entry, data));
    total += tensors.back().numbers.size_bytes();
  }
  std::vector<std::span<const float>> parts;
  for (const TensorView& tensor : tensors) parts.push_back(tensor.numbers);
  std::ranges::sort(parts, {}, [](const auto& part) { return part.data() + part.size(); });
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].data() < parts[i - 1].data() + parts[i - 1].size()) throw Error("has tensors that overlap");
  }
  if (total != data.size())
    throw Error("has " + std::to_string(data.size()) + " bytes of numbers where its header tells of " +
                std::to_string(total));
  return tensors;
}

}  // namespace

void write_safetensors(std::span<const TensorView> tensors,
                       const std::function<void(std::string_view)>& write) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  std::uint64_t offset = 0;
  for (const TensorView& tensor : tensors) {
    const std::uint64_t end = offset + tensor.numbers.size_bytes();
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  write({reinterpret_cast<const char*>(&length), 8});
  write(text);
  for (const TensorView& tensor : tensors) {
    write({reinterpret_cast<const char*>(tensor.numbers.data()), tensor.numbers.size_bytes()});
  }
}

Safetensors::Safetensors(const std::filesystem::path& path) : path_(path), file_(path) {
  try {
    tensors_ = read_tensors(file_.bytes());
  } catch (const json::exception&) {
    throw Error(path.string() + " is no .safetensors file or damaged: its header cannot be read");
  } catch (const Error& error) {
    throw Error(path.string() + " " + error.what());
  }
}

}  // namespace nmt

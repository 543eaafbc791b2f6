// A NumPy array file:
//
//   file    = magic version length header number*
//   magic   = 93 hex, "NUMPY"
//   version = two bytes, 1 0 or 2 0 or 3 0
//   length  = of the header: u16 in version 1, else u32, little-endian
//   header  = a Python dictionary, as {'descr': '<f4', 'fortran_order': False, 'shape': (7, 13), }, then
//             spaces and a line feed; descr is the byte order, < or >, and the kind of the numbers
#include "corpus/npy.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/files.h"

namespace nmt {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::uint64_t kMostNumbers = std::uint64_t{1} << 31;

struct Header {
  std::string descr;
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
  std::string_view numbers;  // the bytes behind the header
};

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// What stands behind 'key': in the dictionary, without spaces before it.
std::optional<std::string_view> value_of(std::string_view dictionary, const std::string& key) {
  for (const char quote : {'\'', '"'}) {
    std::size_t at = dictionary.find(quote + key + quote);
    if (at == dictionary.npos) continue;
    at = dictionary.find_first_not_of(' ', at + key.size() + 2);
    if (at == dictionary.npos || dictionary[at] != ':') continue;
    at = dictionary.find_first_not_of(' ', at + 1);
    if (at != dictionary.npos) return dictionary.substr(at);
  }
  return std::nullopt;
}

// "(7, 13)", "(7,)" or "()"
std::optional<std::vector<std::uint64_t>> shape_of(std::string_view text) {
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == text.npos) return std::nullopt;
  std::vector<std::uint64_t> shape;
  for (std::size_t at = 1; at < end;) {
    const std::size_t comma = std::min(text.find(',', at), end);
    std::uint64_t number = 0;
    bool digits = false;
    for (const char c : text.substr(at, comma - at)) {
      if (c == ' ') continue;
      if (c < '0' || c > '9' || number >= kMostNumbers) return std::nullopt;
      number = 10 * number + static_cast<std::uint64_t>(c - '0');
      digits = true;
    }
    if (digits) shape.push_back(number);
    at = comma + 1;
  }
  return shape;
}

std::optional<Header> parse(std::string_view bytes) {
  if (bytes.size() < 10) return std::nullopt;
  const std::size_t width = bytes[6] == 1 ? 2 : 4, begin = 8 + width;
  const bool known = bytes[6] >= 1 && bytes[6] <= 3 && bytes[7] == 0;
  if (!known || bytes.size() < begin) return std::nullopt;
  const std::uint64_t length = little_endian(bytes.substr(8, width));
  if (length > bytes.size() - begin) return std::nullopt;
  const std::string_view dictionary = bytes.substr(begin, length);
  const auto descr = value_of(dictionary, "descr"), order = value_of(dictionary, "fortran_order"),
             shape = value_of(dictionary, "shape");
  if (!descr || !order || !shape) return std::nullopt;
  Header header;
  header.descr = descr->substr(1, std::min(descr->find_first_of("'\"", 1), descr->size()) - 1);
  header.fortran_order = order->starts_with("True");
  if (!header.fortran_order && !order->starts_with("False")) return std::nullopt;
  auto sizes = shape_of(*shape);
  if (!sizes) return std::nullopt;
  header.shape = std::move(*sizes);
  header.numbers = bytes.substr(begin + length);
  return header;
}

std::string name_of_shape(const std::vector<std::uint64_t>& shape) {
  std::string text;
  for (const std::uint64_t size : shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
  return shape.empty() ? "a single number" : "an array of " + text;
}

// Number i of those in `bytes`.
template <class Bits, class Number>
float number_at(std::string_view bytes, std::size_t i, bool big_endian) {
  unsigned char raw[sizeof(Bits)];
  std::memcpy(raw, bytes.data() + i * sizeof(Bits), sizeof raw);
  if (big_endian != (std::endian::native == std::endian::big)) std::reverse(raw, raw + sizeof raw);
  Number number;
  std::memcpy(&number, raw, sizeof raw);
  return static_cast<float>(number);
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : name_(path.string()), file_(path) {}

  FeatureMatrix read() const {
    const std::string_view bytes = file_.text();
    if (!bytes.starts_with(kMagic)) fail("expected a NumPy array file, found another kind of file");
    const auto header = parse(bytes);
    if (!header) fail("the file is damaged: its NumPy header cannot be read");
    check_kind(header->descr);
    check_shape(header->shape);
    const std::uint64_t rows = header->shape[0], columns = header->shape[1];
    const std::uint64_t size = header->descr[2] == '8' ? 8 : 4, expected = rows * columns * size;
    if (header->numbers.size() != expected) {
      fail("the file is cut off or damaged: expected " + std::to_string(expected) +
           " bytes of numbers, found " + std::to_string(header->numbers.size()));
    }
    FeatureMatrix matrix{static_cast<int>(columns), std::vector<float>(rows * columns)};
    for (std::uint64_t i = 0; i < rows * columns; ++i) {
      const std::uint64_t row = i / columns, column = i % columns;
      const std::size_t place = header->fortran_order ? column * rows + row : i;
      const bool big_endian = header->descr[0] == '>';
      const float number = size == 8 ? number_at<std::uint64_t, double>(header->numbers, place, big_endian)
                                     : number_at<std::uint32_t, float>(header->numbers, place, big_endian);
      if (!std::isfinite(number)) {
        fail("expected finite numbers (float32), found " + std::to_string(number) + " at position " +
             std::to_string(row + 1) + ", feature " + std::to_string(column + 1));
      }
      matrix.numbers[i] = number;
    }
    return matrix;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Error(name_ + ": " + what); }

  void check_kind(const std::string& descr) const {
    const bool known = descr.size() == 3 && std::string_view("<>").find(descr[0]) != std::string_view::npos &&
                       (descr.ends_with("f4") || descr.ends_with("f8"));
    if (!known)
      fail("expected float32 or float64 numbers (<f4, <f8), found " + descr + "; see NumPy's astype()");
  }

  void check_shape(const std::vector<std::uint64_t>& shape) const {
    const std::string found = ", found " + name_of_shape(shape);
    if (shape.size() != 2) fail("expected a matrix (positions × features)" + found);
    if (shape[0] == 0) fail("expected at least one position" + found);
    if (shape[1] == 0) fail("expected at least one feature" + found);
    if (shape[0] > kMostNumbers / shape[1])
      fail("expected at most " + std::to_string(kMostNumbers) + " numbers" + found);
  }

  std::string name_;
  MappedFile file_;
};

}  // namespace

FeatureMatrix read_npy(const std::filesystem::path& path) { return Reader(path).read(); }

}  // namespace nmt

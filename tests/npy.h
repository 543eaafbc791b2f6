#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace nmt::test {

struct NpyKind {
  std::string descr = "<f4";
  bool fortran_order = false;
  int version = 1;
};

// The bytes of a NumPy array file around `numbers`, in the order in which they shall lie.
inline std::string npy(const std::string& shape, const std::vector<double>& numbers,
                       const NpyKind& kind = {}) {
  std::string header = "{'descr': '" + kind.descr +
                       "', 'fortran_order': " + (kind.fortran_order ? "True" : "False") + ", 'shape': (" +
                       shape + "), }";
  const std::size_t before = kind.version == 1 ? 10 : 12;
  header.append(64 - (before + header.size() + 1) % 64, ' ');
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(kind.version);
  bytes += '\0';
  for (std::size_t i = 0; i + 8 < before; ++i) bytes += static_cast<char>(header.size() >> 8 * i & 0xFF);
  bytes += header;
  for (const double number : numbers) {
    const float single = static_cast<float>(number);
    const bool wide = kind.descr.ends_with('8');
    std::string raw(wide ? 8 : 4, '\0');
    std::memcpy(raw.data(), wide ? static_cast<const void*>(&number) : &single, raw.size());
    if (kind.descr[0] == '>') std::reverse(raw.begin(), raw.end());
    bytes += raw;
  }
  return bytes;
}

// The usual kind: a matrix of float32, row after row.
inline std::string npy(int rows, int columns, const std::vector<double>& numbers) {
  return npy(std::to_string(rows) + ", " + std::to_string(columns), numbers);
}

}  // namespace nmt::test

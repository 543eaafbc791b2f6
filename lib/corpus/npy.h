#pragma once

#include <filesystem>
#include <vector>

#include "corpus/batch.h"

namespace nmt {

// A source of vectors, position after position.
struct FeatureMatrix {
  int features = 0;  // numbers a position
  std::vector<float> numbers;

  int positions() const { return features == 0 ? 0 : static_cast<int>(view().positions()); }
  SourceView view() const { return {numbers, features}; }
};

// Reads a matrix (positions × features, at least one of each) from a NumPy array file of version 1, 2 or 3:
// float32 or float64 of either byte order, in C or Fortran order. Throws Error, "x.npy: …", if there is no
// such file, it is of another kind, cut off or damaged, or a number is none or too large for float32.
FeatureMatrix read_npy(const std::filesystem::path& path);

}  // namespace nmt

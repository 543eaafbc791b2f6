#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "corpus/blocks.h"
#include "corpus/npy.h"
#include "corpus/pair.h"

namespace nmt {

// Where the file of vectors named in a line of `list` lies: relative to the folder of the list, or to the
// current one if that is standard input.
std::filesystem::path feature_path(const std::string& list, const std::string& name);

// The matrices of a corpus whose sources are vectors, equal ones once; in memory.
class FeatureSources {
 public:
  // Reads the file that each source names and sets `matrix` of the pairs. Throws Error, "list.txt:3: …", if
  // one cannot be used or has another number of features than the first of all.
  void read(const std::string& list, std::vector<Pair>& pairs, const Progress& progress);

  int features() const { return matrices_.empty() ? 0 : matrices_.front().features; }
  int positions(const Pair& pair) const { return matrix(pair).positions(); }
  // What two pairs have in common if their sources are equal.
  static std::string key(const Pair& pair) { return std::to_string(pair.matrix); }
  // A file with the sources of `pairs` in their order; `grouped`: one that follows again is left out, as
  // group_by_source() does.
  std::string file_of(const std::vector<Pair>& pairs, bool grouped) const;

 private:
  const FeatureMatrix& matrix(const Pair& pair) const {
    return matrices_[static_cast<std::size_t>(pair.matrix)];
  }
  int add(const std::filesystem::path& path, const std::string& where);

  std::vector<FeatureMatrix> matrices_;
  std::unordered_map<std::string, int> of_path_, of_checksum_;
  std::string first_;  // where the first was read
};

}  // namespace nmt

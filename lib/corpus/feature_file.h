#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/files.h"
#include "corpus/npy.h"

namespace nmt {

// train.features and the like: the sources of a part of a corpus where they are vectors, mapped into memory
// and never copied. Immutable, so any number of threads may read one; the views live as long as it.
class FeatureFile {
 public:
  // Throws Error if the file is cut off, damaged, foreign or newer. That its numbers are what they were, the
  // checksum in manifest.json says.
  explicit FeatureFile(const std::filesystem::path& path);

  int features() const { return features_; }          // numbers a position
  std::size_t size() const { return which_.size(); }  // sources
  SourceView operator[](std::size_t i) const;

 private:
  MappedFile file_;
  int features_ = 0;
  std::span<const std::uint64_t> offsets_, which_;
  std::span<const float> numbers_;
};

// The bytes of such a file. A matrix that is several sources (a picture with several captions) is there once.
// All have `features` numbers a position.
std::string serialize(std::span<const FeatureMatrix* const> sources, int features);

}  // namespace nmt

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "corpus/feature_file.h"

namespace nmt {

// The ids of one pair; both sides end with kEnd and hold it nowhere else. A source of vectors has none.
struct IdPair {
  std::vector<std::int32_t> source, target;
};

// train.bin: sentence pairs as ids, mapped into memory and never copied. Immutable, so any number of threads
// may read one; the spans live as long as it.
class Dataset {
 public:
  // Checks everything there is: throws Error if the file is cut off, damaged, foreign or newer, or holds an
  // id that is no piece of its vocabulary. `vectors`: the sources, of a file without words of them.
  explicit Dataset(const std::filesystem::path& path, std::optional<FeatureFile> vectors = std::nullopt);
  // The same pairs in other pieces: `pairs` has as many as `other`, and the words of both sides or, where
  // sources are vectors, of the targets.
  Dataset(const Dataset& other, std::span<const IdPair> pairs);

  std::size_t size() const { return size_; }  // pairs
  PairView pair(std::size_t i) const { return {vectors_ ? (*vectors_)[i] : source(i), target(i)}; }
  // The words of either side.
  std::span<const std::int32_t> source(std::size_t i) const { return source_.sentence(i); }
  std::span<const std::int32_t> target(std::size_t i) const { return target_.sentence(i); }
  int source_vocabulary() const { return source_.vocabulary; }  // pieces; every id is below; 0: vectors
  int target_vocabulary() const { return target_.vocabulary; }
  // All ids of a side, kEnd counted.
  std::int64_t target_tokens() const { return static_cast<std::int64_t>(target_.ids.size()); }

 private:
  struct Side {
    int vocabulary = 0;
    std::span<const std::uint64_t> offsets;  // size()+1: sentence i is ids[offsets[i]..offsets[i+1])
    std::span<const std::int32_t> ids;
    std::span<const std::int32_t> sentence(std::size_t i) const {
      return ids.subspan(offsets[i], offsets[i + 1] - offsets[i]);
    }
    void check(const std::string& name) const;
    void check_empty(const std::string& name) const;
  };
  void read(std::string_view bytes, const std::string& name);

  std::optional<MappedFile> file_;  // or
  std::string bytes_;
  std::size_t size_ = 0;
  Side source_, target_;
  std::shared_ptr<const FeatureFile> vectors_;  // null: words
};

// The bytes of a train.bin.
std::string serialize(std::span<const IdPair> pairs, int source_vocabulary, int target_vocabulary);

}  // namespace nmt

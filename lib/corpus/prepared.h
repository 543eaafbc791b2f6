#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "corpus/dataset.h"
#include "corpus/pair.h"
#include "text/normalizer.h"
#include "text/tokenizer.h"

namespace nmt {

// A directory of nmt-prep. Immutable, so any number of threads may use one; what it hands out lives as long
// as it.
class PreparedCorpus {
 public:
  // Checks every file against the sizes and checksums of manifest.json. Throws Error if the directory is none
  // of nmt-prep's, was made by a newer one, or a file is missing or changed.
  explicit PreparedCorpus(const std::filesystem::path& directory);

  const nlohmann::json& manifest() const { return manifest_; }
  const std::string& source_language() const { return languages_[0]; }  // "" where nobody said
  const std::string& target_language() const { return languages_[1]; }
  const NormalizerOptions& normalizer() const { return normalizer_; }
  // Numbers of a source's vectors, one a position; 0: sources are words. If there are, sources in texts are
  // the names of their files, and there is no source tokenizer.
  int source_features() const { return source_features_; }
  const Tokenizer* source_tokenizer() const { return source_features_ ? nullptr : &tokenizers_.front(); }
  const Tokenizer& target_tokenizer() const { return tokenizers_.back(); }
  bool joint_vocabulary() const {  // both are the same object
    return tokenizers_.size() == 1 && source_features_ == 0;
  }
  const Dataset& train() const { return *train_; }
  const std::vector<Example>& valid() const { return valid_; }  // normalised text; may be empty
  const std::vector<Example>& test() const { return test_; }
  // The vectors of these, in the same order; to be asked for only if there are such.
  const FeatureFile& valid_vectors() const { return *valid_vectors_; }
  const FeatureFile& test_vectors() const { return *test_vectors_; }
  const std::string& notice() const { return notice_; }
  // SHA-256 of all that training depends on: train.bin, valid.tsv, vectors, vocabularies, normalisation.
  const std::string& checksum() const { return checksum_; }

 private:
  nlohmann::json manifest_;
  std::string languages_[2], notice_, checksum_;
  NormalizerOptions normalizer_;
  std::vector<Tokenizer> tokenizers_;  // one or two
  int source_features_ = 0;
  std::optional<FeatureFile> valid_vectors_, test_vectors_;
  std::optional<Dataset> train_;
  std::vector<Example> valid_, test_;
};

// Names of files in such a directory, with their bytes.
using Files = std::map<std::string, std::string>;

// Adds `files` with their sizes and checksums, the checksum of what training depends on and the version of
// the format to `manifest` (which holds "normalizer" already), and it to `files`.
void seal(Files& files, nlohmann::json& manifest);

// source TAB reference [TAB reference …], a line each.
std::string write_examples(const std::vector<Example>& examples);

// Throws Error where `directory` exists and must not be replaced: without `force` always, with it unless
// it is empty or one of nmt-prep's.
void check_replaceable(const std::filesystem::path& directory, bool force);

// Writes the directory whole or not at all, after check_replaceable().
void write_prepared(const std::filesystem::path& directory, const Files& files, bool force);

}  // namespace nmt

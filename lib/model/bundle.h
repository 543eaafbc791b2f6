#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/seq2seq.h"
#include "text/normalizer.h"
#include "text/tokenizer.h"

namespace nmt {

// What a bundle holds beside the weights.
struct BundleParts {
  const Seq2Seq& model;
  const Tokenizer* source_tokenizer;  // null where sources are vectors
  const Tokenizer& target_tokenizer;
  NormalizerOptions normalizer;
  std::string notice;       // attribution of the data
  nlohmann::json data;      // checksums and names of the data, as in its manifest
  nlohmann::json training;  // options of the training, for the record
};

// Names and bytes of model.safetensors, source.spm (if there is one), target.spm, NOTICE and config.json,
// which holds the checksums of the rest.
using BundleFiles = std::vector<std::pair<std::string, std::string>>;
BundleFiles bundle_files(const BundleParts& parts);
// Whether a file of that name belongs to some bundle.
bool is_of_bundle(const std::string& name);
// Writes them into the existing directory `directory`, each whole or not at all, the config last.
void write_bundle(const std::filesystem::path& directory, const BundleFiles& files);

// An opened bundle: a trained model and all that is needed to use it. May be used by many threads.
struct Bundle {
  std::unique_ptr<Seq2Seq> model;             // with packed weights, ready for search
  std::optional<Tokenizer> source_tokenizer;  // none where sources are vectors
  Tokenizer target_tokenizer;
  Normalizer normalizer;
  nlohmann::json config;  // the whole config.json
};

// Throws Error with the reason if it is no bundle, made by a newer version, cut off or damaged: sizes,
// offsets and checksums are checked before anything is trusted.
Bundle open_bundle(const std::filesystem::path& directory);

}  // namespace nmt

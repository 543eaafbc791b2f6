#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "corpus/clean.h"
#include "corpus/prepared.h"
#include "corpus/rules.h"
#include "corpus/split.h"
#include "text/normalizer.h"
#include "text/tokenizer_trainer.h"

namespace nmt {

struct InputFiles {
  enum class Kind { pairs, references, parallel };  // see corpus/reader.h
  Kind kind = Kind::pairs;
  std::string source;  // the file, or that of the sources
  std::string target;  // the file of the targets, for `parallel`
};

struct PrepareOptions {
  static constexpr int kAutoVocabulary = 0;

  std::vector<InputFiles> inputs;  // at least one
  // Sources are names of .npy files, relative to the file they stand in: see corpus/feature_sources.h.
  bool source_features = false;
  std::optional<InputFiles> valid, test;        // given: used as they are; else drawn from the inputs
  SplitOptions split;                           // how many are drawn; for a given part it says nothing
  std::string first_language, second_language;  // of the first and the second column
  bool reverse = false;                         // from the second column to the first
  TokenizerOptions tokenizer = {TokenizerKind::unigram, kAutoVocabulary};
  bool joint_vocabulary = false;  // one for both sides
  CleanOptions clean;
  NormalizerOptions normalizer;
  bool strict = false;                         // the first bad line is an Error
  std::size_t most_places = RuleCounts::kFew;  // that Prepared.rules keeps of each rule
  int threads = 1;                             // changes the time and nothing else
  void validate() const;                       // throws Error
};

struct Prepared {
  nlohmann::json manifest;
  Files files;  // all of the directory, manifest.json too
  RuleCounts rules;
};

// Called when a stage begins (0 of 0), and in the long ones now and then: so many pairs done of `total`.
using StageReport = std::function<void(const std::string& stage, std::size_t done, std::size_t total)>;

// The whole of nmt-prep but the writing: reads, normalises, cleans, splits, learns the vocabularies from the
// training part alone, and encodes. The same input files and options give the same bytes. Throws Error for
// bad input, and if no pair is left to train on.
Prepared prepare(const PrepareOptions& options, const StageReport& report = {});

}  // namespace nmt

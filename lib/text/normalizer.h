#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "text/tokenizer.h"

namespace nmt {

struct NormalizerOptions {
  bool lowercase = false;
};

// As stored in a prepared corpus and in a model. from_json throws Error for rules that this version does not
// know, because a model must see its text as it saw it in training.
void to_json(nlohmann::json& json, const NormalizerOptions& options);
void from_json(const nlohmann::json& json, NormalizerOptions& options);

// The text that all else works on: U+00AD dropped, U+2019 written ', then SentencePiece's nmt_nfkc (NFKC;
// invisible spaces are spaces, control characters go), lower case if asked for; words are separated by one
// space, with none before and after. Normalised text comes back as it is. Bytes that are not UTF-8, and NUL,
// become spaces. Any number of threads may use one.
class Normalizer {
 public:
  explicit Normalizer(NormalizerOptions options = {});
  std::string operator()(std::string_view text) const;
  const NormalizerOptions& options() const { return options_; }

 private:
  std::string apply_rules(std::string text) const;

  NormalizerOptions options_;
  Tokenizer nmt_nfkc_;  // a model with next to no pieces, for the rules it holds
};

}  // namespace nmt

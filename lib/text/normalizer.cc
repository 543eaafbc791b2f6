#include "text/normalizer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "text/tokenizer_trainer.h"
#include "text/unicode.h"

namespace nmt {
namespace {

constexpr const char* kRules = "U+00AD dropped, U+2019 as ', nmt_nfkc";

Tokenizer rules_alone() {
  TokenizerOptions options;
  options.kind = TokenizerKind::character;
  const std::vector<std::string> text = {"a"};
  return Tokenizer(train_tokenizer(text, options), "nmt_nfkc");
}

std::string apply_ours(std::string_view text) {
  constexpr std::string_view kSoftHyphen = "\u00AD", kApostrophe = "\u2019";
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, kSoftHyphen.size()) == kSoftHyphen) {
      at += kSoftHyphen.size() - 1;
    } else if (text.substr(at, kApostrophe.size()) == kApostrophe) {
      at += kApostrophe.size() - 1;
      result += '\'';
    } else {
      result += text[at] == '\0' ? ' ' : text[at];
    }
  }
  return mend_utf8(std::move(result));
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string single_spaces(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool space = false;
  for (const char c : text) {
    if (c == ' ') {
      space = !result.empty();
    } else {
      if (space) result += ' ';
      space = false;
      result += c;
    }
  }
  return result;
}

}  // namespace

void to_json(nlohmann::json& json, const NormalizerOptions& options) {
  json = {{"rules", kRules}, {"lowercase", options.lowercase}};
}

void from_json(const nlohmann::json& json, NormalizerOptions& options) {
  const std::string rules = json.value("rules", "");
  if (rules != kRules) {
    throw Error("expected the normalisation rules \"" + std::string(kRules) + "\", found \"" + rules + "\"");
  }
  options.lowercase = json.value("lowercase", false);
}

Normalizer::Normalizer(NormalizerOptions options) : options_(options), nmt_nfkc_(rules_alone()) {}

std::string Normalizer::operator()(std::string_view text) const {
  // Printable ASCII stays as it is under NFKC, and is most of what comes.
  std::string result = is_plain(text) ? single_spaces(text) : apply_rules(apply_ours(text));
  return options_.lowercase ? lowercase(result) : result;
}

std::string Normalizer::apply_rules(std::string text) const {
  // nmt_nfkc replaces piece by piece, so that what it writes may join with what stood before: U+0344 becomes
  // two marks, the first of which belongs to the letter on its left. It then wants another run.
  for (int runs = 0; runs < 4; ++runs) {
    std::string next = single_spaces(nmt_nfkc_.normalize(text));
    if (next == text || is_nfkc(next)) return next;
    text = std::move(next);
  }
  return text;
}

}  // namespace nmt

#include "corpus/describe.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/version.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

using nlohmann::json;

json number_or_auto(std::int64_t number, std::int64_t automatic) {
  return number == automatic ? json("auto") : json(number);
}

json options_json(const PrepareOptions& options) {
  return {{"reverse", options.reverse},
          {"tokenizer", to_string(options.tokenizer.kind)},
          {"vocab_size", number_or_auto(options.tokenizer.vocab_size, PrepareOptions::kAutoVocabulary)},
          {"joint_vocab", options.joint_vocabulary},
          {"valid", options.valid ? json("given") : number_or_auto(options.split.valid, SplitOptions::kAuto)},
          {"test", options.test ? json("given") : number_or_auto(options.split.test, SplitOptions::kAuto)},
          {"max_length", options.clean.max_length},
          {"max_ratio", options.clean.max_ratio},
          {"seed", options.split.seed}};
}

}  // namespace

void describe(const PrepareOptions& options, const RuleCounts& rules, json& manifest) {
  manifest["made_by"] = made_by();
  manifest["languages"] = {{"source", options.reverse ? options.second_language : options.first_language},
                           {"target", options.reverse ? options.first_language : options.second_language}};
  manifest["options"] = options_json(options);
  manifest["normalizer"] = options.normalizer;
  for (int i = 0; i < kRuleCount; ++i) {
    manifest["rules"][key_of(static_cast<Rule>(i))] = rules.count(static_cast<Rule>(i));
  }
}

json statistics(const std::vector<IdPair>& pairs, std::vector<std::int32_t> IdPair::*side) {
  std::vector<std::size_t> lengths;
  std::size_t unknown = 0;
  for (const IdPair& pair : pairs) {
    lengths.push_back((pair.*side).size() - 1);
    unknown += static_cast<std::size_t>(std::count((pair.*side).begin(), (pair.*side).end(), kUnknown));
  }
  json all = statistics(std::move(lengths));
  all["unknown"] = unknown;
  return all;
}

json statistics(std::vector<std::size_t> lengths) {
  std::sort(lengths.begin(), lengths.end());
  return {{"pieces", std::accumulate(lengths.begin(), lengths.end(), std::size_t{0})},
          {"median_length", lengths[lengths.size() / 2]},
          {"length_95_percent", lengths[lengths.size() * 95 / 100]},
          {"longest", lengths.back()}};
}

}  // namespace nmt

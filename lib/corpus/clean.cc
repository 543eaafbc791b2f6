#include "corpus/clean.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/error.h"
#include "corpus/blocks.h"
#include "text/unicode.h"

namespace nmt {
namespace {

constexpr double kSmallDifference = 30;  // characters

bool has_bad_ratio(const Pair& pair, double most) {
  const auto source = static_cast<double>(count_characters(pair.source));
  const auto target = static_cast<double>(count_characters(pair.target));
  const auto [shorter, longer] = std::minmax(source, target);
  return longer - shorter >= kSmallDifference && longer > most * shorter;
}

}  // namespace

void CleanOptions::validate() const {
  if (max_length < 1)
    throw Error("expected a maximal length of 1 or more, found " + std::to_string(max_length));
  if (!(max_ratio >= 1))
    throw Error("expected a maximal ratio of 1 or more, found " + std::to_string(max_ratio));
}

std::vector<Pair> clean(std::vector<Pair> pairs, const Normalizer& normalizer, const CleanOptions& options,
                        RuleCounts& rules, int threads, const Progress& progress) {
  parallel_for_each(
      pairs.size(), threads,
      [&](std::size_t i) {
        if (options.text_sources) pairs[i].source = normalizer(pairs[i].source);
        pairs[i].target = normalizer(pairs[i].target);
      },
      progress);
  std::vector<Pair> kept;
  kept.reserve(pairs.size());
  std::unordered_set<std::string> seen;
  for (Pair& pair : pairs) {
    if (pair.source.empty() || pair.target.empty()) {
      rules.add(Rule::empty_side, pair.where, "after normalisation");
    } else if (!seen.insert(pair.source + '\t' + pair.target).second) {
      rules.add(Rule::duplicate, pair.where);
    } else if (options.text_sources && has_bad_ratio(pair, options.max_ratio)) {
      rules.add(Rule::bad_ratio, pair.where);
    } else {
      kept.push_back(std::move(pair));
    }
  }
  return kept;
}

}  // namespace nmt

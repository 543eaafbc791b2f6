#include "eval/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace nmt {
namespace {

template <class Statistics, class Score>
PairedBootstrap resample(std::span<const Statistics> first, std::span<const Statistics> second,
                         Score score_of, int samples, std::uint64_t seed) {
  if (first.size() != second.size() || first.empty()) {
    throw Error("expected as many sentences of one system as of the other, found " +
                std::to_string(first.size()) + " and " + std::to_string(second.size()));
  }
  const auto count = static_cast<std::uint32_t>(first.size());
  std::vector<std::uint32_t> chosen(count);
  const auto score = [&](std::span<const Statistics> system) {
    Statistics sum;
    for (const std::uint32_t i : chosen) sum += system[i];
    return score_of(sum);
  };
  std::iota(chosen.begin(), chosen.end(), 0u);
  PairedBootstrap result{score(first), score(second)};
  Random random(seed, Purpose::bootstrap);
  std::vector<double> differences;
  for (int sample = 0; sample < samples; ++sample) {
    for (std::uint32_t& i : chosen) i = static_cast<std::uint32_t>(random.below(count));
    differences.push_back(score(second) - score(first));
  }
  std::ranges::sort(differences);
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / samples;
  const double found = std::abs(result.second - result.first);
  const auto as_far =
      std::ranges::count_if(differences, [&](double d) { return std::abs(d - mean) >= found; });
  result.p = (static_cast<double>(as_far) + 1) / (samples + 1.0);
  const auto cut = static_cast<std::size_t>(0.025 * samples);
  result.low = differences[cut];
  result.high = differences[differences.size() - 1 - cut];
  return result;
}

}  // namespace

PairedBootstrap paired_bootstrap(std::span<const BleuStatistics> first,
                                 std::span<const BleuStatistics> second, int samples, std::uint64_t seed) {
  return resample(
      first, second, [](const BleuStatistics& sum) { return score(sum).bleu; }, samples, seed);
}

PairedBootstrap paired_bootstrap(std::span<const ChrfStatistics> first,
                                 std::span<const ChrfStatistics> second, const ChrfOptions& options,
                                 int samples, std::uint64_t seed) {
  return resample(
      first, second, [&](const ChrfStatistics& sum) { return score(sum, options); }, samples, seed);
}

}  // namespace nmt

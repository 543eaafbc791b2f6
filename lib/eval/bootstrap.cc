#include "eval/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace nmt {

PairedBootstrap paired_bootstrap(std::uint32_t sentences, const ScoresOf& scores_of, int samples,
                                 std::uint64_t seed) {
  if (sentences == 0) throw Error("expected sentences to compare two systems by, found none");
  std::vector<std::uint32_t> chosen(sentences);
  std::iota(chosen.begin(), chosen.end(), 0u);
  PairedBootstrap result;
  std::tie(result.first, result.second) = scores_of(chosen);
  Random random(seed, Purpose::bootstrap);
  std::vector<double> differences;
  for (int sample = 0; sample < samples; ++sample) {
    for (std::uint32_t& i : chosen) i = random.below(sentences);
    const auto [first, second] = scores_of(chosen);
    differences.push_back(second - first);
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

}  // namespace nmt

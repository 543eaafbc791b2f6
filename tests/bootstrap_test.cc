#include "eval/bootstrap.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "base/error.h"

using namespace nmt;

namespace {

// The mean of each system's scores of the sentences.
ScoresOf means_of(const std::vector<double>& first, const std::vector<double>& second) {
  return [&](std::span<const std::uint32_t> sentences) {
    double a = 0, b = 0;
    for (const std::uint32_t i : sentences) {
      a += first[i];
      b += second[i];
    }
    const auto count = static_cast<double>(sentences.size());
    return std::pair(a / count, b / count);
  };
}

}  // namespace

TEST_CASE("systems alike in all sentences do not differ, one better by as much in each surely does") {
  const std::vector<double> worse{1, 5, 2, 8}, better{2, 6, 3, 9};
  const PairedBootstrap same = paired_bootstrap(4, means_of(worse, worse), 999, 1);
  CHECK((same.first == 4 && same.second == 4 && same.low == 0 && same.high == 0));
  CHECK(same.p == 1);
  const PairedBootstrap sure = paired_bootstrap(4, means_of(worse, better), 999, 1);
  CHECK((sure.first == 4 && sure.second == 5 && sure.low == 1 && sure.high == 1));
  CHECK(sure.p == Approx(0.001));  // (0 + 1) / (999 + 1)
}

TEST_CASE("the interval and p of a mean are those of its normal distribution") {
  // 210 of 400 sentences are better by 1, the others worse: 0.05 ± 0.0499, in steps of 0.005.
  const std::vector<double> first(400, 0);
  std::vector<double> second(400, 1);
  std::fill(second.begin() + 210, second.end(), -1);
  const PairedBootstrap found = paired_bootstrap(400, means_of(first, second), 4000, 1);
  CHECK(found.second == Approx(0.05));
  CHECK(found.low == Approx(0.05 - 1.96 * 0.0499).margin(0.008));
  CHECK(found.high == Approx(0.05 + 1.96 * 0.0499).margin(0.008));
  CHECK(found.p == Approx(0.317).margin(0.03));  // beyond one standard deviation on either side
  // Twice as good: six deviations of twice the size from no difference would be as rare as nothing.
  std::fill(second.begin(), second.begin() + 270, 1);
  CHECK(paired_bootstrap(400, means_of(first, second), 4000, 1).p < 0.001);
}

TEST_CASE("both systems are scored on all sentences first, then on samples of as many that the seed draws") {
  const auto drawn = [](std::uint64_t seed) {
    std::vector<std::vector<std::uint32_t>> samples;
    paired_bootstrap(
        50,
        [&](std::span<const std::uint32_t> sentences) {
          samples.emplace_back(sentences.begin(), sentences.end());
          return std::pair(0.0, 0.0);
        },
        20, seed);
    return samples;
  };
  const auto samples = drawn(1);
  REQUIRE(samples.size() == 21);
  std::vector<std::uint32_t> all(50);
  std::iota(all.begin(), all.end(), 0u);
  CHECK(samples[0] == all);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    CHECK(samples[i].size() == 50);
    CHECK(*std::ranges::max_element(samples[i]) < 50);
    CHECK(samples[i] != samples[i - 1]);
  }
  CHECK(drawn(1) == samples);
  CHECK(drawn(2) != samples);
}

TEST_CASE("no sentences are nothing to compare by") {
  CHECK_THROWS_WITH(paired_bootstrap(0, means_of({}, {}), 10, 1), Catch::Contains("found none"));
}

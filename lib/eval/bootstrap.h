#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>

namespace nmt {

struct PairedBootstrap {
  double first = 0, second = 0;  // scores of both systems on all sentences
  double low = 0, high = 0;      // of second - first, 95 % of the samples
  // How often samples would differ so much if the systems were alike: two-sided, (c + 1) / (samples + 1),
  // where c samples' differences lie at least |second - first| from their mean. 1 for equal outputs.
  double p = 0;
};

// The scores of two systems on these sentences, of which some may come several times.
using ScoresOf = std::function<std::pair<double, double>(std::span<const std::uint32_t> sentences)>;

// Are two systems different on the same sentences (paired bootstrap resampling, Koehn 2004)? Each sample
// draws as many sentences as there are, with replacement, the same for both systems; depends on the seed
// alone. Throws Error if there are no sentences.
PairedBootstrap paired_bootstrap(std::uint32_t sentences, const ScoresOf& scores_of, int samples,
                                 std::uint64_t seed);

}  // namespace nmt

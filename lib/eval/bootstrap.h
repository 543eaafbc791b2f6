#pragma once

#include <cstdint>
#include <span>

#include "eval/bleu.h"
#include "eval/chrf.h"

namespace nmt {

struct PairedBootstrap {
  double first = 0, second = 0;  // scores of both systems on all sentences
  double low = 0, high = 0;      // of second - first, 95 % of the samples
  // How often samples would differ so much if the systems were alike: two-sided, (c + 1) / (samples + 1),
  // where c samples' differences lie at least |second - first| from their mean. 1 for equal outputs.
  double p = 0;
};

// Are two systems different on the same sentences (paired bootstrap resampling, Koehn 2004)? Each sample
// draws as many sentences as there are, with replacement, the same for both systems; depends on the seed
// alone. Throws Error if the numbers of sentences differ or are 0.
PairedBootstrap paired_bootstrap(std::span<const BleuStatistics> first,
                                 std::span<const BleuStatistics> second, int samples, std::uint64_t seed);
PairedBootstrap paired_bootstrap(std::span<const ChrfStatistics> first,
                                 std::span<const ChrfStatistics> second, const ChrfOptions& options,
                                 int samples, std::uint64_t seed);

}  // namespace nmt

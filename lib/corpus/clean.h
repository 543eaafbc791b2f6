#pragma once

#include <vector>

#include "corpus/blocks.h"
#include "corpus/pair.h"
#include "corpus/rules.h"
#include "text/normalizer.h"

namespace nmt {

struct CleanOptions {
  int max_length = 100;      // pieces a side, </s> not counted
  double max_ratio = 9;      // characters of the longer side to those of the shorter
  bool text_sources = true;  // else they are names, left as they are and of no length
  void validate() const;     // throws Error
};

// Normalises the text and leaves out what has an empty side, a bad ratio, or stands above already. Order
// is kept. Sides that differ by less than 30 characters are never a bad ratio: "Hi." has many honest
// translations.
std::vector<Pair> clean(std::vector<Pair> pairs, const Normalizer& normalizer, const CleanOptions& options,
                        RuleCounts& rules, int threads, const Progress& progress = {});

}  // namespace nmt

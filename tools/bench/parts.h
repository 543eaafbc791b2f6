#pragma once

#include <string>
#include <vector>

#include "bench/report.h"
#include "corpus/batch.h"
#include "model/config.h"

// The tables of nmt-bench. All seeds are fixed.
namespace nmt::bench {

void peaks(Report& report);
void products(Report& report);     // at the shapes of the yard-stick model
void kernels(Report& report);      // all that is no product, one by one
void step(Report& report);         // one training step by part
void training(Report& report);     // target pieces a second
void presets(Report& report);      // the same of each preset
void translating(Report& report);  // sentences a second
void growth(Report& report);       // cost as vocabulary, hidden size, length, shards and threads grow

// The yard-stick: preset base with 8,000 pieces a side, dropout as in training.
ModelConfig yard_stick();

// Pairs of `length` random pieces a side, </s> counted: no padding.
struct Sentences {
  std::vector<std::vector<std::int32_t>> ids;  // source, target, source, …
  std::vector<PairView> pairs;
  Sentences(int count, int length, int vocabulary);
};

std::vector<float> numbers(std::size_t count);  // uniform in ±0.5
std::vector<int> thread_counts();               // 1 and, if there are more, all cores

}  // namespace nmt::bench

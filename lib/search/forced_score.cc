#include "search/forced_score.h"

#include <cassert>

#include "search/source_order.h"

namespace nmt {
namespace {

ForcedScore sentence_score(const ForcedPass& pass, const Batch& batch, int b, int target_length,
                           bool alignments) {
  ForcedScore score;
  for (int step = 0; step < target_length; ++step) {
    const int column = step * batch.size + b;
    score.token_log_probabilities.push_back(static_cast<float>(pass.log_probability[column]));
    score.log_probability += pass.log_probability[column];
    if (!alignments || !pass.weights) continue;
    const Real* row = pass.weights.at(column);
    score.weights.insert(score.weights.end(), row, row + batch.source_lengths[b]);
  }
  return score;
}

}  // namespace

std::vector<ForcedScore> forced_scores(const Seq2Seq& model, const SourceViews& sources,
                                       std::span<const std::vector<std::int32_t>> targets, bool alignments,
                                       Tape& tape) {
  assert(!tape.recording() && sources.size() == targets.size());
  std::vector<ForcedScore> scores;
  if (sources.size() == 0) return scores;
  std::vector<PairView> pairs;
  for (std::size_t i = 0; i < sources.size(); ++i) pairs.push_back({sources[i], targets[i]});
  const Batch batch = make_batch(pairs);
  tape.reset();
  const ForcedPass pass = model.force(tape, batch, {0, 1});
  for (int b = 0; b < batch.size; ++b) {
    const int length = static_cast<int>(targets[b].size());
    scores.push_back(sentence_score(pass, batch, b, length, alignments));
    restore_source_order(model.config(), batch.source_lengths[b], scores.back().weights);
  }
  return scores;
}

}  // namespace nmt

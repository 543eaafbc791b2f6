#include "train/learner.h"

#include <cmath>

#include "base/parallel.h"
#include "nn/entropy.h"

namespace nmt {

Learner::Learner(const Seq2Seq& model, LearnerOptions options)
    : model_(model),
      options_(options),
      batches_(options.shards),
      results_(options.shards),
      gatherer_(model.parameters()),
      gradient_(zeros(model.parameters().values().size())) {
  for (int shard = 0; shard < options.shards; ++shard) tapes_.push_back(std::make_unique<Tape>(true));
}

Learner::ShardResult Learner::run_shard(int shard, double scale, std::uint32_t update) {
  Tape& tape = *tapes_[shard];
  tape.reset();
  const Batch& batch = batches_[shard];
  if (batch.size == 0) return {};
  tape.set_random(Random(options_.seed, Purpose::dropout, update, static_cast<std::uint32_t>(shard)));
  const PickReward reward{baseline_, options_.reward_weight, options_.entropy_weight};
  const ForcedPass pass = model_.force(
      tape, batch, {static_cast<Real>(options_.label_smoothing), static_cast<Real>(scale)}, reward);
  tape.backward(pass.loss);
  ShardResult result;
  result.loss = pass.loss.value[0];
  for (int b = 0; b < batch.size; ++b) {
    double advantage = 0;
    for (int j = (batch.target_steps - 1) * batch.size + b; j >= 0; j -= batch.size) {
      if (batch.target_out[j] < 0) continue;
      result.log_probability += pass.log_probability[j];
      advantage += pass.log_probability[j] - baseline_;
      result.squares += advantage * advantage;
      if (pass.picks) result.entropy += entropy(pass.weights.at(j), pass.weights.rows);
    }
  }
  return result;
}

Learner::Result Learner::run(std::span<const PairView> pairs, std::uint32_t update) {
  Result result;
  const std::size_t shards = batches_.size();
  for (std::size_t s = 0; s < shards; ++s) {
    const std::size_t begin = pairs.size() * s / shards, end = pairs.size() * (s + 1) / shards;
    batches_[s] = make_batch(pairs.subspan(begin, end - begin));
    result.target_tokens += batches_[s].target_tokens;
    result.computed_tokens += batches_[s].target_steps * batches_[s].size;
  }
  const double scale = 1.0 / result.target_tokens;
  parallel_for(static_cast<int>(shards), options_.threads,
               [&](int shard) { results_[shard] = run_shard(shard, scale, update); });
  double log_probability = 0, squares = 0;
  for (const ShardResult& each : results_) {
    result.loss += each.loss;
    result.entropy += each.entropy * scale;
    log_probability += each.log_probability;
    squares += each.squares;
  }
  result.cross_entropy = -log_probability * scale;
  result.advantage = std::sqrt(squares * scale);
  if (update > 0) baseline_ = 0.9 * baseline_ - 0.1 * result.cross_entropy;
  result.norm = gatherer_.gather(tapes_, gradient_, options_.threads);
  return result;
}

std::size_t Learner::memory() const {
  std::size_t bytes = static_cast<std::size_t>(gradient_.size()) * sizeof(Real);
  for (const auto& tape : tapes_) bytes += tape->arena().capacity();
  return bytes;
}

std::size_t Learner::most() const {
  std::size_t bytes = 0;
  for (const auto& tape : tapes_) bytes += tape->arena().most();
  return bytes;
}

void Learner::release() {
  for (const auto& tape : tapes_) tape->release();
}

}  // namespace nmt

#pragma once

#include <memory>
#include <span>
#include <vector>

#include "model/seq2seq.h"
#include "nn/gradients.h"

namespace nmt {

struct LearnerOptions {
  int shards = 4;   // parts of a batch that are worked side by side; the result depends on it
  int threads = 1;  // the result does not depend on it
  double label_smoothing = 0.1;
  double reward_weight = 1;      // λ_r of hard attention
  double entropy_weight = 0.05;  // λ_e
  std::uint64_t seed = 1;
};

// Computes the gradient of a batch: its shards in parallel, each on a tape of its own, then all weight
// gradients in parallel. The same bits on any number of threads.
class Learner {
 public:
  // `model` must outlive this object.
  Learner(const Seq2Seq& model, LearnerOptions options);

  struct Result {
    double loss = 0;                             // label-smoothed cross-entropy a target token
    double cross_entropy = 0;                    // without smoothing, nats a target token
    double norm = 0;                             // of the gradient
    int target_tokens = 0, computed_tokens = 0;  // the latter with padding
    // Of hard attention, whose gradient is drawn, over the target tokens: √ mean (R_i - b_i)², nats, by which
    // the gradient varies, and the mean entropy of the weights drawn from, nats.
    double advantage = 0, entropy = 0;
  };
  // Leaves the gradient of the mean loss in gradient(). `update` chooses the dropout masks and drawn
  // positions; 0 is a trial, which leaves the base line alone.
  Result run(std::span<const PairView> pairs, std::uint32_t update);

  const FlatArray& gradient() const { return gradient_; }
  // Of hard attention's rewards (Xu et al. 2015, 4.1), a word of the target: b ← 0.9 b + 0.1 mean log p after
  // each update.
  double baseline() const { return baseline_; }
  void set_baseline(double baseline) { baseline_ = baseline; }
  std::size_t memory() const;  // bytes held by tapes and gradient
  std::size_t most() const;    // bytes that a run() ever used of tapes
  // Gives the tapes' memory back until the next run().
  void release();

 private:
  struct ShardResult {
    double loss = 0, log_probability = 0;
    double squares = 0, entropy = 0;  // of hard attention: Σ (R_i - b_i)², Σ H
  };
  ShardResult run_shard(int shard, double scale, std::uint32_t update);

  const Seq2Seq& model_;
  LearnerOptions options_;
  std::vector<std::unique_ptr<Tape>> tapes_;
  std::vector<Batch> batches_;  // one a shard
  std::vector<ShardResult> results_;
  GradientGatherer gatherer_;
  FlatArray gradient_;
  double baseline_ = 0;
};

}  // namespace nmt

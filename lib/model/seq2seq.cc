#include "model/seq2seq.h"

#include <algorithm>

namespace nmt {
namespace {

const ModelConfig& validated(const ModelConfig& config) {
  config.validate();
  return config;
}

}  // namespace

Seq2Seq::Seq2Seq(const ModelConfig& config)
    : config_(validated(config)), encoder_(config_, parameters_), decoder_(config_, parameters_) {
  parameters_.allocate();
}

void Seq2Seq::pack_weights(Precision precision, bool for_training, int threads) {
  // In which blocks of its weights a model multiplies is seen where it does so, on the shortest of pairs.
  const Batch shortest = blank_batch(config_, 1, 1);
  Tape tape(true);
  force(tape, shortest, {});
  std::vector<WeightBlock> blocks{decoder_.output_block()};
  for (const ProductUse& use : tape.products()) blocks.push_back(use.weight);
  parameters_.pack(blocks, precision, for_training, threads);
}

ForcedPass Seq2Seq::force(Tape& t, const Batch& batch, CrossEntropy options, const PickReward& reward) const {
  ForcedPass pass;
  pass.memory = decoder_.prepare(t, encoder_(t, batch));
  pass.memory.given_picks = reward.picks;
  pass.start = decoder_.start(t, pass.memory);
  const int n = batch.target_steps, B = batch.size;
  const Words words = decoder_.embed(t, batch.target_in.data(), n * B);
  const Var projected = decoder_.project(t, words, n * B);
  DecoderState state = pass.start;
  DecoderStep all;
  int* picks = config_.pick == PickKind::hard ? t.array<int>(static_cast<std::size_t>(n) * B) : nullptr;
  t.begin_rounds(n);
  for (int i = 0; i < n; ++i) {
    t.next_round();
    const DecoderStep step =
        decoder_.step(t, pass.memory, state, words.columns(i * B, B), projected.columns(i * B, B));
    if (i == 0) all = step;
    if (picks) std::copy_n(step.glimpse.picks, B, picks + i * B);
    state = step.state;
  }
  all.glimpse.context = t.all_rounds(all.glimpse.context);
  all.read_state = t.all_rounds(all.read_state);
  all.readout = t.all_rounds(all.readout);
  pass.states = t.all_rounds(all.state.cells.top().h);
  pass.contexts = all.glimpse.context;
  pass.weights = t.all_rounds(all.glimpse.weights);
  pass.picks = picks;
  t.end_rounds();
  Real* log_probability = t.array<Real>(static_cast<std::size_t>(n) * B);
  pass.loss = decoder_.loss(t, decoder_.readout(t, all, words), words, batch.target_out.data(), options,
                            log_probability);
  pass.log_probability = log_probability;
  if (picks && t.recording()) {
    pass.loss = add(t, pass.loss, pick_loss(t, batch, pass, options.scale, reward));
  }
  return pass;
}

Var Seq2Seq::pick_loss(Tape& t, const Batch& batch, const ForcedPass& pass, double scale,
                       const PickReward& reward) const {
  const int n = batch.target_steps, B = batch.size;
  int* picks = t.array<int>(static_cast<std::size_t>(n) * B);  // none at padding
  Real* gain = t.scratch(1, n * B);
  for (int b = 0; b < B; ++b) {
    double advantage = reward.rewards ? reward.rewards[b] - reward.baseline : 0;
    for (int j = (n - 1) * B + b; j >= 0; j -= B) {
      const bool padding = batch.target_out[j] < 0;
      if (!padding && !reward.rewards) advantage += pass.log_probability[j] - reward.baseline;
      picks[j] = padding ? -1 : pass.picks[j];
      gain[j] = static_cast<Real>(scale * reward.weight * advantage);
    }
  }
  return nmt::pick_loss(t, pass.weights, picks, gain, static_cast<Real>(scale * reward.entropy_weight));
}

}  // namespace nmt

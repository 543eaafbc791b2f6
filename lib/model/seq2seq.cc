#include "model/seq2seq.h"

#include "text/vocabulary.h"

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
  const std::int32_t end = kEnd;
  Tape tape(true);
  force(tape, make_batch(std::vector<PairView>{{{&end, 1}, {&end, 1}}}), {});
  std::vector<WeightBlock> blocks{decoder_.output_weight()};
  for (const ProductUse& use : tape.products()) blocks.push_back(use.weight);
  parameters_.pack(blocks, precision, for_training, threads);
}

ForcedPass Seq2Seq::force(Tape& t, const Batch& batch, CrossEntropy options) const {
  ForcedPass pass;
  pass.memory = decoder_.prepare(t, encoder_(t, batch));
  pass.start = decoder_.start(t, pass.memory);
  const int n = batch.target_steps, B = batch.size;
  const Var embedded = decoder_.embed(t, batch.target_in.data(), n * B);
  const Var projected = decoder_.project(t, embedded);
  DecoderState state = pass.start;
  DecoderStep first;
  t.begin_rounds(n);
  for (int i = 0; i < n; ++i) {
    t.next_round();
    const DecoderStep step = decoder_.step(t, pass.memory, state, projected.columns(i * B, B));
    if (i == 0) first = step;
    state = step.state;
  }
  pass.states = t.all_rounds(first.state.cells.top().h);
  pass.contexts = t.all_rounds(first.glimpse.context);
  pass.weights = t.all_rounds(first.glimpse.weights);
  t.end_rounds();
  const Var read = decoder_.readout(t, pass.states, pass.contexts, embedded);
  Real* log_probability = t.array<Real>(static_cast<std::size_t>(n) * B);
  pass.loss = cross_entropy(t, decoder_.output_weight(), decoder_.output_bias(), read,
                            batch.target_out.data(), options, log_probability);
  pass.log_probability = log_probability;
  return pass;
}

}  // namespace nmt

#include "model/attention.h"

#include <algorithm>

#include "model/normalizer.h"
#include "model/pick.h"
#include "model/window.h"

namespace nmt {
namespace {

class ComposedAttention : public Attention {
 public:
  ComposedAttention(const ModelConfig& config, Parameters& parameters)
      : context_size_(config.encoder_output()),
        score_(make_score(config, parameters)),
        windows_(make_windows(config, parameters)),
        normalize_(normalizer_of(config.normalizer)),
        pick_(make_pick(config.pick)) {}

  int context_size() const override { return context_size_; }

  Memory prepare(Tape& t, const Encoded& encoded) const override {
    return {encoded, score_->keys(t, encoded.states)};
  }

  Glimpse operator()(Tape& t, const Memory& memory, Var query, int step) const override {
    const int batch = memory.encoded.batch;
    const View view = windows_->around(t, memory.encoded, query, step);
    const Var scores = (*score_)(t, memory.keys, query, view.window, batch);
    const Var weights = windows_->weigh(t, normalize_(t, scores, view.window), view);
    const int* given = memory.given_picks ? memory.given_picks + step * query.cols : nullptr;
    const Picked picked = (*pick_)(t, weights, memory.encoded.states, view.window, batch, given);
    return {picked.context, weights, picked.positions};
  }

 private:
  int context_size_;
  std::unique_ptr<Score> score_;
  std::unique_ptr<Windows> windows_;
  Normalize normalize_;
  std::unique_ptr<Pick> pick_;
};

// The same context at every step (Cho et al. 2014), or none but the start (Sutskever et al. 2014).
class FixedContext : public Attention {
 public:
  explicit FixedContext(const ModelConfig& config)
      : context_size_(config.context == ContextKind::every ? config.encoder_output() : 0) {}

  int context_size() const override { return context_size_; }

  Memory prepare(Tape& t, const Encoded& encoded) const override {
    if (context_size_ == 0) return {encoded, {}};
    return {encoded, repeat(t, encoded.summary, 1)};
  }

  Glimpse operator()(Tape& t, const Memory& memory, Var query, int) const override {
    if (context_size_ == 0) return {};
    return {repeat(t, memory.keys, query.cols / memory.encoded.batch), {}};
  }

 private:
  static Var repeat(Tape& t, Var x, int times) {
    const int count = x.cols * times;
    int* column = t.array<int>(count);
    for (int j = 0; j < count; ++j) column[j] = j / times;
    return select_columns(t, x, column, count);
  }

  int context_size_;
};

// Column t·B + b of x goes to t·count + its place among `sentences`, never to the right.
Var keep_columns(Var x, int batch, const int* sentences, int count) {
  if (!x) return x;
  const int steps = x.cols / batch;
  for (int step = 0; step < steps; ++step) {
    for (int i = 0; i < count; ++i) {
      const Real* from = x.at(step * batch + sentences[i]);
      Real* to = x.at(step * count + i);
      if (from != to) std::copy_n(from, x.rows, to);
    }
  }
  return x.columns(0, steps * count);
}

}  // namespace

Memory keep_sentences(Tape& t, const Memory& memory, const int* sentences, int count) {
  const Encoded& old = memory.encoded;
  const auto keep = [&](Var x) { return keep_columns(x, old.batch, sentences, count); };
  int* lengths = t.array<int>(count);
  for (int i = 0; i < count; ++i) lengths[i] = old.lengths[sentences[i]];
  const Var states = keep(old.states);
  const Var keys = memory.keys.value == old.states.value ? states : keep(memory.keys);
  return {{states, {}, {}, lengths, old.steps, count}, keys};
}

std::unique_ptr<Attention> make_attention(const ModelConfig& config, Parameters& parameters) {
  if (config.score == ScoreKind::none) return std::make_unique<FixedContext>(config);
  return std::make_unique<ComposedAttention>(config, parameters);
}

}  // namespace nmt

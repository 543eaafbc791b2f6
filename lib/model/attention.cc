#include "model/attention.h"

#include <algorithm>

#include "model/window.h"

namespace nmt {
namespace {

class SoftAttention : public Attention {
 public:
  SoftAttention(const ModelConfig& config, Parameters& parameters)
      : context_size_(config.encoder_output()), score_(make_score(config, parameters)) {}

  int context_size() const override { return context_size_; }

  Memory prepare(Tape& t, const Encoded& encoded) const override {
    return {encoded, score_->keys(t, encoded.states)};
  }

  Glimpse operator()(Tape& t, const Memory& memory, Var query) const override {
    const int batch = memory.encoded.batch;
    const Window window = global_window(t, memory.encoded, query.cols);
    const Var scores = (*score_)(t, memory.keys, query, window, batch);
    const Var weights = windowed_softmax(t, scores, window);
    return {weighted_sum(t, weights, memory.encoded.states, window, batch), weights};
  }

 private:
  int context_size_;
  std::unique_ptr<Score> score_;
};

class FixedContext : public Attention {
 public:
  explicit FixedContext(const ModelConfig& config) : context_size_(config.encoder_output()) {}

  int context_size() const override { return context_size_; }

  Memory prepare(Tape&, const Encoded& encoded) const override { return {encoded, {}}; }

  Glimpse operator()(Tape& t, const Memory& memory, Var query) const override {
    const int beams = query.cols / memory.encoded.batch;
    int* sentence = t.array<int>(query.cols);
    for (int j = 0; j < query.cols; ++j) sentence[j] = j / beams;
    return {select_columns(t, memory.encoded.summary, sentence, query.cols), {}};
  }

 private:
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
  const bool same = old.summary.value == old.last.value;  // of a unidirectional encoder
  const Var last = keep(old.last), summary = same ? last : keep(old.summary);
  return {{keep(old.states), last, summary, lengths, old.steps, count}, keep(memory.keys)};
}

std::unique_ptr<Attention> make_attention(const ModelConfig& config, Parameters& parameters) {
  if (config.score == ScoreKind::none) return std::make_unique<FixedContext>(config);
  return std::make_unique<SoftAttention>(config, parameters);
}

}  // namespace nmt

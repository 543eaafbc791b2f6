#include "search/beam_search.h"

#include <algorithm>
#include <cassert>

#include "search/source_order.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

constexpr int kMostLogits = 128;  // columns of the vocabulary's size in memory at once

Batch source_batch(const SourceViews& sources) {
  std::vector<PairView> pairs;
  for (const SourceView& source : sources) pairs.push_back({source, {}});
  return make_batch(pairs);
}

class BeamSearch {
 public:
  BeamSearch(const Seq2Seq& model, const SourceViews& sources, const BeamOptions& options, Tape& tape)
      : config_(model.config()), decoder_(model.decoder()), tape_(tape), batch_(source_batch(sources)) {
    tape.reset();
    const int end = config_.source_features > 0 ? 0 : 1;  // is </s> among the positions?
    for (std::size_t b = 0; b < sources.size(); ++b) {
      const int length = static_cast<int>(sources[b].positions());
      beams_.emplace_back(options, length - end, length);
      active_.push_back(static_cast<int>(b));
    }
    memory_ = decoder_.prepare(tape, model.encoder()(tape, batch_));
    room_ = decoder_.room(tape, batch_.size * options.beam);
    persistent_ = tape.arena().mark();
    go_on(decoder_.start(tape, memory_));
  }

  std::vector<std::vector<Hypothesis>> run() {
    while (!active_.empty()) step();
    std::vector<std::vector<Hypothesis>> best;
    for (std::size_t b = 0; b < beams_.size(); ++b) {
      best.push_back(beams_[b].best());
      for (Hypothesis& hypothesis : best.back()) {
        restore_source_order(config_, batch_.source_lengths[b], hypothesis.weights);
      }
    }
    return best;
  }

 private:
  // One word more for every living hypothesis.
  void step() {
    const int columns = static_cast<int>(words_.size());
    const Words words = decoder_.embed(tape_, words_.data(), columns);
    const Var projected = decoder_.project(tape_, words, columns);
    const DecoderStep step = decoder_.step(tape_, memory_, state_, words, projected);
    const Var read = decoder_.readout(tape_, step, words);
    const int sentences = std::max(1, kMostLogits / width_);
    for (std::size_t i = 0; i < active_.size(); i += sentences) {
      advance(i, std::min(i + sentences, active_.size()), read, words, step.glimpse.weights);
    }
    go_on(step.state);
  }

  // Hands the active sentences from `begin` to `end` what follows their hypotheses.
  void advance(std::size_t begin, std::size_t end, Var read, const Words& words, Var weights) {
    const Arena::Mark temporary = tape_.arena().mark();
    const int first = static_cast<int>(begin) * width_, count = static_cast<int>(end - begin) * width_;
    const Var log_probabilities =
        decoder_.log_probabilities(tape_, read.columns(first, count), words.columns(first, count));
    for (std::size_t i = begin; i < end; ++i) {
      Beam& beam = beams_[active_[i]];
      const int column = static_cast<int>(i) * width_;
      beam.advance(log_probabilities.columns(column - first, beam.live()),
                   weights ? weights.columns(column, beam.live()) : Var{});
    }
    tape_.arena().rewind(temporary);
  }

  // Gathers the words and, from `state`, the states that go on; then all else of the step is given back.
  void go_on(const DecoderState& state) {
    int widest = 0;
    kept_.clear();
    for (std::size_t i = 0; i < active_.size(); ++i) {
      const Beam& beam = beams_[active_[i]];
      if (!beam.done()) kept_.push_back(static_cast<int>(i));
      widest = std::max(widest, beam.live());
    }
    words_.clear();
    columns_.clear();
    for (const int i : kept_) add_columns(beams_[active_[i]], i * width_, widest);
    width_ = widest;
    state_ = copy_columns(state, columns_.data(), static_cast<int>(columns_.size()), room_);
    tape_.arena().rewind(persistent_);
    if (kept_.size() < active_.size()) drop_done();
  }

  // A sentence with fewer living hypotheses fills its columns up with what nobody will look at.
  void add_columns(const Beam& beam, int first, int width) {
    for (int h = 0; h < width; ++h) {
      const bool alive = h < beam.live();
      words_.push_back(alive ? beam.word(h) : kEnd);
      columns_.push_back(first + (alive ? beam.parent(h) : 0));
    }
  }

  void drop_done() {
    memory_ = keep_sentences(tape_, memory_, kept_.data(), static_cast<int>(kept_.size()));
    persistent_ = tape_.arena().mark();
    for (int& i : kept_) i = active_[i];
    active_.swap(kept_);
  }

  const ModelConfig& config_;
  const Decoder& decoder_;
  Tape& tape_;
  Batch batch_;
  std::vector<Beam> beams_;    // of all sentences
  std::vector<int> active_;    // the sentences that are not done
  Memory memory_;              // of the active
  DecoderState room_, state_;  // the latter lies in the former
  Arena::Mark persistent_{};   // behind what outlives a step
  int width_ = 1;              // columns a sentence
  std::vector<int> words_, columns_, kept_;
};

}  // namespace

std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, const SourceViews& sources,
                                                 const BeamOptions& options, Tape& tape) {
  options.validate();
  assert(!tape.recording());
  if (sources.size() == 0) return {};
  return BeamSearch(model, sources, options, tape).run();
}

}  // namespace nmt

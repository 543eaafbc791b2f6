#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "model/presets.h"
#include "scratch.h"
#include "search/beam_search.h"
#include "tiny_corpus.h"
#include "train/learner.h"
#include "train/optimizer.h"
#include "train/schedule.h"

using namespace nmt;
using nmt::test::TinyCorpus;

namespace {

ModelConfig tiny(const char* preset) {
  ModelConfig config = preset_config(preset);
  config.source_vocabulary = config.target_vocabulary = TinyCorpus::kVocabulary;
  config.embedding = 32;
  if (config.readout_size > 0) config.readout_size = 32;
  config.encoder_hidden = config.decoder_hidden = config.attention_size = 48;
  config.dropout = 0;
  return config;
}

void train(Seq2Seq& model, const TinyCorpus& corpus, int updates, int threads, double learning_rate,
           Precision precision = Precision::fp32) {
  model.parameters().initialize(3);
  model.pack_weights(precision, true, threads);
  Learner learner(model, {.shards = 3, .threads = threads, .label_smoothing = 0, .seed = 3});
  Adam adam(model.parameters(), {});
  for (int update = 1; update <= updates; ++update) {
    const auto result = learner.run(corpus.pairs(32 * update, 32), update);
    adam.step(learner.gradient(), result.norm, learning_rate, threads);
  }
}

struct Learned {
  double exact;     // share of sentences translated without an error
  double diagonal;  // share of words whose heaviest attention lies where it belongs
};

// `position(i, length)` is where the word i of the target stands in the source.
template <class Position>
Learned examine(const Seq2Seq& model, const TinyCorpus& corpus, Position position) {
  Tape tape(false);
  BeamOptions options;
  options.alignments = true;
  const auto hypotheses = beam_search(model, corpus.sources, options, tape);
  int exact = 0, words = 0, right = 0;
  for (std::size_t s = 0; s < corpus.sources.size(); ++s) {
    const Hypothesis& best = hypotheses[s].front();
    exact += best.ids == corpus.targets[s];
    const auto steps = static_cast<std::ptrdiff_t>(corpus.sources[s].size());
    if (best.weights.empty() || best.ids != corpus.targets[s]) continue;
    for (std::ptrdiff_t i = 0; i + 1 < steps; ++i) {
      const auto row = best.weights.begin() + i * steps;
      right += std::max_element(row, row + steps) - row == position(i, steps - 1);
      ++words;
    }
  }
  return {exact / static_cast<double>(corpus.sources.size()),
          right / static_cast<double>(std::max(words, 1))};
}

}  // namespace

TEST_CASE("200 updates give the same parameters, bit for bit, on 1, 2 and 3 threads") {
  const TinyCorpus corpus(500, 1, test::reversed);
  ModelConfig config = tiny("base");
  config.dropout = 0.2;
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    if (!can_multiply(precision)) continue;
    FlatArray want;
    for (const int threads : {1, 2, 3}) {
      Seq2Seq model(config);
      train(model, corpus, 200, threads, 2e-3, precision);
      const FlatArray& values = model.parameters().values();
      if (threads == 1) want = values;
      CHECK(std::memcmp(want.data(), values.data(), want.size() * sizeof(Real)) == 0);
    }
  }
}

TEST_CASE("products in bf16 change the gradient by no more than 8 bits of mantissa explain") {
  if (!can_multiply(Precision::bf16)) {
    WARN("skipped: this processor, or this build, has no products of bf16 numbers");
    return;
  }
  const TinyCorpus corpus(100, 1, test::reversed);
  const auto gradient = [&](Precision precision) {
    Seq2Seq model(tiny("base"));
    model.parameters().initialize(3);
    model.pack_weights(precision, true);
    Learner learner(model, {.shards = 2});
    learner.run(corpus.pairs(0, 64), 1);
    return learner.gradient();
  };
  const FlatArray fine = gradient(Precision::fp32), coarse = gradient(Precision::bf16);
  const double difference = std::sqrt((fine - coarse).square().sum() / fine.square().sum());
  CHECK(difference > 1e-4);
  CHECK(difference < 0.02);
}

TEST_CASE("positions that hard attention draws are the same on 1, 2 and 3 threads") {
  const TinyCorpus corpus(500, 1, test::reversed);
  FlatArray want;
  for (const int threads : {1, 2, 3}) {
    Seq2Seq model(tiny("hard"));
    train(model, corpus, 40, threads, 2e-3);
    const FlatArray& values = model.parameters().values();
    if (threads == 1) want = values;
    CHECK(std::memcmp(want.data(), values.data(), want.size() * sizeof(Real)) == 0);
  }
}

TEST_CASE("the base line of rewards follows them, but not in a trial") {
  const TinyCorpus corpus(64, 1, test::reversed);
  Seq2Seq model(tiny("hard"));
  model.parameters().initialize(1);
  Learner learner(model, {.shards = 2});
  learner.run(corpus.pairs(0, 32), 0);
  CHECK(learner.baseline() == 0);
  const auto result = learner.run(corpus.pairs(0, 32), 1);
  const double reward = -result.cross_entropy * result.target_tokens / 32;
  CHECK(learner.baseline() == Approx(0.1 * reward));
  const auto next = learner.run(corpus.pairs(32, 32), 2);
  CHECK(learner.baseline() == Approx(0.09 * reward - 0.1 * next.cross_entropy * next.target_tokens / 32));
}

TEST_CASE("the copy and the reverse task are learned to 99 % with the attention on the right diagonal") {
  for (const char* preset : {"base", "bahdanau"}) {
    SECTION(std::string("copy, ") + preset) {
      Seq2Seq model(tiny(preset));
      train(model, TinyCorpus(20000, 1, test::copied), 900, 2, 3e-3);
      const Learned learned =
          examine(model, TinyCorpus(500, 2, test::copied), [](auto i, auto) { return i; });
      CHECK(learned.exact >= 0.99);
      CHECK(learned.diagonal > 0.99);
    }
    SECTION(std::string("reverse, ") + preset) {
      Seq2Seq model(tiny(preset));
      train(model, TinyCorpus(20000, 1, test::reversed), 900, 2, 3e-3);
      const Learned learned = examine(model, TinyCorpus(500, 2, test::reversed),
                                      [](auto i, auto length) { return length - 1 - i; });
      CHECK(learned.exact >= 0.99);
      CHECK(learned.diagonal > 0.99);
    }
  }
}

TEST_CASE("stacked LSTMs that read last word first learn to copy, and point at what they copy") {
  ModelConfig config = tiny("base");
  config.cell = config.encoder_cell = CellKind::lstm;
  config.reverse_source = true;
  config.bidirectional = false;
  config.layers = config.decoder_layers = 2;
  config.start = StartKind::last;
  config.start_map = StartMap::copy;
  Seq2Seq model(config);
  train(model, TinyCorpus(20000, 1, test::copied), 900, 2, 3e-3);
  const Learned learned = examine(model, TinyCorpus(500, 2, test::copied), [](auto i, auto) { return i; });
  CHECK(learned.exact >= 0.99);
  CHECK(learned.diagonal > 0.8);  // the other way round it would be next to nothing
}

TEST_CASE("without attention short sentences are learned as well") {
  const auto first_two = [](std::vector<std::int32_t> words) {
    words.resize(2);
    return words;
  };
  for (const char* preset : {"seq2seq", "seq2seq-first"}) {
    INFO(preset);
    Seq2Seq model(tiny(preset));
    train(model, TinyCorpus(20000, 1, first_two), 600, 2, 3e-3);
    CHECK(examine(model, TinyCorpus(300, 2, first_two), [](auto i, auto) { return i; }).exact >= 0.95);
  }
}

TEST_CASE("a warmed-up training step asks for no more memory") {
  const TinyCorpus corpus(64, 1, test::copied);
  Seq2Seq model(tiny("base"));
  model.parameters().initialize(1);
  Learner learner(model, {.shards = 2, .threads = 2});
  learner.run(corpus.pairs(0, 32), 1);
  const std::size_t warm = learner.memory();
  for (int update = 2; update < 6; ++update) learner.run(corpus.pairs(0, 32), update);
  CHECK(learner.memory() == warm);
}

TEST_CASE("the loss of a batch does not depend on how it is cut into shards, but for rounding") {
  const TinyCorpus corpus(64, 1, test::copied);
  Seq2Seq model(tiny("base"));
  model.parameters().initialize(1);
  std::vector<double> losses, norms;
  for (const int shards : {1, 2, 5, 64, 100}) {
    Learner learner(model, {.shards = shards});
    const auto result = learner.run(corpus.pairs(0, 64), 1);
    losses.push_back(result.loss);
    norms.push_back(result.norm);
  }
  for (const double loss : losses) CHECK(loss == Approx(losses[0]).epsilon(1e-5));
  for (const double norm : norms) CHECK(norm == Approx(norms[0]).epsilon(1e-4));
}

TEST_CASE("schedules: warm-up, constant, linear, inverse root") {
  const Schedule constant{ScheduleKind::constant, 1, 10, 0};
  CHECK(constant.at(1) == Approx(0.1));
  CHECK(constant.at(10) == Approx(1));
  CHECK(constant.at(1000) == Approx(1));
  const Schedule linear{ScheduleKind::linear, 1, 0, 101};
  CHECK(linear.at(1) == Approx(1));
  CHECK(linear.at(51) == Approx(0.525));
  CHECK(linear.at(101) == Approx(0.05));
  const Schedule root{ScheduleKind::inverse_sqrt, 1, 4, 0};
  CHECK(root.at(4) == Approx(1));
  CHECK(root.at(16) == Approx(0.5));
}

TEST_CASE("Adam's first step moves every number by the learning rate against its gradient") {
  Parameters p;
  p.vector("b", 3);
  p.allocate();
  Adam adam(p, {.clip_norm = 0});
  FlatArray gradient = FlatArray::Zero(p.values().size());
  gradient[0] = 0.001f;
  gradient[1] = -7;
  adam.step(gradient, 7, 0.01, 1);
  CHECK(p.values()[0] == Approx(-0.01).epsilon(1e-4));
  CHECK(p.values()[1] == Approx(0.01).epsilon(1e-4));
  CHECK(p.values()[2] == 0);
}

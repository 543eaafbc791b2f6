#include <cstdio>

#include "base/parallel.h"
#include "bench/parts.h"
#include "model/flop.h"
#include "model/presets.h"
#include "train/learner.h"
#include "train/optimizer.h"

namespace nmt::bench {
namespace {

struct Setting {
  ModelConfig config = yard_stick();
  int pairs = 100, length = 10;
  int shards = 2, threads = 1;
  Precision precision = Precision::fp32;
};

// A model that trains on one batch over and over.
class Training {
 public:
  explicit Training(const Setting& s)
      : setting_(s),
        sentences_(s.pairs, s.length, s.config.target_vocabulary),
        model_(s.config),
        learner_(model_, {.shards = s.shards, .threads = s.threads}),
        adam_(model_.parameters(), {}) {
    model_.parameters().initialize(1);
    model_.pack_weights(s.precision, true);
  }

  void gradient() { norm_ = learner_.run(sentences_.pairs, ++update_).norm; }
  void update() { adam_.step(learner_.gradient(), norm_, 1e-3, setting_.threads); }
  double pieces() const { return static_cast<double>(setting_.pairs) * setting_.length; }
  double flop() const { return count_flop(model_).training(setting_.pairs, pieces(), pieces()); }
  const Seq2Seq& model() const { return model_; }
  const Sentences& sentences() const { return sentences_; }

 private:
  Setting setting_;
  Sentences sentences_;
  Seq2Seq model_;
  Learner learner_;
  Optimizer adam_;
  double norm_ = 0;
  std::uint32_t update_ = 0;
};

void throughput(Report& report, const std::string& name, const Setting& setting, double budget) {
  Training training(setting);
  const Timing timing = time([&] { training.gradient(), training.update(); }, budget);
  report.rate(name, training.pieces(), "target pieces/s", timing.median, training.flop());
  if (timing.spread > 0.2) {
    std::printf("not quiet: of these updates the slowest took %.0f %% longer than the fastest\n",
                100 * timing.spread);
  }
}

const char* name_of(Precision precision) { return precision == Precision::bf16 ? "bf16" : "fp32"; }

std::vector<Precision> precisions() {
  if (can_multiply(Precision::bf16)) return {Precision::fp32, Precision::bf16};
  return {Precision::fp32};
}

}  // namespace

void step(Report& report) {
  for (const Precision precision : precisions()) {
    Setting setting;
    setting.precision = precision;
    setting.pairs = 50;
    setting.shards = 1;
    Training training(setting);
    const Seq2Seq& model = training.model();
    const Batch batch = make_batch(training.sentences().pairs);
    const Flop flop = count_flop(model);
    const double pieces = training.pieces();
    report.begin("one step of base by part, 50 pairs of 10 + 10 pieces, " + std::string(name_of(precision)),
                 1, precision);
    const std::string prefix = std::string("step/") + name_of(precision) + "/";
    Tape tape(true);
    tape.set_random(Random(1, Purpose::dropout));
    const double encoder = time([&] {
                             tape.reset();
                             model.encoder()(tape, batch);
                           }).median;
    report.time(prefix + "encoder forward", encoder, flop.source * pieces);
    Var loss;
    const auto forward = [&] {
      tape.reset();
      loss = model.force(tape, batch, {Real(0.1), Real(1 / pieces)}).loss;
    };
    const double all = time(forward).median;
    const WeightBlock block = model.decoder().output_block();
    const double output = 2.0 * block.rows * block.columns * pieces;
    const double rest =
        flop.forward(setting.pairs, 0, pieces) + 2 * output;  // the loss makes its gradient too
    report.time(prefix + "decoder, output layer and its gradient", all - encoder, rest);
    const double both = time([&] {
                          forward();
                          tape.backward(loss);
                        }).median;
    report.time(prefix + "backward to the data", both - all,
                flop.forward(setting.pairs, pieces, pieces) - output);
    training.gradient();
    const double gradient = time([&] { training.gradient(); }).median;
    report.time(prefix + "gradients of the weights", gradient - both,
                flop.forward(setting.pairs, pieces, pieces) - output);
    const double update = time([&] { training.update(); }).median;
    report.time(prefix + "Adam and packing", update);
    report.time(prefix + "all", gradient + update, training.flop());
    report.end();
  }
}

void training(Report& report) {
  for (const Precision precision : precisions()) {
    for (const int threads : thread_counts()) {
      report.begin("training base on pairs of 10 + 10 pieces", threads, precision);
      for (const int pairs : {100, 64, 256}) {
        Setting setting;
        setting.precision = precision;
        setting.threads = threads;
        setting.pairs = pairs;
        const std::string batch = pairs == 100 ? "" : "/pairs=" + std::to_string(pairs);
        throughput(
            report,
            std::string("train/base/") + name_of(precision) + batch + "/threads=" + std::to_string(threads),
            setting, 3);
      }
      report.end();
    }
  }
}

// Every preset at the yard-stick's sizes: what differs is what it is made of. The output layer of one-hot
// words is as wide as the vocabulary on both sides, so those presets have a small one.
void presets(Report& report) {
  constexpr int kOneHotVocabulary = 1000;
  for (const int threads : thread_counts()) {
    report.begin("training presets, hidden 512, embedding 256, 100 pairs of 10 + 10 pieces, fp32", threads);
    for (const Preset& preset : nmt::presets()) {
      Setting setting;
      setting.threads = threads;
      setting.config = preset.config();
      setting.config.encoder_hidden = setting.config.decoder_hidden = setting.config.attention_size = 512;
      const bool one_hot = setting.config.decoder_input == WordInput::one_hot;
      const int vocabulary = one_hot ? kOneHotVocabulary : yard_stick().target_vocabulary;
      setting.config.source_vocabulary = setting.config.target_vocabulary = vocabulary;
      const std::string note = one_hot ? "/vocabulary=" + std::to_string(vocabulary) : "";
      throughput(report, std::string("presets/") + preset.name + note + "/threads=" + std::to_string(threads),
                 setting, 2);
    }
    report.end();
  }
}

void growth(Report& report) {
  const auto row = [&](const std::string& what, int value, const auto& change) {
    Setting setting;
    setting.threads = physical_cores();
    change(setting);
    throughput(report, "growth/" + what + "=" + std::to_string(value), setting, 1);
  };
  report.begin("cost as the work grows, fp32, all cores", physical_cores());
  for (const int v : {4000, 8000, 16000, 32000}) {
    row("vocabulary", v, [&](Setting& s) { s.config.source_vocabulary = s.config.target_vocabulary = v; });
  }
  for (const int h : {128, 256, 512, 1024}) {
    row("hidden", h,
        [&](Setting& s) { s.config.encoder_hidden = s.config.decoder_hidden = s.config.attention_size = h; });
  }
  for (const int length : {5, 10, 20, 50, 100}) {
    row("length", length, [&](Setting& s) { s.length = length, s.pairs = 1000 / length; });
  }
  for (const int shards : {1, 2, 4, 8, 16}) row("shards", shards, [&](Setting& s) { s.shards = shards; });
  for (const int threads : thread_counts()) row("threads", threads, [&](Setting& s) { s.threads = threads; });
  report.end();
}

}  // namespace nmt::bench

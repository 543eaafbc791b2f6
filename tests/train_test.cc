#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "tiny_training.h"
#include "train/schedule.h"

using namespace nmt;
using nmt::test::TinyCorpus, nmt::test::tiny, nmt::test::train;

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
  CHECK(learner.baseline() == Approx(-0.1 * result.cross_entropy));
  const auto next = learner.run(corpus.pairs(32, 32), 2);
  CHECK(learner.baseline() == Approx(-0.09 * result.cross_entropy - 0.1 * next.cross_entropy));
}

TEST_CASE("hard attention tells how far rewards lie from their base line, and how open its choices are") {
  // An untrained model gives each word the same and looks at each of 4 positions as often.
  const std::vector<std::int32_t> sentence{3, 4, 5, 2};
  const std::vector<PairView> pairs{{sentence, sentence}};
  Seq2Seq model(tiny("hard"));
  Learner learner(model, {.shards = 1, .label_smoothing = 0});
  learner.set_baseline(-1);
  const auto result = learner.run(pairs, 1);
  // Of the last word; of the first it is four times that.
  const double each = 1 - std::log(TinyCorpus::kVocabulary);
  CHECK(result.advantage == Approx(std::abs(each) * std::sqrt((1 + 4 + 9 + 16) / 4.0)));
  CHECK(result.entropy == Approx(std::log(4)));
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

TEST_CASE("a plateau schedule stays but for its halvings") {
  const Schedule plateau{ScheduleKind::plateau, 1, 4, 0};
  CHECK(plateau.at(2) == Approx(0.5));
  CHECK(plateau.at(100) == 1);
  CHECK(plateau.at(100, 3) == 0.125);
}

TEST_CASE("a cooldown falls in a line to a twentieth over the last updates, whatever the schedule") {
  Schedule schedule{.kind = ScheduleKind::plateau, .learning_rate = 1, .warmup = 10, .max_updates = 100};
  CHECK_FALSE(schedule.has_end());
  schedule.cooldown = 0.4;
  CHECK(schedule.has_end());
  CHECK(schedule.at(5) == Approx(0.5));
  CHECK(schedule.at(60) == 1);
  CHECK(schedule.at(80) == Approx(0.525));
  CHECK(schedule.at(80, 1) == Approx(0.2625));
  CHECK(schedule.at(100) == Approx(0.05));
  CHECK(schedule.at(110) == Approx(0.05));
  schedule.kind = ScheduleKind::inverse_sqrt;
  CHECK(schedule.at(40) == Approx(0.5));
  CHECK(schedule.at(90) == Approx(0.2875 / 3));
}

TEST_CASE("until a schedule falls towards its end, the rates do not depend on which update that is") {
  Schedule schedule{.kind = ScheduleKind::plateau, .learning_rate = 1, .warmup = 10, .max_updates = 100};
  CHECK(schedule.falls_after() == std::numeric_limits<std::int64_t>::max());
  schedule.cooldown = 0.4;
  CHECK(schedule.falls_after() == 60);
  schedule.cooldown = 0.35;
  schedule.max_updates = 99;
  CHECK(schedule.falls_after() == 64);  // of 64.35
  CHECK(schedule.at(64) == 1);
  CHECK(schedule.at(65) < 1);
  CHECK(schedule.least_end(64) == 99);
  CHECK(schedule.least_end(65) == 100);
  schedule.cooldown = 1;
  CHECK(schedule.falls_after() == 9);  // the warm-up
  CHECK(schedule.least_end(10) == 0);
  schedule.kind = ScheduleKind::linear;
  schedule.cooldown = 0;
  CHECK(schedule.falls_after() == 10);
  schedule.warmup = 0;
  CHECK(schedule.falls_after() == 1);
}

namespace {

// Three parameters 0, moved by gradients (2, -0.5, 0), their norm called 4.
FlatArray moved(const OptimizerOptions& options, double learning_rate, int updates, bool averaged = false) {
  Parameters p;
  p.vector("b", 3);
  p.allocate();
  Optimizer optimizer(p, options);
  FlatArray gradient = FlatArray::Zero(p.values().size());
  gradient[0] = 2;
  gradient[1] = -0.5;
  for (int i = 0; i < updates; ++i) optimizer.step(gradient, 4, learning_rate, 1);
  if (averaged) optimizer.exchange_average(1);
  return p.values();
}

}  // namespace

TEST_CASE("plain gradient descent moves by the clipped gradient") {
  const FlatArray x = moved({.kind = OptimizerKind::sgd, .clip_norm = 1}, 0.1, 2);
  CHECK(x[0] == Approx(-0.1));
  CHECK(x[1] == Approx(0.025));
  CHECK(x[2] == 0);
}

TEST_CASE("Adadelta's first steps are Zeiler's") {
  const OptimizerOptions adadelta{.kind = OptimizerKind::adadelta, .clip_norm = 0};
  // √1e-6 / √(0.05 · 4 + 1e-6) · 2; then both means have moved.
  CHECK(moved(adadelta, 1, 1)[0] == Approx(-0.00447212));
  CHECK(moved(adadelta, 1, 2)[0] == Approx(-0.00447212 - 0.00452910).epsilon(1e-4));
  CHECK(moved(adadelta, 1, 1)[2] == 0);
}

TEST_CASE("the average of the parameters begins with the first update and forgets it") {
  const OptimizerOptions averaging{.kind = OptimizerKind::sgd, .clip_norm = 0, .average = 0.5};
  CHECK(moved(averaging, 1, 1, true)[0] == -2);
  CHECK(moved(averaging, 1, 2, true)[0] == Approx(-2 / 11.0 - 4 * 10 / 11.0));  // b = 1/11
  CHECK(moved(averaging, 1, 60, true)[0] == Approx(-118));                      // b = 0.5
  CHECK(moved(averaging, 1, 60)[0] == -120);
}

TEST_CASE("begun anew, an optimiser forgets its moments, and its average goes on from the parameters") {
  Parameters p;
  p.vector("b", 1);
  p.allocate();
  Optimizer adam(p, {.clip_norm = 0, .average = 0.5});
  const FlatArray gradient = FlatArray::Constant(p.values().size(), 7);
  for (int i = 0; i < 60; ++i) adam.step(gradient, 7, 0.01, 1);
  adam.restart(FlatArray::Constant(p.values().size(), 3), 1);
  CHECK(adam.since_restart() == 0);
  adam.step(-gradient, 7, 0.01, 1);
  CHECK(p.values()[0] == Approx(3.01).epsilon(1e-6));
  adam.exchange_average(1);
  CHECK(p.values()[0] == Approx(3.005).epsilon(1e-6));
}

TEST_CASE("Adam's first step moves every number by the learning rate against its gradient") {
  Parameters p;
  p.vector("b", 3);
  p.allocate();
  Optimizer adam(p, {.clip_norm = 0});
  FlatArray gradient = FlatArray::Zero(p.values().size());
  gradient[0] = 0.001f;
  gradient[1] = -7;
  adam.step(gradient, 7, 0.01, 1);
  CHECK(p.values()[0] == Approx(-0.01).epsilon(1e-4));
  CHECK(p.values()[1] == Approx(0.01).epsilon(1e-4));
  CHECK(p.values()[2] == 0);
}

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "corpus/batch.h"
#include "model/seq2seq.h"
#include "nn/ops.h"

using namespace nmt;

TEST_CASE("dropout keeps the mean, drops the asked share, and is off without random numbers") {
  Tape t(false);
  Var x = t.make(100, 100);
  x.v().setOnes();
  CHECK(dropout(t, x, 0.3f).value == x.value);
  t.set_random(Random(1, Purpose::dropout));
  const Var y = dropout(t, x, 0.3f);
  int dropped = 0;
  for (int i = 0; i < 10000; ++i) dropped += y.value[i] == 0;
  CHECK(dropped == Approx(3000).margin(150));
  CHECK(y.v().mean() == Approx(1).margin(0.03));
}

TEST_CASE("dropout of columns keeps or drops each as a whole") {
  Tape t(false);
  Var x = t.make(7, 4000);
  x.v().setOnes();
  CHECK(dropout_columns(t, x, 0.25f).value == x.value);
  t.set_random(Random(1, Purpose::dropout));
  const Var y = dropout_columns(t, x, 0.25f);
  int dropped = 0;
  for (int j = 0; j < y.cols; ++j) {
    const bool gone = y.v()(0, j) == 0;
    dropped += gone;
    CHECK((y.v().col(j).array() == (gone ? Real(0) : 1 / Real(0.75))).all());
  }
  CHECK(dropped == Approx(1000).margin(80));
}

TEST_CASE("dropout of words takes them from the source and from what the decoder is fed") {
  // Of </s> behind two words.
  const auto log_probability = [](double rate, std::vector<std::int32_t> source,
                                  std::vector<std::int32_t> target) {
    ModelConfig config;
    config.source_vocabulary = config.target_vocabulary = 10;
    config.dropout = 0;
    config.dropout_words = rate;
    Seq2Seq model(config);
    model.parameters().initialize(1);
    Tape t(true);
    t.set_random(Random(1, Purpose::dropout));
    const Batch batch = make_batch(std::vector<PairView>{{source, target}});
    return model.force(t, batch, {0, 1}).log_probability[2];
  };
  const double all_dropped = log_probability(0.999, {3, 4, 2}, {3, 4, 2}),
               none = log_probability(0, {3, 4, 2}, {3, 4, 2});
  CHECK(log_probability(0.999, {5, 6, 2}, {3, 4, 2}) == all_dropped);
  CHECK(log_probability(0.999, {3, 4, 2}, {5, 6, 2}) == all_dropped);
  CHECK(log_probability(0, {5, 6, 2}, {3, 4, 2}) != none);
  CHECK(log_probability(0, {3, 4, 2}, {5, 6, 2}) != none);
}

// With reset gates open, update gates shut and weights of 1 on what a unit said last, a unit whose state is
// dropped says tanh(bias) again, and one whose state is kept does not.
TEST_CASE("dropout of cells leaves out the same units of a sentence's states at every step") {
  constexpr int kSteps = 6, kHidden = 40, kBatch = 5;
  ModelConfig config;
  config.source_vocabulary = config.target_vocabulary = 10;
  config.encoder_hidden = kHidden;
  config.bidirectional = false;
  config.dropout = 0;
  config.dropout_cells = 0.5;
  Seq2Seq model(config);
  Parameters& parameters = model.parameters();
  parameters.values().setZero();
  const auto set = [&](const char* name, int row, int column, Real value) {
    const Parameter* p = parameters.find(name);
    REQUIRE(p);
    p->value[row * p->columns + column] = value;
  };
  for (int i = 0; i < kHidden; ++i) {
    set("enc.bias_ih_l0", i, 0, 50);                 // r
    set("enc.bias_ih_l0", kHidden + i, 0, -50);      // z
    set("enc.bias_ih_l0", 2 * kHidden + i, 0, 0.5);  // n
    set("enc.weight_hh_l0", 2 * kHidden + i, i, 1);
  }
  const std::vector<std::int32_t> words(kSteps, 3), target{2};
  const std::vector<PairView> pairs(kBatch, PairView{words, target});
  const Batch batch = make_batch(pairs);
  Tape t(true);
  t.set_random(Random(1, Purpose::dropout));
  const Var states = model.encoder()(t, batch).states;
  const Real alone = std::tanh(Real(0.5));
  std::set<std::vector<bool>> masks;
  for (int b = 0; b < kBatch; ++b) {
    std::vector<bool> dropped;
    for (int i = 0; i < kHidden; ++i) {
      for (int step = 1; step < kSteps; ++step) {
        const bool gone = states.v()(i, step * kBatch + b) == Approx(alone).margin(1e-6);
        if (step == 1) dropped.push_back(gone);
        CHECK(gone == dropped.back());
      }
    }
    CHECK(std::count(dropped.begin(), dropped.end(), true) == Approx(kHidden / 2).margin(12));
    masks.insert(dropped);
  }
  CHECK(masks.size() == kBatch);  // each sentence has its own
}

#include "search/forced_score.h"

#include "random_model.h"

using namespace nmt;
using namespace nmt::test;

TEST_CASE("a forced translation gets the scores and weights it was found with") {
  for (const std::string& preset : all_models()) {
    INFO(preset);
    const auto model = random_model(preset, 101);
    const std::vector<Ids> sources = random_sentences(30, 11);
    BeamOptions options;
    options.alignments = true;
    const auto found = search(*model, sources, options);
    std::vector<Ids> targets;
    for (const auto& hypotheses : found) targets.push_back(hypotheses[0].ids);
    Tape tape(false);
    const auto scores = forced_scores(*model, sources, targets, true, tape);
    for (std::size_t s = 0; s < sources.size(); ++s) {
      CHECK(scores[s].log_probability == found[s][0].log_probability);
      CHECK(scores[s].token_log_probabilities == found[s][0].token_log_probabilities);
      CHECK(scores[s].weights == found[s][0].weights);
      const std::size_t rows = preset.starts_with("seq2seq") ? 0 : targets[s].size();
      CHECK(scores[s].weights.size() == rows * sources[s].size());
    }
  }
}

TEST_CASE("a memory keeps the sentences it is told to") {
  for (const std::string preset : {"base", "seq2seq", "luong", "stacked lstm", "reversed, one direction"}) {
    INFO(preset);
    const auto model = random_model(preset, 101);
    const std::vector<Ids> sources = random_sentences(9, 9);
    const std::vector<int> kept = {1, 4, 5, 8};
    const auto prepared = [&](Tape& t, const std::vector<Ids>& sentences, Batch& batch) {
      std::vector<PairView> pairs;
      for (const Ids& sentence : sentences) pairs.push_back({sentence, {}});
      batch = make_batch(pairs);
      return model->decoder().prepare(t, model->encoder()(t, batch));
    };
    std::vector<Ids> some;
    for (const int i : kept) some.push_back(sources[i]);
    Tape a(false), b(false);
    Batch batch_a, batch_b;
    const Memory got = keep_sentences(a, prepared(a, sources, batch_a), kept.data(), 4);
    const Memory want = prepared(b, some, batch_b);
    REQUIRE(got.encoded.batch == 4);
    CHECK(static_cast<bool>(got.keys) == static_cast<bool>(want.keys));
    if (preset == "seq2seq") CHECK(got.keys.v() == want.keys.v());  // the fixed context
    for (int i = 0; i < 4; ++i) {
      REQUIRE(got.encoded.lengths[i] == want.encoded.lengths[i]);
      for (int step = 0; step < got.encoded.lengths[i]; ++step) {
        const int column = step * 4 + i;
        CHECK(got.encoded.states.v().col(column) == want.encoded.states.v().col(column));
        if (preset != "seq2seq") CHECK(got.keys.v().col(column) == want.keys.v().col(column));
      }
    }
  }
}

TEST_CASE("a model that reads last word first tells its alignments in the source's order") {
  ModelConfig config = config_of("base");
  config.source_vocabulary = config.target_vocabulary = 101;
  Seq2Seq plain(config);
  config.reverse_source = true;
  Seq2Seq reversed(config);
  for (Seq2Seq* model : {&plain, &reversed}) {
    model->parameters().initialize(11);
    model->parameters().values() *= 3;
    model->pack_weights(Precision::fp32, false);
  }
  const Ids given{5, 6, 7, kEnd}, turned{7, 6, 5, kEnd}, target{8, 9, kEnd};
  BeamOptions options;
  options.alignments = true;
  const Hypothesis want = search(plain, {turned}, options)[0][0],
                   got = search(reversed, {given}, options)[0][0];
  Tape tape(false);
  const ForcedScore want_forced =
      forced_scores(plain, std::vector<Ids>{turned}, std::vector<Ids>{target}, true, tape)[0];
  const ForcedScore got_forced =
      forced_scores(reversed, std::vector<Ids>{given}, std::vector<Ids>{target}, true, tape)[0];
  CHECK(got.ids == want.ids);
  CHECK(got_forced.log_probability == want_forced.log_probability);
  const auto check = [](const std::vector<float>& mine, const std::vector<float>& other) {
    REQUIRE(mine.size() == other.size());
    const std::size_t places[] = {2, 1, 0, 3};
    for (std::size_t i = 0; i < mine.size(); ++i) CHECK(mine[i] == other[i / 4 * 4 + places[i % 4]]);
  };
  check(got.weights, want.weights);
  check(got_forced.weights, want_forced.weights);
}

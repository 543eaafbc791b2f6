#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "base/parallel.h"
#include "model/presets.h"
#include "search/beam_search.h"
#include "search/forced_score.h"
#include "text/vocabulary.h"

using namespace nmt;

namespace {

using Ids = std::vector<std::int32_t>;

// Presets, and parts that carry or keep more than these do.
ModelConfig config_of(const std::string& name) {
  const bool stacked = name == "stacked lstm", reversed = name == "reversed, one direction";
  ModelConfig config = preset_config(stacked || reversed ? "base" : name);
  config.embedding = 19;
  if (config.readout_size > 0) config.readout_size = 19;
  config.encoder_hidden = 37;
  config.decoder_hidden = 41;
  config.attention_size = 23;
  if (config.start_map == StartMap::copy) config.decoder_hidden = config.encoder_hidden;
  if (stacked) {
    config.cell = config.encoder_cell = CellKind::lstm;
    config.decoder_layers = 2;
    config.layer_norm = true;
    config.start = StartKind::pool;
    config.encoder_attention = EncoderAttention::after;
  }
  if (reversed) {
    config.bidirectional = false;
    config.reverse_source = true;
    config.layers = 2;
    config.decoder_layers = 2;
    config.decoder_hidden = config.encoder_hidden;
    config.start = StartKind::last;
    config.start_map = StartMap::copy;
  }
  if (name == "luong-local-p") config.half_width = 3;
  if (name == "luong-local-m") {
    config.half_width = 2;
    config.score = ScoreKind::location;
  }
  if (name == "lstm-attention") {
    config.score = ScoreKind::cosine;
    config.normalizer = NormalizerKind::linear;
  }
  if (name == "nematus") {
    config.score = ScoreKind::concat;
    config.normalizer = NormalizerKind::sparsemax;
  }
  return config;
}

std::vector<std::string> all_models() {
  std::vector<std::string> names{"stacked lstm", "reversed, one direction"};
  for (const Preset& preset : presets()) names.push_back(preset.name);
  return names;
}

// A model of odd sizes with random weights, large enough that its choices are not all alike.
std::unique_ptr<Seq2Seq> random_model(const std::string& name, int vocabulary, Real scale = 3) {
  ModelConfig config = config_of(name);
  config.source_vocabulary = 101;
  config.target_vocabulary = vocabulary;
  auto model = std::make_unique<Seq2Seq>(config);
  model->parameters().initialize(11);
  model->parameters().values() *= scale;
  model->pack_weights(Precision::fp32, false);
  return model;
}

Ids random_sentence(Random& random, int words, int vocabulary) {
  Ids ids;
  for (int i = 0; i < words; ++i) ids.push_back(3 + static_cast<int>(random.below(vocabulary - 3)));
  ids.push_back(kEnd);
  return ids;
}

std::vector<Ids> random_sentences(int count, int most_words) {
  Random random(5, Purpose::test);
  std::vector<Ids> sentences;
  for (int i = 0; i < count; ++i) sentences.push_back(random_sentence(random, 1 + i % most_words, 101));
  return sentences;
}

// Searches in batches of `batch` sentences, spread over threads.
std::vector<std::vector<Hypothesis>> search(const Seq2Seq& model, const std::vector<Ids>& sources,
                                            const BeamOptions& options, int batch = 64, int threads = 1) {
  std::vector<std::vector<Hypothesis>> all(sources.size());
  const int count = static_cast<int>(sources.size());
  parallel_for((count + batch - 1) / batch, threads, [&](int i) {
    Tape tape(false);
    const std::span part(sources.data() + i * batch, std::min(batch, count - i * batch));
    const auto found = beam_search(model, part, options, tape);
    std::copy(found.begin(), found.end(), all.begin() + i * batch);
  });
  return all;
}

void check_same(const Hypothesis& a, const Hypothesis& b) {
  CHECK(a.ids == b.ids);
  CHECK(a.score == b.score);
  CHECK(a.log_probability == b.log_probability);
  CHECK(a.token_log_probabilities == b.token_log_probabilities);
  CHECK(a.weights == b.weights);
}

void check_same(const std::vector<std::vector<Hypothesis>>& a,
                const std::vector<std::vector<Hypothesis>>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("sentence " << i);
    REQUIRE(a[i].size() == b[i].size());
    for (std::size_t n = 0; n < a[i].size(); ++n) check_same(a[i][n], b[i][n]);
  }
}

// All translations of at most `most` words, by forced_scores.
std::vector<Ids> all_sequences(int vocabulary, int most) {
  std::vector<Ids> complete, open{{}};
  for (int length = 1; length <= most; ++length) {
    std::vector<Ids> longer;
    for (const Ids& ids : open) {
      for (int id = 3; id < vocabulary; ++id) {
        longer.push_back(ids);
        longer.back().push_back(id);
        complete.push_back(longer.back());
        complete.back().push_back(kEnd);
      }
    }
    open.swap(longer);
  }
  return complete;
}

}  // namespace

TEST_CASE("top_k gives the largest, equal ones in order, and nothing that is no number") {
  constexpr Real kNone = -std::numeric_limits<Real>::infinity();
  std::vector<Real> values(37, -2);
  values[3] = values[36] = 5;
  values[20] = 7;
  values[21] = std::nan("");
  values[0] = kNone;
  std::vector<Ranked> best(5);
  REQUIRE(top_k(values, best) == 5);
  const int expected[] = {20, 3, 36, 1, 2};
  for (int i = 0; i < 5; ++i) CHECK(best[i].index == expected[i]);
  values.assign(20, kNone);
  values[19] = 1;
  CHECK(top_k(values, best) == 1);
}

TEST_CASE("a beam as wide as the space of translations finds the best of all") {
  constexpr int kVocabulary = 7, kMost = 4;
  const std::vector<Ids> sources = random_sentences(3, 5), all = all_sequences(kVocabulary, kMost);
  for (const std::string preset : {"base", "bahdanau", "seq2seq", "luong-local-p", "attention-decoder"}) {
    for (const double penalty : {0.0, 1.0}) {
      INFO(preset << ", length penalty " << penalty);
      const auto model = random_model(preset, kVocabulary);
      BeamOptions options;
      options.beam = 400;
      options.n_best = 10;
      options.length_penalty = penalty;
      options.max_length_ratio = 0;
      options.max_length_extra = kMost;
      const auto found = search(*model, sources, options);
      for (std::size_t s = 0; s < sources.size(); ++s) {
        Tape tape(false);
        const auto scores = forced_scores(*model, std::vector<Ids>(all.size(), sources[s]), all, false, tape);
        std::vector<std::pair<double, Ids>> ranked;
        for (std::size_t i = 0; i < all.size(); ++i) {
          const double length = std::pow(static_cast<double>(all[i].size()), penalty);
          ranked.push_back({-scores[i].log_probability / length, all[i]});
        }
        std::sort(ranked.begin(), ranked.end());
        REQUIRE(found[s].size() == 10);
        for (int i = 0; i < 10; ++i) {
          CHECK(found[s][i].ids == ranked[i].second);
          CHECK(found[s][i].score == -ranked[i].first);
        }
      }
    }
  }
}

TEST_CASE("any batch size and number of threads gives the same bits") {
  for (const std::string& preset : all_models()) {
    INFO(preset);
    const auto model = random_model(preset, 101);
    const std::vector<Ids> sources = random_sentences(70, 13);
    BeamOptions options;
    options.n_best = 3;
    options.alignments = true;
    const auto expected = search(*model, sources, options, 1);
    for (const int batch : {2, 7, 64}) check_same(search(*model, sources, options, batch), expected);
    for (const int threads : {2, 3}) check_same(search(*model, sources, options, 7, threads), expected);
  }
}

TEST_CASE("n-best lists are sorted, hold no translation twice and begin with the 1-best") {
  const auto model = random_model("base", 101);
  const std::vector<Ids> sources = random_sentences(40, 9);
  BeamOptions options;
  const auto one = search(*model, sources, options);
  for (const int n : {2, 5}) {
    options.n_best = n;
    const auto several = search(*model, sources, options);
    for (std::size_t s = 0; s < sources.size(); ++s) {
      REQUIRE(static_cast<int>(several[s].size()) == n);
      check_same(several[s][0], one[s][0]);
      std::map<Ids, int> seen;
      for (int i = 0; i < n; ++i) {
        const Hypothesis& h = several[s][i];
        CHECK(++seen[h.ids] == 1);
        CHECK(h.score == h.log_probability / static_cast<double>(h.ids.size()));
        if (i > 0) CHECK(h.score <= several[s][i - 1].score);
      }
    }
  }
}

TEST_CASE("a beam of one is greedy") {
  const auto model = random_model("base", 101);
  const std::vector<Ids> sources = random_sentences(10, 7);
  BeamOptions options;
  options.beam = 1;
  const auto found = search(*model, sources, options);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const Ids& ids = found[s][0].ids;
    const std::size_t limit = 3 * (sources[s].size() - 1) + 11;
    for (std::size_t at = 0; at < ids.size(); ++at) {  // no other word is likelier where this one was chosen
      std::vector<Ids> targets;
      for (int id = at == 0 ? 3 : kEnd; id < 101; ++id) {
        targets.emplace_back(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(at));
        targets.back().push_back(id);
      }
      Tape tape(false);
      const auto scores =
          forced_scores(*model, std::vector<Ids>(targets.size(), sources[s]), targets, false, tape);
      if (at + 1 == limit) break;
      for (const ForcedScore& score : scores) {
        CHECK(score.token_log_probabilities.back() <= found[s][0].token_log_probabilities[at]);
      }
    }
  }
}

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

TEST_CASE("lengths keep to their limits, and every translation ends with </s>") {
  const auto model = random_model("base", 101);
  const std::vector<Ids> sources = random_sentences(30, 6);
  BeamOptions options;
  options.n_best = 5;
  for (const auto& [least, ratio, extra] :
       {std::tuple(1, 0.0, 1), std::tuple(4, 0.5, 5), std::tuple(9, 1.0, 0), std::tuple(0, 0.0, 0)}) {
    options.min_length = least;
    options.max_length_ratio = ratio;
    options.max_length_extra = extra;
    const auto found = search(*model, sources, options);
    for (std::size_t s = 0; s < sources.size(); ++s) {
      const int words = static_cast<int>(sources[s].size()) - 1;
      const int most = std::max(least, static_cast<int>(ratio * words) + extra);
      for (const Hypothesis& h : found[s]) {
        const int length = static_cast<int>(h.ids.size()) - 1;
        CHECK((least <= length && length <= most));
        CHECK(std::count(h.ids.begin(), h.ids.end(), kEnd) == 1);
        CHECK(h.ids.back() == kEnd);
        for (const int banned : {kUnknown, kStart}) {
          CHECK(std::count(h.ids.begin(), h.ids.end(), banned) == 0);
        }
      }
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

TEST_CASE("memory does not grow with the number of batches") {
  const auto model = random_model("base", 101);
  const std::vector<Ids> sources = random_sentences(30, 9);
  Tape tape(false);
  beam_search(*model, sources, {}, tape);
  const std::size_t capacity = tape.arena().capacity();
  for (int i = 0; i < 20; ++i) beam_search(*model, sources, {}, tape);
  CHECK(tape.arena().capacity() == capacity);
}

TEST_CASE("a model whose weights are no numbers gives an empty translation, not a hang") {
  const auto model = random_model("base", 101);
  model->parameters().values().setConstant(std::nanf(""));
  model->parameters().refresh_packed(1);
  const auto found = search(*model, random_sentences(3, 3), {});
  for (const auto& hypotheses : found) {
    REQUIRE(hypotheses.size() == 1);
    CHECK(hypotheses[0].ids == Ids{kEnd});
    CHECK(std::isnan(hypotheses[0].score));
  }
}

TEST_CASE("impossible options are refused by name") {
  BeamOptions options;
  options.n_best = 6;
  CHECK_THROWS_WITH(options.validate(), "--n-best: expected 1 to 5, the size of the beam, found 6");
  options = {};
  options.length_penalty = std::nan("");
  CHECK_THROWS_WITH(options.validate(), Catch::Contains("--length-penalty"));
}

#include <cmath>
#include <map>

#include "random_model.h"
#include "search/batch_plan.h"
#include "search/forced_score.h"

using namespace nmt;
using namespace nmt::test;

namespace {

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

TEST_CASE("the most words for a source of vectors is counted by all of its vectors") {
  ModelConfig config = config_of("base");
  config.source_features = 2;
  config.source_vocabulary = 0;
  config.target_vocabulary = 9;
  Seq2Seq model(config);
  model.parameters().initialize(3);
  const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
  BeamOptions options;
  options.max_length_ratio = 1;
  options.max_length_extra = 0;
  options.beam = options.n_best = 64;
  Tape tape(false);
  std::size_t longest = 0;
  const auto found = beam_search(model, std::vector<SourceView>{{numbers, 2}}, options, tape);
  for (const Hypothesis& h : found[0]) longest = std::max(longest, h.ids.size());
  CHECK(longest == 4);  // three and </s>
}

TEST_CASE("batches hold each sentence once, the longest first, and keep to their limits") {
  Random random(1, Purpose::test);
  for (const auto& [tokens, sentences] : {std::pair(60, 8), {60, 1000}, {1, 1000}, {100000, 7}}) {
    std::vector<int> lengths(100), seen(100);
    for (int& length : lengths) length = 1 + static_cast<int>(random.below(90));
    int before = 90;
    for (const std::vector<int>& batch : plan_batches(lengths, tokens, sentences)) {
      const int longest = lengths[batch.front()];
      CHECK(longest <= before);
      CHECK((batch.size() == 1 || static_cast<int>(batch.size()) * longest <= tokens));
      CHECK(static_cast<int>(batch.size()) <= sentences);
      for (const int i : batch) {
        CHECK(lengths[i] <= longest);
        ++seen[i];
      }
      before = longest;
    }
    CHECK(std::ranges::count(seen, 1) == 100);
  }
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
  options = {};
  options.min_length = 2'000'000'000;
  CHECK_THROWS_WITH(options.validate(), "min_length: expected 0 to 1048576, found 2000000000");
}

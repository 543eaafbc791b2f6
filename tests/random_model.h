#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/random.h"
#include "model/presets.h"
#include "search/beam_search.h"
#include "text/vocabulary.h"

// What tests of the search share: models of random weights, sentences of random words.
namespace nmt::test {

using Ids = std::vector<std::int32_t>;

// Presets, and parts that carry or keep more than these do.
inline ModelConfig config_of(const std::string& name) {
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

inline std::vector<std::string> all_models() {
  std::vector<std::string> names{"stacked lstm", "reversed, one direction"};
  for (const Preset& preset : presets()) names.push_back(preset.name);
  return names;
}

// A model of odd sizes with random weights, large enough that its choices are not all alike.
inline std::unique_ptr<Seq2Seq> random_model(const std::string& name, int vocabulary, Real scale = 3) {
  ModelConfig config = config_of(name);
  config.source_vocabulary = 101;
  config.target_vocabulary = vocabulary;
  auto model = std::make_unique<Seq2Seq>(config);
  model->parameters().initialize(11);
  model->parameters().values() *= scale;
  model->pack_weights(Precision::fp32, false);
  return model;
}

inline Ids random_sentence(Random& random, int words, int vocabulary) {
  Ids ids;
  for (int i = 0; i < words; ++i) ids.push_back(3 + static_cast<int>(random.below(vocabulary - 3)));
  ids.push_back(kEnd);
  return ids;
}

inline std::vector<Ids> random_sentences(int count, int most_words) {
  Random random(5, Purpose::test);
  std::vector<Ids> sentences;
  for (int i = 0; i < count; ++i) sentences.push_back(random_sentence(random, 1 + i % most_words, 101));
  return sentences;
}

// Searches in batches of `batch` sentences, spread over threads.
inline std::vector<std::vector<Hypothesis>> search(const Seq2Seq& model, const std::vector<Ids>& sources,
                                                   const BeamOptions& options, int batch = 64,
                                                   int threads = 1) {
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

inline void check_same(const Hypothesis& a, const Hypothesis& b) {
  CHECK(a.ids == b.ids);
  CHECK(a.score == b.score);
  CHECK(a.log_probability == b.log_probability);
  CHECK(a.token_log_probabilities == b.token_log_probabilities);
  CHECK(a.weights == b.weights);
}

inline void check_same(const std::vector<std::vector<Hypothesis>>& a,
                       const std::vector<std::vector<Hypothesis>>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("sentence " << i);
    REQUIRE(a[i].size() == b[i].size());
    for (std::size_t n = 0; n < a[i].size(); ++n) check_same(a[i][n], b[i][n]);
  }
}

}  // namespace nmt::test

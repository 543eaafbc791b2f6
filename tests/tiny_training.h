#pragma once

#include <algorithm>

#include "model/presets.h"
#include "tiny_corpus.h"
#include "train/learner.h"
#include "train/optimizer.h"

namespace nmt::test {

// A preset as small as TinyCorpus needs.
inline ModelConfig tiny(const char* preset) {
  ModelConfig config = preset_config(preset);
  config.source_vocabulary = config.target_vocabulary = TinyCorpus::kVocabulary;
  config.embedding = 32;
  if (config.readout_size > 0) config.readout_size = 32;
  config.encoder_hidden = config.decoder_hidden = config.attention_size = 48;
  config.dropout = 0;
  return config;
}

inline void train(Seq2Seq& model, const TinyCorpus& corpus, int updates, int threads, double learning_rate,
                  Precision precision = Precision::fp32, std::uint64_t seed = 3) {
  model.parameters().initialize(seed);
  model.pack_weights(precision, true, threads);
  Learner learner(model, {.shards = 3, .threads = threads, .label_smoothing = 0, .seed = seed});
  Optimizer adam(model.parameters(), {});
  for (int update = 1; update <= updates; ++update) {
    const auto result = learner.run(corpus.pairs(32 * update, 32), update);
    const double left = static_cast<double>(updates - update + 1) / updates;
    adam.step(learner.gradient(), result.norm, learning_rate * std::min(1.0, 2 * left), threads);
  }
}

}  // namespace nmt::test

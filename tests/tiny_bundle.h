#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/bundle.h"
#include "model/presets.h"
#include "text/tokenizer_trainer.h"

namespace nmt::test {

inline Tokenizer tiny_tokenizer(const std::vector<std::string>& sentences, int size, const char* name) {
  return Tokenizer(train_tokenizer(sentences, {.vocab_size = size}), name);
}

// A model directory with random weights, large enough that its choices are not all alike; it knows the
// letters of what stands here.
inline void write_tiny_bundle(const std::filesystem::path& directory, const std::string& preset = "base") {
  const Tokenizer source = tiny_tokenizer(
      {"the red house is small.", "a black cat likes the garden.", "I don't see any black cats.",
       "she gave him the red book yesterday.", "we quickly fix every jazz box."},
      90, "source.spm");
  const Tokenizer target = tiny_tokenizer(
      {"la maison rouge est petite.", "un chat noir aime le jardin.", "je ne vois pas de chats noirs.",
       "elle lui a donné le livre rouge hier.", "quel wagon jaune expose Zoé ?"},
      80, "target.spm");
  ModelConfig config = preset_config(preset);
  config.embedding = config.readout_size = 19;
  config.encoder_hidden = 37;
  config.decoder_hidden = 41;
  config.attention_size = 23;
  config.source_vocabulary = source.size();
  config.target_vocabulary = target.size();
  Seq2Seq model(config);
  model.parameters().initialize(11);
  model.parameters().values() *= 3;
  std::filesystem::create_directory(directory);
  write_bundle(directory, {model, source, target, {}, "", {}, {}});
}

}  // namespace nmt::test

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/bundle.h"
#include "model/presets.h"
#include "text/tokenizer_trainer.h"

namespace nmt::test {

// A bundle with random weights and a vocabulary learned from a few sentences: it translates at random, but as
// a trained one would in every other way.
inline void write_tiny_bundle(const std::filesystem::path& directory, const std::string& preset = "base") {
  const std::vector<std::string> sentences = {
      "the cat sat on the mat.",
      "le chat est sur le tapis.",
      "where is the house?",
      "où est la maison ?",
      "i like to read a good book, and you?",
      "j'aime lire un bon livre, et toi ?",
      "come here! come, come.",
  };
  TokenizerOptions options;
  options.vocab_size = 60;
  const Tokenizer tokenizer(train_tokenizer(sentences, options), "tiny");
  ModelConfig config = preset_config(preset);
  config.embedding = config.readout_size = 12;
  config.encoder_hidden = 17;
  config.decoder_hidden = 19;
  config.attention_size = 11;
  config.source_vocabulary = config.target_vocabulary = tokenizer.size();
  Seq2Seq model(config);
  model.parameters().initialize(3);
  model.parameters().values() *= 3;
  std::filesystem::create_directories(directory);
  write_bundle(directory, bundle_files({model, &tokenizer, tokenizer, {}, "", {}, {}}));
}

}  // namespace nmt::test

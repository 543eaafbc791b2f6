#include <catch2/catch.hpp>

#include "gradient_check.h"
#include "model/presets.h"
#include "model/seq2seq.h"

using namespace nmt;

namespace {

// Every legal choice of the parts, small.
std::vector<ModelConfig> configurations() {
  std::vector<ModelConfig> all;
  for (const auto cell : {CellKind::gru, CellKind::gru_cho}) {
    for (const auto score : {ScoreKind::additive, ScoreKind::none}) {
      for (const auto start : {StartKind::zero, StartKind::last, StartKind::mean}) {
        for (const auto readout : {ReadoutKind::linear, ReadoutKind::tanh, ReadoutKind::maxout}) {
          for (const bool bidirectional : {true, false}) {
            ModelConfig c;
            c.cell = cell;
            c.score = score;
            c.start = start;
            c.readout = readout;
            c.bidirectional = bidirectional;
            c.tied = bidirectional;
            c.layers = start == StartKind::last ? 3 : 1;
            c.embedding = c.readout_size = 4;
            c.encoder_hidden = 3;
            c.decoder_hidden = 5;
            c.attention_size = 2;
            c.source_vocabulary = 7;
            c.target_vocabulary = 6;
            c.dropout = 0;
            all.push_back(c);
          }
        }
      }
    }
  }
  return all;
}

}  // namespace

TEST_CASE("gradients of whole models, for every choice of the parts") {
  const std::vector<std::int32_t> sentences[] = {{3, 4, 2}, {5, 2}, {6, 2}, {4, 3, 3, 2}};
  const std::vector<PairView> pairs{{sentences[0], sentences[1]}, {sentences[2], sentences[3]}};
  const Batch batch = make_batch(pairs);
  for (const ModelConfig& config : configurations()) {
    INFO(nlohmann::json(config).dump());
    Seq2Seq model(config);
    test::check_gradient(
        {},
        [&](Tape& t, const auto&) {
          return model.force(t, batch, {0.1, 0.2}).loss;
        },
        &model.parameters());
  }
}

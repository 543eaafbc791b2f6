#include <catch2/catch.hpp>

#include "gradient_check.h"
#include "model/presets.h"
#include "model/seq2seq.h"

using namespace nmt;

namespace {

ModelConfig small() {
  ModelConfig c;
  c.embedding = c.readout_size = 4;
  c.encoder_hidden = 3;
  c.decoder_hidden = 5;
  c.attention_size = 2;
  c.max_source = 4;
  c.source_vocabulary = 7;
  c.target_vocabulary = 6;
  c.dropout = 0;
  return c;
}

// Every legal choice of the parts that all models have.
std::vector<ModelConfig> configurations() {
  std::vector<ModelConfig> all;
  for (const auto cell : {CellKind::gru, CellKind::gru_cho}) {
    for (const auto score : {ScoreKind::additive, ScoreKind::none}) {
      for (const auto start : {StartKind::zero, StartKind::last, StartKind::mean}) {
        for (const auto readout : {ReadoutKind::linear, ReadoutKind::tanh, ReadoutKind::maxout}) {
          for (const bool bidirectional : {true, false}) {
            ModelConfig c = small();
            c.cell = c.encoder_cell = cell;
            c.score = score;
            c.start = start;
            c.readout = readout;
            c.bidirectional = bidirectional;
            c.tied = bidirectional;
            c.layers = start == StartKind::last ? 3 : 1;
            all.push_back(c);
          }
        }
      }
    }
  }
  return all;
}

// What cells, layers and starts may be otherwise.
std::vector<ModelConfig> other_cells_and_starts() {
  std::vector<ModelConfig> all;
  for (const auto cell : {CellKind::gru, CellKind::gru_cho, CellKind::lstm}) {
    for (const bool layer_norm : {false, true}) {
      for (const auto start : {StartKind::zero, StartKind::first, StartKind::last, StartKind::pool}) {
        ModelConfig c = small();
        c.cell = cell;
        c.encoder_cell = start == StartKind::first ? CellKind::lstm : cell;
        c.layer_norm = layer_norm;
        c.layers = c.decoder_layers = start == StartKind::pool ? 1 : 2;
        c.start = start;
        c.start_bias = start != StartKind::first;
        all.push_back(c);
        if (start != StartKind::last) continue;
        c.start_map = StartMap::copy;
        c.bidirectional = false;
        c.encoder_hidden = c.decoder_hidden;
        c.layers = 3;
        all.push_back(c);
        c.score = ScoreKind::none;
        c.context = ContextKind::first;
        c.reverse_source = true;
        all.push_back(c);
      }
    }
  }
  return all;
}

std::vector<ModelConfig> encoder_attentions() {
  std::vector<ModelConfig> all;
  for (const auto place : {EncoderAttention::before, EncoderAttention::after}) {
    for (const bool shared : {false, true}) {
      ModelConfig c = small();
      c.encoder_attention = place;
      c.encoder_attention_shared = shared;
      all.push_back(c);
    }
  }
  return all;
}

void check_gradients(const std::vector<ModelConfig>& configurations) {
  const std::vector<std::int32_t> sentences[] = {{3, 4, 2}, {5, 2}, {6, 2}, {4, 3, 3, 2}};
  const std::vector<PairView> pairs{{sentences[0], sentences[1]}, {sentences[2], sentences[3]}};
  const Batch batch = make_batch(pairs);
  for (const ModelConfig& config : configurations) {
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

}  // namespace

TEST_CASE("gradients of whole models, for every choice of the parts") { check_gradients(configurations()); }
TEST_CASE("gradients of other cells, layers and starts") { check_gradients(other_cells_and_starts()); }
TEST_CASE("gradients of attention in the encoder") { check_gradients(encoder_attentions()); }

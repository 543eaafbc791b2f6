#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/config.h"

namespace nmt::test {

// The parts and sizes that a golden case names.
inline ModelConfig golden_config(const nlohmann::json& golden) {
  const nlohmann::json& cfg = golden["cfg"];
  ModelConfig c;
  c.cell = from_name<CellKind>(cfg.value("cell", "gru"), "cell");
  c.encoder_cell = from_name<CellKind>(cfg.value("encoder_cell", "gru"), "encoder_cell");
  c.layer_norm = cfg.value("layer_norm", false);
  c.bidirectional = cfg.value("bi", false);
  c.layers = cfg.value("layers", 1);
  c.decoder_layers = cfg.value("decoder_layers", 1);
  c.reverse_source = cfg.value("reverse_source", false);
  c.encoder_attention =
      from_name<EncoderAttention>(cfg.value("encoder_attention", "none"), "encoder_attention");
  c.encoder_attention_shared = cfg.value("encoder_attention_shared", false);
  c.context = from_name<ContextKind>(cfg.value("context", "every"), "context");
  c.score = from_name<ScoreKind>(cfg.value("score", "additive"), "score");
  c.window = from_name<WindowKind>(cfg.value("window", "global"), "window");
  c.half_width = std::max(1, cfg.value("D", 1));
  c.max_source = cfg.value("max_source", 8);
  c.normalizer = from_name<NormalizerKind>(cfg.value("normalizer", "softmax"), "normalizer");
  c.pick = from_name<PickKind>(cfg.value("pick", "soft"), "pick");
  c.query = from_name<QueryKind>(cfg.value("query", "previous"), "query");
  c.conditional = cfg.value("conditional", false);
  c.input_feeding = cfg.value("input_feeding", false);
  c.decoder_input = from_name<WordInput>(cfg.value("decoder_input", "embedding"), "decoder_input");
  c.readout_state = from_name<QueryKind>(cfg.value("readout_state", "current"), "readout_state");
  std::string inputs;
  for (const std::string& part : cfg.value("readout_inputs", std::vector<std::string>{"s", "c", "e"})) {
    inputs += (inputs.empty() ? "" : ",") + part;
  }
  c.readout_inputs = from_name<ReadoutInputs>(inputs, "readout_inputs");
  c.start = from_name<StartKind>(cfg.value("start", "mean"), "start");
  c.start_map = from_name<StartMap>(cfg.value("start_map", "tanh"), "start_map");
  c.start_bias = cfg.value("start_bias", true);
  c.readout = from_name<ReadoutKind>(cfg.value("readout_kind", "tanh"), "readout");
  c.tied = cfg.value("tied", false);
  c.embedding = cfg["emb"];
  c.encoder_hidden = cfg["enc"];
  c.decoder_hidden = cfg["dec"];
  c.attention_size = cfg["att"];
  c.readout_size = cfg["readout"];
  c.source_features = cfg.value("source_features", 0);
  c.source_vocabulary = c.source_features > 0 ? 0 : golden["vocab"][0].get<int>();
  c.target_vocabulary = golden["vocab"][1];
  c.dropout = 0;
  if (golden["model"] == "A") {  // an older file: `gru-attention`, whose keys are not all written out
    c.start = StartKind::last;
    c.start_map = StartMap::copy;
    c.readout = ReadoutKind::linear;
    c.readout_inputs = ReadoutInputs::state;
  }
  return c;
}

}  // namespace nmt::test

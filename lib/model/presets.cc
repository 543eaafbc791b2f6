#include "model/presets.h"

namespace nmt {
namespace {

ModelConfig base() { return {}; }

// Bahdanau et al. 2015, appendix A: s_0 from the backward state of the first word, maxout of [s_i; c_i; e_i].
ModelConfig bahdanau() {
  ModelConfig config;
  config.preset = "bahdanau";
  config.cell = config.encoder_cell = CellKind::gru_cho;
  config.start = StartKind::last;
  config.readout = ReadoutKind::maxout;
  config.tied = false;
  return config;
}

// Cho et al. 2014: the encoder's last state starts the decoder and enters it at every step.
ModelConfig seq2seq() {
  ModelConfig config = bahdanau();
  config.preset = "seq2seq";
  config.bidirectional = false;
  config.score = ScoreKind::none;
  return config;
}

// Sennrich et al. 2017: a second GRU takes up what attention, asked with the first one's state, found.
ModelConfig nematus() {
  ModelConfig config;
  config.preset = "nematus";
  config.query = QueryKind::current;
  config.conditional = true;
  config.tied = false;
  return config;
}

constexpr Preset kPresets[] = {
    {"base", "bi-GRU, additive attention, tanh readout, tied embedding: the yard-stick", base},
    {"bahdanau", "RNNsearch of Bahdanau et al. 2015: additive attention, Cho's GRU, maxout readout",
     bahdanau},
    {"seq2seq", "RNN Encoder-Decoder of Cho et al. 2014: no attention, one vector for the whole source",
     seq2seq},
    {"nematus", "Conditional GRU of Sennrich et al. 2017: GRU, attention, a second GRU over the context",
     nematus},
};

}  // namespace

std::span<const Preset> presets() { return kPresets; }

ModelConfig preset_config(const std::string& name) {
  std::string known;
  for (const Preset& preset : kPresets) {
    if (name == preset.name) return preset.config();
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  throw Error("--preset: expected one of " + known + ", found '" + name + "'");
}

}  // namespace nmt

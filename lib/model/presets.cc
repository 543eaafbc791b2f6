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

// Sutskever et al. 2014: deep LSTMs, of which the decoder's go on where the encoder's ended; the source is
// read last word first.
ModelConfig seq2seq_first() {
  ModelConfig config;
  config.preset = "seq2seq-first";
  config.cell = config.encoder_cell = CellKind::lstm;
  config.bidirectional = false;
  config.reverse_source = true;
  config.layers = config.decoder_layers = 2;
  config.score = ScoreKind::none;
  config.context = ContextKind::first;
  config.start = StartKind::last;
  config.start_map = StartMap::copy;
  config.readout = ReadoutKind::linear;
  config.readout_inputs = ReadoutInputs::state;
  config.readout_size = 0;
  config.tied = false;
  return config;
}

// The TensorFlow tutorial's encoder, attention and decoder: two GRU layers, the second of which starts the
// decoder; the words come straight from the decoder's state.
ModelConfig gru_attention() {
  ModelConfig config;
  config.preset = "gru-attention";
  config.bidirectional = false;
  config.layers = 2;
  config.start = StartKind::last;
  config.start_map = StartMap::copy;
  config.readout = ReadoutKind::linear;
  config.readout_inputs = ReadoutInputs::state;
  config.readout_size = 0;
  config.tied = false;
  config.encoder_hidden = config.decoder_hidden = config.attention_size = 1024;
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
    {"seq2seq-first", "Sutskever et al. 2014: stacked LSTMs, the source read backwards starts the decoder",
     seq2seq_first},
    {"gru-attention", "GRU encoder, additive attention, GRU decoder with plain output: a tutorial's model",
     gru_attention},
    {"nematus", "Conditional GRU of Sennrich et al. 2017: GRU, attention, a second GRU over the context",
     nematus},
};

}  // namespace

std::span<const Preset> presets() { return kPresets; }

std::string preset_name(const std::string& name, std::optional<ContextKind> context) {
  return name == "seq2seq" && context == ContextKind::first ? "seq2seq-first" : name;
}

ModelConfig preset_config(const std::string& name) {
  std::string known;
  for (const Preset& preset : kPresets) {
    if (name == preset.name) return preset.config();
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  throw Error("--preset: expected one of " + known + ", found '" + name + "'");
}

}  // namespace nmt

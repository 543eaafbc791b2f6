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

// Luong et al. 2015: stacked LSTMs, of which the decoder's go on where the encoder's ended; attention is
// asked with the state after the step, and what is read out of both is fed to the next.
ModelConfig luong() {
  ModelConfig config;
  config.preset = "luong";
  config.cell = config.encoder_cell = CellKind::lstm;
  config.bidirectional = false;
  config.layers = config.decoder_layers = 2;
  config.score = ScoreKind::dot;
  config.query = QueryKind::current;
  config.input_feeding = true;
  config.start = StartKind::last;
  config.start_map = StartMap::copy;
  config.readout_inputs = ReadoutInputs::state_context;
  config.readout_size = config.decoder_hidden;
  config.tied = false;
  return config;
}

// Ibid., 3.2: a window of the source, at the step's own number or at a predicted place; with the score that
// did best there.
ModelConfig luong_local_m() {
  ModelConfig config = luong();
  config.preset = "luong-local-m";
  config.score = ScoreKind::general;
  config.window = WindowKind::local_m;
  return config;
}
ModelConfig luong_local_p() {
  ModelConfig config = luong_local_m();
  config.preset = "luong-local-p";
  config.window = WindowKind::local_p;
  return config;
}

// Xu et al. 2015, 4.1: one position of the source is looked at, drawn while training.
ModelConfig hard() {
  ModelConfig config;
  config.preset = "hard";
  config.cell = config.encoder_cell = CellKind::lstm;
  config.pick = PickKind::hard;
  config.readout = ReadoutKind::linear;
  config.tied = false;
  return config;
}

// A Keras tutorial's AttentionDecoder: words enter as one-hot vectors, and the output is computed from the
// state before the step. Its output layer grows with the square of the target vocabulary.
ModelConfig attention_decoder() {
  ModelConfig config;
  config.preset = "attention-decoder";
  config.cell = CellKind::gru_cho;
  config.encoder_cell = CellKind::lstm;
  config.start = StartKind::first;
  config.start_bias = false;
  config.decoder_input = WordInput::one_hot;
  config.readout = ReadoutKind::linear;
  config.readout_state = QueryKind::previous;
  config.readout_size = 0;
  config.tied = false;
  config.encoder_hidden = config.decoder_hidden = config.attention_size = 256;
  return config;
}

// LSTMs with attention as another tutorial tells it: the decoder's state compared with the encoder's.
ModelConfig lstm_attention() {
  ModelConfig config = luong();
  config.preset = "lstm-attention";
  config.layers = config.decoder_layers = 1;
  config.input_feeding = false;
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
    {"luong", "Global attention of Luong et al. 2015: stacked LSTMs, dot score, input feeding", luong},
    {"luong-local-m", "The same with a window that moves on one position a step, general score",
     luong_local_m},
    {"luong-local-p", "The same with a window around a predicted position", luong_local_p},
    {"hard", "Stochastic hard attention of Xu et al. 2015: one position drawn, the heaviest when decoding",
     hard},
    {"attention-decoder", "A Keras tutorial's AttentionDecoder: one-hot words, output from the state before",
     attention_decoder},
    {"gru-attention", "GRU encoder, additive attention, GRU decoder with plain output: a tutorial's model",
     gru_attention},
    {"lstm-attention", "LSTMs both sides, attention asked with the state after the step: a tutorial's model",
     lstm_attention},
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

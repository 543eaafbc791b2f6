#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <utility>

#include "base/error.h"

namespace nmt {

// The parts of which a model is put together. Their names, on the command line and in config.json, stand in
// config.cc. The equations are those of the papers named; z multiplies the old state in both GRUs.
enum class CellKind { gru, gru_cho, lstm };  // reset gate after | before the product (Cho et al. 2014)
// No attention | Bahdanau et al. 2015, A.1.2 | Luong et al. 2015, 3.1, scaled as Vaswani et al. 2017 | Luong
// et al. 2015, 3.1 and eq. 8 | the cosine times a learned scale.
enum class ScoreKind { none, additive, dot, scaled_dot, general, concat, location, cosine };
enum class WindowKind { global, local_m, local_p };        // Luong et al. 2015, 3.2
enum class NormalizerKind { softmax, linear, sparsemax };  // scores → weights
enum class PickKind { soft, hard };                        // Σ a_j h_j | one h_j, Xu et al. 2015
enum class QueryKind { previous, current };                // asked with the state before | after the step
enum class WordInput { embedding, one_hot };               // what the decoder is fed of y_{i-1}
enum class ReadoutInputs { state_context_word, state_context, state };  // of what the readout is made
enum class ContextKind { every, first };  // without attention: c at every step | c only starts the decoder
enum class EncoderAttention { none, before, after };     // the recurrent layers
enum class StartKind { zero, last, first, mean, pool };  // what the decoder's first state is made of
enum class StartMap { tanh, copy };                      // a tanh layer | the encoder's states themselves
enum class ReadoutKind { linear, tanh, maxout };         // of [s; c; e], before the output layer

template <class E>
using EnumNames = std::span<const std::pair<const char*, E>>;
template <class E>
EnumNames<E> names_of();
template <>
EnumNames<CellKind> names_of();
template <>
EnumNames<ScoreKind> names_of();
template <>
EnumNames<ContextKind> names_of();
template <>
EnumNames<EncoderAttention> names_of();
template <>
EnumNames<WindowKind> names_of();
template <>
EnumNames<NormalizerKind> names_of();
template <>
EnumNames<PickKind> names_of();
template <>
EnumNames<QueryKind> names_of();
template <>
EnumNames<WordInput> names_of();
template <>
EnumNames<ReadoutInputs> names_of();
template <>
EnumNames<StartKind> names_of();
template <>
EnumNames<StartMap> names_of();
template <>
EnumNames<ReadoutKind> names_of();

template <class E>
std::string name_of(E value) {
  for (const auto& [name, each] : names_of<E>()) {
    if (each == value) return name;
  }
  return "?";
}

// `what` is the option's name, for the message.
template <class E>
E from_name(const std::string& text, const std::string& what) {
  std::string known;
  for (const auto& [name, value] : names_of<E>()) {
    if (text == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(what + ": expected one of " + known + ", found '" + text + "'");
}

// Everything that decides a model's computation and its shapes.
struct ModelConfig {
  std::string preset = "base";
  CellKind cell = CellKind::gru, encoder_cell = CellKind::gru;  // the former of the decoder
  bool layer_norm = false;                                      // of all cells
  bool bidirectional = true;
  int layers = 1, decoder_layers = 1;  // the former of the encoder
  bool reverse_source = false;         // read it last to first
  EncoderAttention encoder_attention = EncoderAttention::none;
  bool encoder_attention_shared = false;  // one weight for all features of a position
  ScoreKind score = ScoreKind::additive;
  ContextKind context = ContextKind::every;
  StartKind start = StartKind::mean;
  StartMap start_map = StartMap::tanh;
  bool start_bias = true;
  WindowKind window = WindowKind::global;
  NormalizerKind normalizer = NormalizerKind::softmax;
  PickKind pick = PickKind::soft;
  QueryKind query = QueryKind::previous;
  bool conditional = false;    // a second cell takes the context up (Sennrich et al. 2017)
  bool input_feeding = false;  // the readout is fed to the next step (Luong et al. 2015, 3.3)
  WordInput decoder_input = WordInput::embedding;
  ReadoutKind readout = ReadoutKind::tanh;
  ReadoutInputs readout_inputs = ReadoutInputs::state_context_word;
  QueryKind readout_state = QueryKind::current;  // s_i, or s_{i-1}
  bool tied = true;                              // the output layer is the target embedding

  int embedding = 256;       // m, both sides
  int encoder_hidden = 512;  // d, of one direction
  int decoder_hidden = 512;  // D
  int attention_size = 512;  // A
  int readout_size = 256;    // l; 0: the output layer reads the readout's inputs as they are
  int half_width = 10;       // of a local window
  int max_source = 128;      // M, pieces, </s> counted: where positions have weights of their own
  int source_features = 0;   // F, numbers a source position; 0: the source is words
  int source_vocabulary = 0, target_vocabulary = 0;  // the former 0 where the source is vectors
  // While training: on embeddings, encoder states and readout; on the states that cells multiply, the same at
  // every step (Gal and Ghahramani 2016); of whole words, or source positions.
  double dropout = 0.2, dropout_cells = 0, dropout_words = 0;

  int encoder_output() const { return bidirectional ? 2 * encoder_hidden : encoder_hidden; }  // E
  // Positions of the longest source that the model can read, </s> counted.
  int longest_source() const;
  // Throws Error saying which parts do not go together, and what to change.
  void validate() const;
};

void to_json(nlohmann::json& json, const ModelConfig& config);
void from_json(const nlohmann::json& json, ModelConfig& config);  // an unknown or missing key is an Error

}  // namespace nmt

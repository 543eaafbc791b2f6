#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/real.h"

namespace nmt {

// The parts of which a model is put together. Their names, on the command line and in config.json, stand in
// config.cc. The equations are those of the papers named; z multiplies the old state in both GRUs.
enum class CellKind { gru, gru_cho };             // reset gate after | before the product (Cho et al. 2014)
enum class ScoreKind { none, additive };          // no attention | Bahdanau et al. 2015, A.1.2
enum class StartKind { zero, last, mean };        // what the decoder's first state is made of
enum class ReadoutKind { linear, tanh, maxout };  // of [s; c; e], before the output layer

template <class E>
using EnumNames = std::span<const std::pair<const char*, E>>;
template <class E>
EnumNames<E> names_of();
template <>
EnumNames<CellKind> names_of();
template <>
EnumNames<ScoreKind> names_of();
template <>
EnumNames<StartKind> names_of();
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
  CellKind cell = CellKind::gru;
  bool bidirectional = true;
  int layers = 1;  // of the encoder
  ScoreKind score = ScoreKind::additive;
  StartKind start = StartKind::mean;
  ReadoutKind readout = ReadoutKind::tanh;
  bool tied = true;  // the output layer is the target embedding

  int embedding = 256;       // m, both sides
  int encoder_hidden = 512;  // d, of one direction
  int decoder_hidden = 512;  // D
  int attention_size = 512;  // A
  int readout_size = 256;    // l
  int source_vocabulary = 0, target_vocabulary = 0;
  double dropout = 0.2;  // on embeddings, encoder states and readout, while training

  int encoder_output() const { return bidirectional ? 2 * encoder_hidden : encoder_hidden; }  // E
  // Throws Error saying which parts do not go together, and what to change.
  void validate() const;
};

void to_json(nlohmann::json& json, const ModelConfig& config);
void from_json(const nlohmann::json& json, ModelConfig& config);  // an unknown or missing key is an Error

}  // namespace nmt

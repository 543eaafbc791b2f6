// The names of a configuration's fields and choices, in options and in JSON.
#include "model/config.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace nmt {
namespace {

constexpr std::pair<const char*, CellKind> kCells[] = {
    {"gru", CellKind::gru}, {"gru-cho", CellKind::gru_cho}, {"lstm", CellKind::lstm}};
constexpr std::pair<const char*, ScoreKind> kScores[] = {
    {"none", ScoreKind::none},         {"additive", ScoreKind::additive},
    {"dot", ScoreKind::dot},           {"scaled-dot", ScoreKind::scaled_dot},
    {"general", ScoreKind::general},   {"concat", ScoreKind::concat},
    {"location", ScoreKind::location}, {"cosine", ScoreKind::cosine}};
constexpr std::pair<const char*, WindowKind> kWindows[] = {
    {"global", WindowKind::global}, {"local-m", WindowKind::local_m}, {"local-p", WindowKind::local_p}};
constexpr std::pair<const char*, NormalizerKind> kNormalizers[] = {{"softmax", NormalizerKind::softmax},
                                                                   {"linear", NormalizerKind::linear},
                                                                   {"sparsemax", NormalizerKind::sparsemax}};
constexpr std::pair<const char*, PickKind> kPicks[] = {{"soft", PickKind::soft}, {"hard", PickKind::hard}};
constexpr std::pair<const char*, QueryKind> kQueries[] = {{"previous", QueryKind::previous},
                                                          {"current", QueryKind::current}};
constexpr std::pair<const char*, WordInput> kWordInputs[] = {{"embedding", WordInput::embedding},
                                                             {"one-hot", WordInput::one_hot}};
constexpr std::pair<const char*, ReadoutInputs> kReadoutInputs[] = {
    {"s,c,e", ReadoutInputs::state_context_word},
    {"s,c", ReadoutInputs::state_context},
    {"s", ReadoutInputs::state}};
constexpr std::pair<const char*, ContextKind> kContexts[] = {{"every", ContextKind::every},
                                                             {"first", ContextKind::first}};
constexpr std::pair<const char*, EncoderAttention> kEncoderAttentions[] = {
    {"none", EncoderAttention::none},
    {"before", EncoderAttention::before},
    {"after", EncoderAttention::after}};
constexpr std::pair<const char*, StartKind> kStarts[] = {{"zero", StartKind::zero},
                                                         {"last", StartKind::last},
                                                         {"first", StartKind::first},
                                                         {"mean", StartKind::mean},
                                                         {"pool", StartKind::pool}};
constexpr std::pair<const char*, StartMap> kStartMaps[] = {{"tanh", StartMap::tanh},
                                                           {"copy", StartMap::copy}};
constexpr std::pair<const char*, ReadoutKind> kReadouts[] = {
    {"linear", ReadoutKind::linear}, {"tanh", ReadoutKind::tanh}, {"maxout", ReadoutKind::maxout}};

// Every field once, for reading and writing: visit(key, field).
template <class Config, class Visitor>
void visit_fields(Config& c, Visitor visit) {
  visit("preset", c.preset);
  visit("cell", c.cell);
  visit("encoder_cell", c.encoder_cell);
  visit("layer_norm", c.layer_norm);
  visit("bidirectional", c.bidirectional);
  visit("layers", c.layers);
  visit("decoder_layers", c.decoder_layers);
  visit("reverse_source", c.reverse_source);
  visit("encoder_attention", c.encoder_attention);
  visit("encoder_attention_shared", c.encoder_attention_shared);
  visit("score", c.score);
  visit("context", c.context);
  visit("start", c.start);
  visit("start_map", c.start_map);
  visit("start_bias", c.start_bias);
  visit("window", c.window);
  visit("normalizer", c.normalizer);
  visit("pick", c.pick);
  visit("query", c.query);
  visit("conditional", c.conditional);
  visit("input_feeding", c.input_feeding);
  visit("decoder_input", c.decoder_input);
  visit("readout", c.readout);
  visit("readout_inputs", c.readout_inputs);
  visit("readout_state", c.readout_state);
  visit("tied", c.tied);
  visit("embedding", c.embedding);
  visit("encoder_hidden", c.encoder_hidden);
  visit("decoder_hidden", c.decoder_hidden);
  visit("attention_size", c.attention_size);
  visit("readout_size", c.readout_size);
  visit("half_width", c.half_width);
  visit("max_source", c.max_source);
  visit("source_features", c.source_features);
  visit("source_vocabulary", c.source_vocabulary);
  visit("target_vocabulary", c.target_vocabulary);
  visit("dropout", c.dropout);
  visit("dropout_cells", c.dropout_cells);
  visit("dropout_words", c.dropout_words);
}

}  // namespace

template <>
EnumNames<CellKind> names_of() {
  return kCells;
}
template <>
EnumNames<ScoreKind> names_of() {
  return kScores;
}
template <>
EnumNames<ContextKind> names_of() {
  return kContexts;
}
template <>
EnumNames<EncoderAttention> names_of() {
  return kEncoderAttentions;
}
template <>
EnumNames<WindowKind> names_of() {
  return kWindows;
}
template <>
EnumNames<NormalizerKind> names_of() {
  return kNormalizers;
}
template <>
EnumNames<PickKind> names_of() {
  return kPicks;
}
template <>
EnumNames<QueryKind> names_of() {
  return kQueries;
}
template <>
EnumNames<WordInput> names_of() {
  return kWordInputs;
}
template <>
EnumNames<ReadoutInputs> names_of() {
  return kReadoutInputs;
}
template <>
EnumNames<StartKind> names_of() {
  return kStarts;
}
template <>
EnumNames<StartMap> names_of() {
  return kStartMaps;
}
template <>
EnumNames<ReadoutKind> names_of() {
  return kReadouts;
}

void to_json(nlohmann::json& json, const ModelConfig& config) {
  json = nlohmann::json::object();
  visit_fields(config, [&](const char* key, const auto& field) {
    if constexpr (std::is_enum_v<std::decay_t<decltype(field)>>) {
      json[key] = name_of(field);
    } else {
      json[key] = field;
    }
  });
}

void from_json(const nlohmann::json& json, ModelConfig& config) {
  std::size_t known = 0;
  visit_fields(config, [&](const char* key, auto& field) {
    if (!json.contains(key)) {
      // 0 in what was written before there were such.
      for (const char* later : {"source_features", "dropout_cells", "dropout_words"}) {
        if (std::string_view(key) == later) return;
      }
      throw Error(std::string("the model's configuration lacks \"") + key + "\"");
    }
    ++known;
    using Field = std::decay_t<decltype(field)>;
    try {
      if constexpr (std::is_enum_v<Field>) {
        field = from_name<Field>(json.at(key).template get<std::string>(), key);
      } else {
        field = json.at(key).template get<Field>();
      }
    } catch (const nlohmann::json::exception&) {
      throw Error(std::string("the model's configuration has a value of the wrong kind for \"") + key + "\"");
    }
  });
  if (json.size() == known) return;
  const nlohmann::json mine = config;
  for (const auto& item : json.items()) {
    if (!mine.contains(item.key())) {
      throw Error("the model's configuration has an unknown key \"" + item.key() +
                  "\": was it made by a newer nmt?");
    }
  }
}

}  // namespace nmt

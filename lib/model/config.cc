#include "model/config.h"

#include <limits>

namespace nmt {
namespace {

constexpr std::pair<const char*, CellKind> kCells[] = {
    {"gru", CellKind::gru}, {"gru-cho", CellKind::gru_cho}, {"lstm", CellKind::lstm}};
constexpr std::pair<const char*, ScoreKind> kScores[] = {{"none", ScoreKind::none},
                                                         {"additive", ScoreKind::additive}};
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
  visit("readout", c.readout);
  visit("tied", c.tied);
  visit("embedding", c.embedding);
  visit("encoder_hidden", c.encoder_hidden);
  visit("decoder_hidden", c.decoder_hidden);
  visit("attention_size", c.attention_size);
  visit("readout_size", c.readout_size);
  visit("max_source", c.max_source);
  visit("source_vocabulary", c.source_vocabulary);
  visit("target_vocabulary", c.target_vocabulary);
  visit("dropout", c.dropout);
}

void require_size(const char* option, int value, int most) {
  if (value >= 1 && value <= most) return;
  throw Error(std::string(option) + ": expected 1 to " + std::to_string(most) + ", found " +
              std::to_string(value));
}

void require(bool good, const std::string& text) {
  if (!good) throw Error(text);
}

// Decoder layers that go on where layers of the encoder ended must be of their kind.
void check_copied_start(const ModelConfig& c) {
  const auto number = [](int value) { return std::to_string(value); };
  const std::string copy = "--start-map copy takes the decoder's first states from the encoder: ";
  const std::string instead = "; or use --start-map tanh";
  require(c.start == StartKind::last, copy + "it needs --start last, found " + name_of(c.start) + instead);
  require(!c.bidirectional, copy + "it needs --encoder unidirectional" + instead);
  require(c.encoder_hidden == c.decoder_hidden,
          copy + "they must be of one size, found " + number(c.encoder_hidden) + " (--hidden) and " +
              number(c.decoder_hidden) + " (--decoder-hidden)" + instead);
  require(c.encoder_cell == c.cell, copy + "both must have the same cell, found " + name_of(c.encoder_cell) +
                                        " and " + name_of(c.cell) + instead);
  require(c.decoder_layers <= c.layers, copy + "--decoder-layers " + number(c.decoder_layers) +
                                            " are more than --layers " + number(c.layers) + instead);
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

void ModelConfig::validate() const {
  require_size("--layers", layers, 8);
  require_size("--decoder-layers", decoder_layers, 8);
  require_size("--max-source", max_source, 1 << 12);
  require(max_source >= 2, "--max-source counts </s>: expected at least 2, found 1");
  require_size("--embedding", embedding, 1 << 14);
  require_size("--hidden", encoder_hidden, 1 << 14);
  require_size("--decoder-hidden", decoder_hidden, 1 << 14);
  require_size("--attention-size", attention_size, 1 << 14);
  require_size("--readout-size", readout_size, 1 << 14);
  require_size("the source vocabulary", source_vocabulary, 1 << 24);
  require_size("the target vocabulary", target_vocabulary, 1 << 24);
  if (dropout < 0 || dropout >= 1) {
    throw Error("--dropout: expected at least 0 and less than 1, found " + std::to_string(dropout));
  }
  if (start_map == StartMap::copy) check_copied_start(*this);
  require(score == ScoreKind::none || context == ContextKind::every,
          "--context first is for models without attention: use --score none, or --context every");
  require(encoder_attention != EncoderAttention::none || !encoder_attention_shared,
          "--encoder-attention-shared yes needs --encoder-attention before or after");
  if (tied && readout_size != embedding) {
    throw Error("--tied yes needs a readout as wide as the embedding, found --readout-size " +
                std::to_string(readout_size) + " and --embedding " + std::to_string(embedding) +
                "; make them equal or use --tied no");
  }
}

int ModelConfig::longest_source() const {
  return encoder_attention == EncoderAttention::none ? std::numeric_limits<int>::max() : max_source;
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
    if (!json.contains(key)) throw Error(std::string("the model's configuration lacks \"") + key + "\"");
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

#include "model/config.h"

#include <limits>
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

void check_attention(const ModelConfig& c) {
  const auto needs_attention = [&](bool used, const std::string& option) {
    require(!used || c.score != ScoreKind::none,
            option + " is about attention, and --score none has none; leave it out or choose a score");
  };
  needs_attention(c.window != WindowKind::global, "--window " + name_of(c.window));
  needs_attention(c.normalizer != NormalizerKind::softmax, "--normalizer " + name_of(c.normalizer));
  needs_attention(c.pick != PickKind::soft, "--pick hard");
  needs_attention(c.query != QueryKind::previous, "--query current");
  needs_attention(c.conditional, "--conditional yes");
  needs_attention(c.input_feeding, "--input-feeding yes");
  const bool compares =
      c.score == ScoreKind::dot || c.score == ScoreKind::scaled_dot || c.score == ScoreKind::cosine;
  const std::string state = std::to_string(c.decoder_hidden), source = std::to_string(c.encoder_output());
  require(!compares || c.decoder_hidden == c.encoder_output(),
          "--score " + name_of(c.score) + " compares the decoder's state with the encoder's, found " + state +
              " and " + source + " numbers; use --decoder-hidden " + source + " or --score general");
  require(c.pick != PickKind::hard || c.window != WindowKind::local_p,
          "--pick hard draws from the weights, and those of --window local-p do not sum to 1; use --window "
          "local-m or global");
}

// The source reaches the decoder through its start and in no other way.
void check_start_alone(const ModelConfig& c) {
  require(c.score == ScoreKind::none,
          "--context first is for models without attention: use --score none, or --context every");
  require(c.readout_inputs == ReadoutInputs::state,
          "--context first keeps the source from the readout, found --readout-inputs " +
              name_of(c.readout_inputs) + "; use --readout-inputs s, or --context every");
  require(c.start != StartKind::zero,
          "--context first with --start zero keeps the source from the decoder: use another --start");
}

void check_decoder(const ModelConfig& c) {
  require(!c.tied || c.decoder_input == WordInput::embedding,
          "--tied yes shares the target embedding, and --decoder-input one-hot has none; use --tied no");
  require(!c.tied || c.readout_size == c.embedding,
          "--tied yes needs a readout as wide as the embedding, found --readout-size " +
              std::to_string(c.readout_size) + " and --embedding " + std::to_string(c.embedding) +
              "; make them equal or use --tied no");
  require(c.readout_size > 0 || c.readout == ReadoutKind::linear,
          "--readout " + name_of(c.readout) +
              " has a layer of its own, and --readout-size 0 leaves it out; use --readout linear or give the "
              "readout a size");
  require(c.readout_size > 0 || !c.input_feeding,
          "--input-feeding yes feeds the readout's vector, and --readout-size 0 leaves it out; give the "
          "readout a size");
  require(!c.conditional || c.query == QueryKind::current,
          "--conditional yes asks with the state between its two cells; use --query current");
  require(!c.conditional || !c.input_feeding,
          "--conditional yes and --input-feeding yes do not go together: the second cell tells the next step "
          "already; choose one");
  require(!c.conditional || c.decoder_layers == 1,
          "--conditional yes has two cells in one layer, found --decoder-layers " +
              std::to_string(c.decoder_layers) + "; use --decoder-layers 1");
  require(c.query == QueryKind::previous || c.conditional || c.readout_inputs != ReadoutInputs::state,
          "--query current with --readout-inputs s computes an attention that nothing reads; use "
          "--readout-inputs s,c or --query previous");
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

void ModelConfig::validate() const {
  require_size("--layers", layers, 8);
  require_size("--decoder-layers", decoder_layers, 8);
  require_size("--max-source", max_source, 1 << 12);
  require(max_source >= 2, "--max-source counts </s>: expected at least 2, found 1");
  require_size("--embedding", embedding, 1 << 14);
  require_size("--hidden", encoder_hidden, 1 << 14);
  require_size("--decoder-hidden", decoder_hidden, 1 << 14);
  require_size("--attention-size", attention_size, 1 << 14);
  if (readout_size != 0) require_size("--readout-size", readout_size, 1 << 14);
  require_size("--half-width", half_width, 1 << 14);
  if (source_features != 0) require_size("source_features", source_features, 1 << 14);
  require(source_features == 0 || source_vocabulary == 0,
          "a source of vectors has no vocabulary, found one of " + std::to_string(source_vocabulary) +
              " pieces; leave it out, or the source_features");
  if (source_features == 0) require_size("the source vocabulary", source_vocabulary, 1 << 24);
  require_size("the target vocabulary", target_vocabulary, 1 << 24);
  for (const auto& [option, rate] :
       {std::pair("--dropout", dropout), std::pair("--dropout-cells", dropout_cells),
        std::pair("--dropout-words", dropout_words)}) {
    if (rate >= 0 && rate < 1) continue;
    throw Error(std::string(option) + ": expected at least 0 and less than 1, found " + std::to_string(rate));
  }
  require(dropout_words == 0 || decoder_input == WordInput::embedding,
          "--dropout-words drops embeddings, and --decoder-input one-hot has none; leave one of them out");
  if (start_map == StartMap::copy) check_copied_start(*this);
  if (context == ContextKind::first) check_start_alone(*this);
  require(encoder_attention != EncoderAttention::none || !encoder_attention_shared,
          "--encoder-attention-shared yes needs --encoder-attention before or after");
  check_attention(*this);
  check_decoder(*this);
}

int ModelConfig::longest_source() const {
  const bool limited = encoder_attention != EncoderAttention::none || score == ScoreKind::location;
  return limited ? max_source : std::numeric_limits<int>::max();
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

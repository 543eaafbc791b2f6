// What a configuration must be, and what in it does not go together.
#include <limits>

#include "model/config.h"

namespace nmt {
namespace {

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

}  // namespace nmt

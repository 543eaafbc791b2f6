#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "covering.h"
#include "gradient_check.h"
#include "model/presets.h"
#include "model/seq2seq.h"

using namespace nmt;

namespace {

ModelConfig small() {
  ModelConfig c;
  c.embedding = 4;
  c.attention_size = 2;
  c.source_vocabulary = 7;
  c.target_vocabulary = 6;
  c.half_width = 1;
  c.max_source = 4;
  c.dropout = 0;
  return c;
}

// Sizes as the parts need them.
void fit(ModelConfig& c) {
  const bool equal =
      c.score == ScoreKind::dot || c.score == ScoreKind::scaled_dot || c.score == ScoreKind::cosine;
  const bool copied = c.start_map == StartMap::copy;
  c.encoder_hidden = copied ? 5 : 3;
  c.decoder_hidden = equal ? c.encoder_output() : 5;
  if (c.readout_size > 0) c.readout_size = c.tied ? c.embedding : 3;
  if (c.source_features > 0) c.source_vocabulary = 0;
}

std::vector<test::Factor> factors() {
  using C = ModelConfig;
  using test::factor;
  return {factor("cell", &C::cell, CellKind::gru),
          factor("encoder_cell", &C::encoder_cell, CellKind::gru),
          factor("layer_norm", &C::layer_norm),
          factor("bidirectional", &C::bidirectional),
          factor("layers", &C::layers, 3, 1),
          factor("decoder_layers", &C::decoder_layers, 1, 2),
          factor("reverse_source", &C::reverse_source),
          factor("source_features", &C::source_features, 0, 2),
          factor("encoder_attention", &C::encoder_attention, EncoderAttention::none),
          factor("encoder_attention_shared", &C::encoder_attention_shared),
          factor("score", &C::score, ScoreKind::additive),
          factor("window", &C::window, WindowKind::global),
          factor("normalizer", &C::normalizer, NormalizerKind::softmax),
          factor("pick", &C::pick, PickKind::soft),
          factor("query", &C::query, QueryKind::previous),
          factor("conditional", &C::conditional),
          factor("input_feeding", &C::input_feeding),
          factor("context", &C::context, ContextKind::every),
          factor("start", &C::start, StartKind::last),
          factor("start_map", &C::start_map, StartMap::tanh),
          factor("start_bias", &C::start_bias),
          factor("decoder_input", &C::decoder_input, WordInput::embedding),
          factor("readout", &C::readout, ReadoutKind::linear),
          factor("readout_size", &C::readout_size, 4, 0),
          factor("readout_inputs", &C::readout_inputs, ReadoutInputs::state),
          factor("readout_state", &C::readout_state, QueryKind::current),
          factor("tied", &C::tied),
          factor("dropout_cells", &C::dropout_cells, 0.4),
          factor("dropout_words", &C::dropout_words, 0.4)};
}

}  // namespace

TEST_CASE("gradients of whole models in which any two parts meet that can") {
  const std::vector<std::int32_t> sentences[] = {{3, 4, 2}, {5, 2}, {6, 2}, {4, 3, 3, 2}};
  const std::vector<PairView> pairs{{sentences[0], sentences[1]}, {sentences[2], sentences[3]}};
  const std::vector<float> longer{1, 2, -3, 4, 5, 6}, shorter{-1, 0.5, 2, 3};
  const std::vector<PairView> heard{{{longer, 2}, sentences[1]}, {{shorter, 2}, sentences[3]}};
  const Batch batches[] = {make_batch(pairs), make_batch(heard)};
  const double rewards[] = {-3, -7};  // of hard attention, whose reward is held
  const PickReward reward{-4, 0.7, 0.05, nullptr, rewards};
  test::Covering covering(factors(), small, fit);
  const std::vector<ModelConfig> models = covering.models();
  CHECK(models.size() > 24);  // 8 scores, 3 windows
  for (const ModelConfig& config : models) {
    INFO(nlohmann::json(config).dump());
    Seq2Seq model(config);
    test::check_gradient(
        {},
        [&](Tape& t, const auto&) {
          t.set_random(Random(1, Purpose::dropout));
          return model.force(t, batches[config.source_features > 0], {0.1, 0.2}, reward).loss;
        },
        &model.parameters());
  }
}

TEST_CASE("two parts never meet where a refusal says so, and nowhere else") {
  test::Covering covering(factors(), small, fit);
  covering.models();
  std::vector<std::string> found = covering.impossible();
  std::sort(found.begin(), found.end());
  // `--context first` leaves little else: it has a test of its own.
  const auto excluded = [](const std::string& pair) {
    return pair.find("context=first") != std::string::npos;
  };
  found.erase(std::remove_if(found.begin(), found.end(), excluded), found.end());
  CHECK(found == std::vector<std::string>{"bidirectional=yes start_map=copy",
                                          "conditional=yes input_feeding=yes",
                                          "decoder_input=one-hot dropout_words=yes",
                                          "decoder_input=one-hot tied=yes",
                                          "decoder_layers=2 conditional=yes",
                                          "encoder_attention=none encoder_attention_shared=yes",
                                          "input_feeding=yes readout_size=0",
                                          "query=previous conditional=yes",
                                          "readout=maxout readout_size=0",
                                          "readout=tanh readout_size=0",
                                          "readout_size=0 tied=yes",
                                          "score=none conditional=yes",
                                          "score=none input_feeding=yes",
                                          "score=none normalizer=linear",
                                          "score=none normalizer=sparsemax",
                                          "score=none pick=hard",
                                          "score=none query=current",
                                          "score=none window=local-m",
                                          "score=none window=local-p",
                                          "start=first start_map=copy",
                                          "start=mean start_map=copy",
                                          "start=pool start_map=copy",
                                          "start=zero start_map=copy",
                                          "window=local-p pick=hard"});
}

TEST_CASE(
    "over all draws hard attention's gradient is that of the expected log-probability, on any base line") {
  constexpr int kPositions = 3, kSteps = 2;
  ModelConfig config = small();
  config.pick = PickKind::hard;
  fit(config);
  Seq2Seq model(config);
  const std::vector<std::int32_t> source{3, 5, 2}, target{4, 2};
  const Batch batch = make_batch(std::vector<PairView>{{source, target}});
  for (const double baseline : {0.0, -7.0}) {
    test::check_gradient(
        {},
        [&](Tape& t, const auto&) {
          Var sum;
          double expected = 0;  // of -log p
          for (int way = 0; way < kPositions * kPositions; ++way) {
            int* picks = t.array<int>(kSteps);
            picks[0] = way % kPositions, picks[1] = way / kPositions;
            Tape values(false);
            const ForcedPass drawn = model.force(values, batch, {}, {.picks = picks});
            double probability = 1, log_probability = 0;
            for (int i = 0; i < kSteps; ++i) {
              probability *= drawn.weights.at(i)[picks[i]];
              log_probability += drawn.log_probability[i];
            }
            expected -= probability * log_probability;
            const Var loss = model.force(t, batch, {0, probability}, {baseline, 1, 0, picks}).loss;
            sum = sum ? add(t, sum, loss) : loss;
          }
          sum.value[0] = expected;
          return sum;
        },
        &model.parameters());
  }
}

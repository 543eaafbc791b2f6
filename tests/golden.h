#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "corpus/batch.h"
#include "model/seq2seq.h"
#include "nn/gradients.h"
#include "train/optimizer.h"

// The golden cases: weights, sentence pairs and all that comes out, made by an independent reference in
// double precision, one sentence and one position at a time. Here they run as one padded batch.
namespace nmt::test {

inline ModelConfig golden_config(const nlohmann::json& golden) {
  const nlohmann::json& cfg = golden["cfg"];
  ModelConfig c;
  c.cell = from_name<CellKind>(cfg.value("cell", "gru"), "cell");
  c.encoder_cell = from_name<CellKind>(cfg.value("encoder_cell", "gru"), "encoder_cell");
  c.layer_norm = cfg.value("layer_norm", false);
  c.bidirectional = cfg.value("bi", false);
  c.layers = cfg.value("layers", 1);
  c.decoder_layers = cfg.value("decoder_layers", 1);
  c.reverse_source = cfg.value("reverse_source", false);
  c.encoder_attention =
      from_name<EncoderAttention>(cfg.value("encoder_attention", "none"), "encoder_attention");
  c.encoder_attention_shared = cfg.value("encoder_attention_shared", false);
  c.max_source = cfg.value("max_source", c.max_source);
  c.context = from_name<ContextKind>(cfg.value("context", "every"), "context");
  c.score = from_name<ScoreKind>(cfg.value("score", "additive"), "score");
  c.window = from_name<WindowKind>(cfg.value("window", "global"), "window");
  c.half_width = std::max(1, cfg.value("D", 1));
  c.max_source = cfg.value("max_source", 8);
  c.normalizer = from_name<NormalizerKind>(cfg.value("normalizer", "softmax"), "normalizer");
  c.pick = from_name<PickKind>(cfg.value("pick", "soft"), "pick");
  c.query = from_name<QueryKind>(cfg.value("query", "previous"), "query");
  c.conditional = cfg.value("conditional", false);
  c.input_feeding = cfg.value("input_feeding", false);
  c.decoder_input = from_name<WordInput>(cfg.value("decoder_input", "embedding"), "decoder_input");
  c.readout_state = from_name<QueryKind>(cfg.value("readout_state", "current"), "readout_state");
  std::string inputs;
  for (const std::string& part : cfg.value("readout_inputs", std::vector<std::string>{"s", "c", "e"})) {
    inputs += (inputs.empty() ? "" : ",") + part;
  }
  c.readout_inputs = from_name<ReadoutInputs>(inputs, "readout_inputs");
  c.start = from_name<StartKind>(cfg.value("start", "mean"), "start");
  c.start_map = from_name<StartMap>(cfg.value("start_map", "tanh"), "start_map");
  c.start_bias = cfg.value("start_bias", true);
  c.readout = from_name<ReadoutKind>(cfg.value("readout_kind", "tanh"), "readout");
  c.tied = cfg.value("tied", false);
  c.embedding = cfg["emb"];
  c.encoder_hidden = cfg["enc"];
  c.decoder_hidden = cfg["dec"];
  c.attention_size = cfg["att"];
  c.readout_size = cfg["readout"];
  c.source_vocabulary = golden["vocab"][0];
  c.target_vocabulary = golden["vocab"][1];
  c.dropout = 0;
  return c;
}

inline void flatten(const nlohmann::json& json, std::vector<double>& numbers) {
  if (json.is_number()) {
    numbers.push_back(json);
  } else {
    for (const auto& item : json) flatten(item, numbers);
  }
}
inline std::vector<double> flat(const nlohmann::json& json) {
  std::vector<double> numbers;
  flatten(json, numbers);
  return numbers;
}

// Largest |got - want| at most tolerance · max(largest |want|, 1e-3).
inline void check_close(const std::vector<double>& got, const nlohmann::json& json, double tolerance) {
  const std::vector<double> want = flat(json);
  REQUIRE(got.size() == want.size());
  double largest = 1e-3, error = 0;
  for (const double w : want) largest = std::max(largest, std::abs(w));
  for (std::size_t i = 0; i < want.size(); ++i) error = std::max(error, std::abs(got[i] - want[i]));
  CHECK(error <= tolerance * largest);
}

class GoldenCase {
 public:
  explicit GoldenCase(const std::string& name)
      : golden_(nlohmann::json::parse(read_file(NMT_SOURCE_DIR "/tests/golden/" + name + ".tiny.json"))),
        model_(golden_config(golden_)) {
    REQUIRE(model_.parameters().all().size() == golden_["weights"].size());
    for (const Parameter& p : model_.parameters().all()) {
      INFO(p.name);
      const std::vector<double> weights = flat(golden_["weights"].at(p.name));
      REQUIRE(weights.size() == p.size());
      std::copy(weights.begin(), weights.end(), p.value);
    }
    model_.parameters().refresh_packed(1);
    for (const auto& pair : golden_["pairs"]) {
      sentences_.push_back(pair[0].get<std::vector<std::int32_t>>());
      sentences_.push_back(pair[1].get<std::vector<std::int32_t>>());
    }
    std::vector<PairView> views;
    for (std::size_t i = 0; i < sentences_.size(); i += 2)
      views.push_back({sentences_[i], sentences_[i + 1]});
    batch_ = make_batch(views);
    tapes_.push_back(std::make_unique<Tape>(true));
  }

  void check(double tolerance) {
    {
      const ForcedPass pass = force();
      check_forward(pass, tolerance);
    }
    check_gradients(tolerance);
    check_adam(tolerance);
  }

 private:
  ForcedPass force() {
    tapes_[0]->reset();
    return model_.force(*tapes_[0], batch_, {Real(0.1), Real(1) / batch_.target_tokens});
  }

  // Rows of column t * B + b for the steps of one sentence.
  std::vector<double> of_sentence(Var x, int b, int steps, int rows) const {
    std::vector<double> numbers;
    for (int t = 0; t < steps; ++t) {
      const Real* column = x.at(t * batch_.size + b);
      numbers.insert(numbers.end(), column, column + rows);
    }
    return numbers;
  }

  // Of all layers, the lowest first.
  std::vector<double> start_of(const ForcedPass& pass, int b, Var CellState::*part) const {
    std::vector<double> numbers;
    const StackState& state = pass.start.cells;
    for (int k = 0; k < state.count; ++k) {
      const Var x = state.cells[k].*part;
      numbers.insert(numbers.end(), x.at(b), x.at(b) + x.rows);
    }
    return numbers;
  }

  void check_forward(const ForcedPass& pass, double tolerance) {
    for (int b = 0; b < batch_.size; ++b) {
      const int T = static_cast<int>(sentences_[2 * b].size()),
                n = static_cast<int>(sentences_[2 * b + 1].size());
      INFO("pair " << b);
      if (golden_.contains("encoder_states")) {
        const Var h = pass.memory.encoded.states;
        check_close(of_sentence(h, b, T, h.rows), golden_["encoder_states"][b], tolerance);
      }
      check_close(start_of(pass, b, &CellState::h), golden_["s0"][b], tolerance);
      if (golden_.contains("c0") && !golden_["c0"].is_null()) {
        check_close(start_of(pass, b, &CellState::c), golden_["c0"][b], tolerance);
      }
      if (pass.weights) check_close(of_sentence(pass.weights, b, n, T), golden_["attention"][b], tolerance);
      if (golden_.contains("contexts")) {
        check_close(of_sentence(pass.contexts, b, n, pass.contexts.rows), golden_["contexts"][b], tolerance);
      }
      if (golden_.contains("decoder_states")) {
        check_close(of_sentence(pass.states, b, n, pass.states.rows), golden_["decoder_states"][b],
                    tolerance);
      }
      std::vector<double> log_probability;
      for (int t = 0; t < n; ++t) log_probability.push_back(pass.log_probability[t * batch_.size + b]);
      check_close(log_probability, golden_["logp"][b], tolerance);
    }
    check_close({pass.loss.value[0]}, golden_["loss_ls_mean"], tolerance);
  }

  void check_gradients(double tolerance) {
    const double norm = update_gradient();
    check_close({norm}, golden_["grad_norm_global"], tolerance);
    for (const Parameter& p : model_.parameters().all()) {
      INFO("gradient of " << p.name);
      const Real* g = gradient_.data() + p.offset;
      check_close({g, g + p.size()}, golden_["grads"].at(p.name), tolerance);
    }
  }

  void check_adam(double tolerance) {
    Adam adam(model_.parameters(), {});
    std::vector<double> losses;
    for (int step = 0; step < 5; ++step) {
      const double norm = update_gradient();
      losses.push_back(loss_);
      adam.step(gradient_, norm, 0.01, 1);
    }
    check_close(losses, golden_["loss_before_each_adam_step_lr_0_01_clip_1"], tolerance);
  }

  double update_gradient() {
    const ForcedPass pass = force();
    loss_ = pass.loss.value[0];
    tapes_[0]->backward(pass.loss);
    gradient_.setZero(model_.parameters().values().size());
    return GradientGatherer(model_.parameters()).gather(tapes_, gradient_, 1);
  }

  nlohmann::json golden_;
  Seq2Seq model_;
  std::vector<std::vector<std::int32_t>> sentences_;
  Batch batch_;
  std::vector<std::unique_ptr<Tape>> tapes_;
  FlatArray gradient_;
  double loss_ = 0;
};

inline const std::vector<std::string> kGoldenCases = {"base",
                                                      "bahdanau",
                                                      "bahdanau-readout-previous",
                                                      "seq2seq",
                                                      "start-zero",
                                                      "start-last",
                                                      "start-pool",
                                                      "residual",
                                                      "encoder-attention-before",
                                                      "encoder-attention-before-shared",
                                                      "encoder-attention-after",
                                                      "encoder-attention-after-shared",
                                                      "layer-norm-gru",
                                                      "layer-norm-gru-cho",
                                                      "scaled-dot",
                                                      "sparsemax",
                                                      "readout-linear",
                                                      "readout-maxout-tied",
                                                      "nematus"};

}  // namespace nmt::test

#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "corpus/batch.h"
#include "golden_config.h"
#include "model/seq2seq.h"
#include "nn/gradients.h"
#include "train/optimizer.h"

// The golden cases: weights, sentence pairs and all that comes out, made by an independent reference in
// double precision, one sentence and one position at a time. Here they run as one padded batch.
namespace nmt::test {

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
  REQUIRE(std::ranges::all_of(got, [](double g) { return std::isfinite(g); }));
  double largest = 1e-3, error = 0;
  for (const double w : want) largest = std::max(largest, std::abs(w));
  for (std::size_t i = 0; i < want.size(); ++i) error = std::max(error, std::abs(got[i] - want[i]));
  CHECK(error <= tolerance * largest);
}

class GoldenCase {
 public:
  explicit GoldenCase(const std::filesystem::path& file)
      : golden_(nlohmann::json::parse(read_file(file))), model_(golden_config(golden_)) {
    REQUIRE(model_.parameters().all().size() == golden_["weights"].size());
    for (const Parameter& p : model_.parameters().all()) {
      INFO(p.name);
      const std::vector<double> weights = flat(golden_["weights"].at(p.name));
      REQUIRE(weights.size() == p.size());
      std::copy(weights.begin(), weights.end(), p.value);
    }
    model_.parameters().refresh_packed(1);
    make_pairs();
    tapes_.push_back(std::make_unique<Tape>(true));
  }

  void check(double tolerance) {
    if (model_.config().pick == PickKind::hard) {
      check_decoding(tolerance);
      check_drawn(tolerance);
    } else {
      check_forward(force(), tolerance);
    }
    check_gradients(tolerance);
    check_adam(tolerance);
  }

 private:
  void make_pairs() {
    const int features = model_.config().source_features;
    for (const auto& pair : golden_["pairs"]) {
      vectors_.push_back(features > 0 ? pair[0].get<std::vector<std::vector<double>>>() : Vectors());
      sentences_.push_back(features > 0 ? std::vector<std::int32_t>(pair[0].size())
                                        : pair[0].get<std::vector<std::int32_t>>());
      sentences_.push_back(pair[1].get<std::vector<std::int32_t>>());
    }
    const std::vector<float> none(features * 100);
    std::vector<PairView> views;
    for (std::size_t i = 0; i < sentences_.size(); i += 2) {
      const std::span numbers(none.data(), sentences_[i].size() * features);
      views.push_back({features > 0 ? SourceView(numbers, features) : sentences_[i], sentences_[i + 1]});
    }
    batch_ = make_batch(views);
    for (int b = 0; features > 0 && b < batch_.size; ++b) {  // as they are: float would round them
      for (int t = 0; t < batch_.source_lengths[b]; ++t) {
        std::copy_n(vectors_[b][t].begin(), features,
                    batch_.vectors.begin() + (t * batch_.size + b) * features);
      }
    }
  }

  CrossEntropy loss_options() const {
    return {golden_["cfg"]["ls"].get<Real>(), Real(1) / batch_.target_tokens};
  }

  ForcedPass force() {
    tapes_[0]->reset();
    return model_.force(*tapes_[0], batch_, loss_options(), reward_);
  }

  // Hard attention as it decodes: the heaviest position is taken.
  void check_decoding(double tolerance) {
    Tape tape(false);
    const ForcedPass pass = model_.force(tape, batch_, loss_options());
    check_forward(pass, tolerance, false);
    for (int b = 0; b < batch_.size; ++b) {
      const auto want = golden_["picks"][b].get<std::vector<int>>();
      for (std::size_t i = 0; i < want.size(); ++i) CHECK(pass.picks[i * batch_.size + b] == want[i]);
    }
  }
  // Hard attention as it is trained: with positions and rewards that are given.
  void check_drawn(double tolerance) {
    const nlohmann::json& train = golden_["train"];
    picks_.assign(static_cast<std::size_t>(batch_.size) * batch_.target_steps, 0);
    for (int b = 0; b < batch_.size; ++b) {
      for (std::size_t i = 0; i < train["picks"][b].size(); ++i) {
        picks_[i * batch_.size + b] = train["picks"][b][i];
      }
    }
    rewards_ = train["reward"].get<std::vector<double>>();
    reward_ = {train["baseline"], train["lambda_r"], train["lambda_e"], picks_.data(), rewards_.data()};
    const ForcedPass pass = force();
    for (int b = 0; b < batch_.size; ++b) {
      const int T = static_cast<int>(sentences_[2 * b].size()),
                n = static_cast<int>(sentences_[2 * b + 1].size());
      check_close(of_sentence(pass.weights, b, n, T), train["attention"][b], tolerance);
      check_close(log_probabilities(pass, b, n), train["logp"][b], tolerance);
    }
    check_close({pass.loss.value[0]}, golden_["loss_ls_mean"], tolerance);
  }

  std::vector<double> log_probabilities(const ForcedPass& pass, int b, int n) const {
    std::vector<double> numbers;
    for (int i = 0; i < n; ++i) numbers.push_back(pass.log_probability[i * batch_.size + b]);
    return numbers;
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

  void check_forward(const ForcedPass& pass, double tolerance, bool loss = true) {
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
      REQUIRE(static_cast<bool>(pass.weights) == (model_.config().score != ScoreKind::none));
      if (pass.weights) check_close(of_sentence(pass.weights, b, n, T), golden_["attention"][b], tolerance);
      if (golden_.contains("contexts") && pass.contexts) {
        check_close(of_sentence(pass.contexts, b, n, pass.contexts.rows), golden_["contexts"][b], tolerance);
      }
      if (golden_.contains("decoder_states")) {
        check_close(of_sentence(pass.states, b, n, pass.states.rows), golden_["decoder_states"][b],
                    tolerance);
      }
      check_close(log_probabilities(pass, b, n), golden_["logp"][b], tolerance);
    }
    if (loss) check_close({pass.loss.value[0]}, golden_["loss_ls_mean"], tolerance);
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
    Optimizer adam(model_.parameters(), {});
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
  using Vectors = std::vector<std::vector<double>>;
  std::vector<Vectors> vectors_;  // of sources that are no words, whose sentences_ have their lengths only
  std::vector<std::vector<std::int32_t>> sentences_;
  Batch batch_;
  std::vector<std::unique_ptr<Tape>> tapes_;
  FlatArray gradient_;
  double loss_ = 0;
  PickReward reward_;  // of hard attention
  std::vector<int> picks_;
  std::vector<double> rewards_;
};

// All that lie in tests/golden, whatever their sizes.
inline std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(NMT_SOURCE_DIR "/tests/golden")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

inline void check_golden_cases(double tolerance) {
  const auto files = golden_files();
  REQUIRE(files.size() >= 40);
  for (const auto& file : files) {
    SECTION(file.stem()) { GoldenCase(file).check(tolerance); }
  }
}

}  // namespace nmt::test

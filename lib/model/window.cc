#include "model/window.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

// bounds(T, j) is the window of column j, counted from 0, over a sentence of T positions.
struct Bounds {
  int first, end;
};
template <class Of>
Window window_of(Tape& t, const Encoded& encoded, int queries, Of bounds) {
  int* first = t.array<int>(queries);
  int* end = t.array<int>(queries);
  const int beams = queries / encoded.batch;
  for (int j = 0; j < queries; ++j) {
    const Bounds b = bounds(encoded.lengths[j / beams], j);
    first[j] = b.first;
    end[j] = b.end;
  }
  return {first, end};
}

class GlobalWindow : public Windows {
 public:
  View around(Tape& t, const Encoded& encoded, Var query, int) const override {
    return {window_of(t, encoded, query.cols, [](int length, int) { return Bounds{0, length}; }), {}};
  }
};

class MonotonicWindow : public Windows {
 public:
  explicit MonotonicWindow(int half_width) : half_width_(half_width) {}
  View around(Tape& t, const Encoded& encoded, Var query, int step) const override {
    const auto bounds = [&](int length, int) {
      const int centre = std::min(step, length - 1);
      return Bounds{std::max(0, centre - half_width_), std::min(length, centre + half_width_ + 1)};
    };
    return {window_of(t, encoded, query.cols, bounds), {}};
  }

 private:
  int half_width_;
};

class PredictiveWindow : public Windows {
 public:
  PredictiveWindow(const ModelConfig& c, Parameters& parameters)
      : half_width_(c.half_width),
        weight_(parameters.matrix("position.weight", c.attention_size, c.decoder_hidden)),
        v_(parameters.vector("position.v", c.attention_size, Init::uniform)) {}
  View around(Tape& t, const Encoded& encoded, Var query, int) const override {
    const Var x = tanh(t, linear(t, weight_, query));
    const Var centre = predicted_centres(t, x, v_, encoded.lengths, encoded.batch);
    const auto bounds = [&](int length, int j) {  // never empty: 0 ≤ p ≤ T and half_width ≥ 1
      const Real p = centre.value[j];
      return Bounds{static_cast<int>(std::max(Real{1}, std::ceil(p - half_width_))) - 1,
                    static_cast<int>(std::min(Real(length), std::floor(p + half_width_)))};
    };
    return {window_of(t, encoded, query.cols, bounds), centre};
  }
  Var weigh(Tape& t, Var weights, const View& view) const override {
    return gaussian_weights(t, weights, view.centre, half_width_ / 2, view.window);
  }

 private:
  Real half_width_;
  const Parameter *weight_, *v_;
};

}  // namespace

std::unique_ptr<Windows> make_windows(const ModelConfig& config, Parameters& parameters) {
  if (config.window == WindowKind::local_m) return std::make_unique<MonotonicWindow>(config.half_width);
  if (config.window == WindowKind::local_p) return std::make_unique<PredictiveWindow>(config, parameters);
  return std::make_unique<GlobalWindow>();
}

}  // namespace nmt

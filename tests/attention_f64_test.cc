#include <catch2/catch.hpp>
#include <cmath>

#include "gradient_check.h"
#include "nn/ops.h"

using namespace nmt;
using nmt::test::check_gradient;

namespace {

// 19 and 5 are no multiples of the lanes' 16: tails are checked as well.
constexpr int kBatch = 3;
const int kLengths[kBatch] = {4, 2, 3};

Window window_of(Tape& t, int beams) {
  int* first = t.array<int>(kBatch * beams);
  int* end = t.array<int>(kBatch * beams);
  for (int j = 0; j < kBatch * beams; ++j) {
    first[j] = j % 2;
    end[j] = kLengths[j / beams];
  }
  return {first, end};
}

}  // namespace

TEST_CASE("gradients of attention among source positions") {
  Parameters p;
  const Parameter* weight = p.matrix("weight", 5, 5);
  const Parameter* bias = p.vector("bias", 5);
  const Parameter* v = p.vector("v", 19);
  const Parameter* shift = p.vector("shift", 1);
  p.allocate();
  for (const bool shared : {false, true}) {
    SECTION(shared ? "one weight a position" : "one weight a feature") {
      check_gradient(
          {{19, 4 * kBatch}},
          [=](Tape& t, const auto& x) {
            return position_attention(t, x[0], {weight, bias, shared}, kLengths, kBatch);
          },
          &p);
    }
  }
  SECTION("pooling scores") {
    check_gradient(
        {{19, 4 * kBatch}},
        [=](Tape& t, const auto& x) { return pooling_scores(t, x[0], v, shift, kLengths, kBatch); }, &p);
  }
}

TEST_CASE("gradients of scores") {
  Parameters p;
  const Parameter* w = p.matrix("w", 6, 19);
  const Parameter* g = p.vector("g", 1);
  p.allocate();
  for (const int beams : {1, 2}) {
    const auto softmaxed = [](Tape& t, Var scores, Window window) {
      return windowed_softmax(t, scores, window);  // reads the window alone
    };
    SECTION("dot, " + std::to_string(beams)) {
      check_gradient({{19, 4 * kBatch}, {19, kBatch * beams}}, [=](Tape& t, const auto& x) {
        const Window window = window_of(t, beams);
        return softmaxed(t, dot_scores(t, x[0], x[1], 0.3, window, kBatch), window);
      });
    }
    SECTION("location, " + std::to_string(beams)) {
      check_gradient(
          {{19, kBatch * beams}},
          [=](Tape& t, const auto& x) {
            const Window window = window_of(t, beams);
            return softmaxed(t, location_scores(t, w, x[0], window, 4), window);
          },
          &p);
    }
    SECTION("cosine, " + std::to_string(beams)) {
      check_gradient(
          {{19, 4 * kBatch}, {19, kBatch * beams}},
          [=](Tape& t, const auto& x) {
            const Window window = window_of(t, beams);
            const Var keys = unit_columns(t, x[0]), query = scale(t, g, unit_columns(t, x[1]));
            return softmaxed(t, dot_scores(t, keys, query, 1, window, kBatch), window);
          },
          &p);
    }
  }
}

TEST_CASE("gradients of normalisers, windows and picks") {
  Parameters p;
  const Parameter* v = p.vector("v", 19);
  p.allocate();
  SECTION("linear") {
    check_gradient({{4, 2 * kBatch}},
                   [](Tape& t, const auto& x) { return windowed_linear(t, x[0], 0.1, window_of(t, 2)); });
  }
  SECTION("sparsemax") {
    check_gradient({{4, 2 * kBatch}},
                   [](Tape& t, const auto& x) { return windowed_sparsemax(t, x[0], window_of(t, 2)); });
  }
  SECTION("a predicted centre and its Gaussian") {
    check_gradient(
        {{19, 2 * kBatch}, {4, 2 * kBatch}},
        [=](Tape& t, const auto& x) {
          const Var centre = predicted_centres(t, tanh(t, x[0]), v, kLengths, kBatch);
          return gaussian_weights(t, x[1], centre, 1.5, window_of(t, 2));
        },
        &p);
  }
  static const int picks[] = {2, 0, 1, 1, -1, 2};
  SECTION("picked states") {
    check_gradient({{19, 4 * kBatch}}, [](Tape& t, const auto& x) {
      static const int heaviest[] = {2, 0, 1, 1, 0, 2};
      return picked_states(t, x[0], heaviest, 2 * kBatch, kBatch);
    });
  }
  SECTION("the loss of picks") {
    static const Real gain[] = {0.5, -2, 1, 0.1, 7, -0.3};
    check_gradient({{4, 2 * kBatch}}, [](Tape& t, const auto& x) {
      const int lengths_of_columns[] = {4, 4, 2, 2, 3, 3};
      int* first = t.array<int>(6);
      int* end = t.array<int>(6);
      for (int j = 0; j < 6; ++j) first[j] = 0, end[j] = lengths_of_columns[j];
      return pick_loss(t, windowed_softmax(t, x[0], {first, end}), picks, gain, 0.4);
    });
  }
}

TEST_CASE("gradients of attention, for one query and for several that share a memory") {
  Parameters p;
  const Parameter* v = p.vector("v", 19);
  p.allocate();
  for (const int beams : {1, 2}) {
    SECTION("additive scores, " + std::to_string(beams)) {
      check_gradient(
          {{19, 4 * kBatch}, {19, kBatch * beams}},
          [=](Tape& t, const auto& x) {
            const Window window = window_of(t, beams);
            return windowed_softmax(t, additive_scores(t, x[0], x[1], v, window, kBatch), window);
          },
          &p);
    }
    SECTION("weighted sum, " + std::to_string(beams)) {
      check_gradient({{4, kBatch * beams}, {19, 4 * kBatch}}, [=](Tape& t, const auto& x) {
        const Window window = window_of(t, beams);
        return weighted_sum(t, windowed_softmax(t, x[0], window), x[1], window, kBatch);
      });
    }
  }
  SECTION("mean over time") {
    check_gradient({{19, 4 * kBatch}},
                   [](Tape& t, const auto& x) { return mean_over_time(t, x[0], kLengths, kBatch); });
  }
}

TEST_CASE("a derivative that is no number is no small error") {
  const auto broken = [](Tape& t, const auto& x) {
    const Var in = x[0], y = t.make(1, 1);
    y.value[0] = in.value[0];
    t.record([=] { in.grad[0] = std::nan(""); });
    return y;
  };
  CHECK_FALSE(nmt::test::GradientCheck({{1, 1}}, broken).worst() < 1e-6);
}

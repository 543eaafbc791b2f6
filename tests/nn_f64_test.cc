#include <catch2/catch.hpp>

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

TEST_CASE("gradients of dense ops") {
  Parameters p;
  const Parameter* w = p.matrix("w", 19, 5);
  const Parameter* b = p.vector("b", 19);
  p.allocate();
  SECTION("linear") {
    check_gradient(
        {{5, 3}}, [=](Tape& t, const auto& x) { return linear(t, w, x[0], b); }, &p);
  }
  SECTION("linear of some rows and some columns") {
    check_gradient(
        {{5, 3}, {2, 3}},
        [=](Tape& t, const auto& x) {
          const Var y = linear(t, rows_of(w, 3, 7), x[0]);
          return concat_rows(t, y, linear(t, columns_of(w, 1, 2), x[1]));
        },
        &p);
  }
  SECTION("linear of a stack") {
    check_gradient(
        {{2, 3}, {3, 3}},
        [=](Tape& t, const auto& x) {
          return linear_of_stack(t, w, {x[0], x[1]}, b);
        },
        &p);
  }
  SECTION("lookup, the same row twice") {
    static const int ids[] = {3, 0, 3};
    check_gradient(
        {}, [=](Tape& t, const auto&) { return lookup(t, w, ids, 3); }, &p);
  }
}

TEST_CASE("gradients of element ops") {
  SECTION("tanh") {
    check_gradient({{19, 2}}, [](Tape& t, const auto& x) { return tanh(t, x[0]); });
  }
  SECTION("maxout") {
    check_gradient({{10, 2}}, [](Tape& t, const auto& x) { return maxout(t, x[0]); });
  }
  SECTION("add") {
    check_gradient({{5, 2}, {5, 2}}, [](Tape& t, const auto& x) { return add(t, x[0], x[1]); });
  }
  SECTION("select_columns, one twice") {
    static const int columns[] = {1, 0, 1, 2};
    check_gradient({{5, 3}}, [](Tape& t, const auto& x) { return select_columns(t, x[0], columns, 4); });
  }
  SECTION("dropout with its mask held") {
    check_gradient({{19, 2}}, [](Tape& t, const auto& x) {
      t.set_random(Random(1, Purpose::dropout));
      return dropout(t, x[0], 0.4);
    });
  }
  SECTION("dropout of columns, and by a mask that is used twice") {
    check_gradient({{19, 5}}, [](Tape& t, const auto& x) {
      t.set_random(Random(1, Purpose::dropout));
      return dropout_columns(t, x[0], 0.4);
    });
    check_gradient({{19, 2}, {19, 2}}, [](Tape& t, const auto& x) {
      t.set_random(Random(1, Purpose::dropout));
      const Real* mask = dropout_mask(t, 19, 2, 0.4);
      return add(t, masked(t, x[0], mask), tanh(t, masked(t, x[1], mask)));
    });
  }
  SECTION("join_directions") {
    check_gradient({{5, 6}, {5, 6}},
                   [](Tape& t, const auto& x) { return join_directions(t, x[0], x[1], 2); });
  }
}

TEST_CASE("gradients of recurrent steps, some columns at padding") {
  static const int lengths[] = {3, 1};
  for (const int position : {0, 2}) {
    SECTION("gru at position " + std::to_string(position)) {
      check_gradient({{57, 2}, {57, 2}, {19, 2}}, [=](Tape& t, const auto& x) {
        return gru_step(t, x[0], x[1], x[2], {lengths, position});
      });
    }
    SECTION("Cho's gru at position " + std::to_string(position)) {
      check_gradient({{57, 2}, {38, 2}, {19, 2}}, [=](Tape& t, const auto& x) {
        const auto [z, reset_h] = gru_cho_gates(t, x[0], x[1], x[2]);
        return gru_cho_step(t, x[0], reset_h, z, x[2], {lengths, position});
      });
    }
    SECTION("lstm at position " + std::to_string(position)) {
      Parameters p;
      const Parameter* bias = p.vector("bias", 76);
      p.allocate();
      check_gradient(
          {{76, 2}, {19, 2}, {19, 2}},
          [=](Tape& t, const auto& x) {
            const Active active{lengths, position};
            const auto [c, output] = lstm_gates(t, x[0], bias, x[1], active);
            return concat_rows(t, lstm_step(t, output, c, x[2], active), c);
          },
          &p);
    }
  }
}

TEST_CASE("gradients of layer normalisation, in one group and in two") {
  Parameters p;
  const Parameter* gain = p.vector("gain", 57);
  const Parameter* bias = p.vector("bias", 57);
  p.allocate();
  for (const int split : {0, 38}) {
    SECTION("split " + std::to_string(split)) {
      check_gradient(
          {{57, 3}},
          [=](Tape& t, const auto& x) {
            return layer_norm(t, x[0], {gain, bias, 0, split});
          },
          &p);
    }
  }
  SECTION("some rows of the gain, no bias") {
    check_gradient(
        {{19, 3}},
        [=](Tape& t, const auto& x) {
          return layer_norm(t, x[0], {gain, nullptr, 38});
        },
        &p);
  }
}

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

TEST_CASE("gradient of the output layer's cross-entropy, over more than one chunk") {
  Parameters p;
  const Parameter* w = p.matrix("w", 7, 5);
  const Parameter* b = p.vector("b", 7);
  p.allocate();
  static std::vector<int> target;
  target.clear();
  for (int j = 0; j < 300; ++j) target.push_back(j % 5 == 4 ? -1 : j % 7);
  check_gradient(
      {{5, 300}},
      [=](Tape& t, const auto& x) {
        return cross_entropy(t, w, b, x[0], target.data(), {0.1, 0.25}, nullptr);
      },
      &p);
}

TEST_CASE("gradients of products with one-hot vectors") {
  Parameters p;
  const Parameter* w = p.matrix("w", 7, 9);
  const Parameter* b = p.vector("b", 7);
  p.allocate();
  static const int ids[] = {2, -1, 0, 2, 3, 1};
  SECTION("alone and added, the same word twice and the zero vector") {
    check_gradient(
        {{3, 6}},
        [=](Tape& t, const auto& x) {
          const Var y = linear(t, columns_of(w, 0, 3), x[0]);
          add_linear_of_one_hot(t, columns_of(w, 3, 4), ids, y);
          return add(t, tanh(t, y), linear_of_one_hot(t, columns_of(w, 5, 4), ids, 6, b));
        },
        &p);
  }
  SECTION("below the input of the output layer") {
    check_gradient(
        {{5, 6}},
        [=](Tape& t, const auto& x) {
          static const int target[] = {0, 6, -1, 3, 3, 1};
          return cross_entropy(t, w, b, x[0], target, {0.1, 0.25}, nullptr, ids);
        },
        &p);
  }
}

TEST_CASE("a weight used step by step has the gradient of one used at once") {
  Parameters p;
  const Parameter* w = p.matrix("w", 5, 5);
  p.allocate();
  check_gradient(
      {{5, 2}},
      [=](Tape& t, const auto& x) {
        Var h = x[0], first;
        t.begin_rounds(4);
        for (int i = 0; i < 4; ++i) {
          t.next_round();
          h = tanh(t, linear(t, w, h));
          if (i == 0) first = h;
        }
        const Var all = t.all_rounds(first);
        t.end_rounds();
        return all;
      },
      &p);
}

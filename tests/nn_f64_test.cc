#include <catch2/catch.hpp>

#include "gradient_check.h"
#include "nn/ops.h"

using namespace nmt;
using nmt::test::check_gradient;

// 19 and 5 are no multiples of the lanes' 16: tails are checked as well.

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

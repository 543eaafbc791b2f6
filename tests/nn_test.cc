#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "base/random.h"
#include "nn/gemm.h"
#include "nn/lanes.h"
#include "nn/ops.h"
#include "nn/panels.h"

using namespace nmt;

namespace {

std::vector<Real> numbers(std::size_t count, std::uint32_t stream) {
  Random random(1, Purpose::test, stream);
  std::vector<Real> x(count);
  for (Real& each : x) each = static_cast<Real>(random.normal());
  return x;
}

// Σ in double, the judge of the fast products
double element(const std::vector<Real>& a, std::size_t a_at, std::size_t a_step, const std::vector<Real>& b,
               std::size_t b_at, std::size_t b_step, int count) {
  double sum = 0;
  for (int i = 0; i < count; ++i) sum += double{a[a_at + i * a_step]} * b[b_at + i * b_step];
  return sum;
}

}  // namespace

TEST_CASE("the three products are what a plain loop computes, in every precision") {
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    if (!can_multiply(precision)) continue;
    // A bf16 number has 8 bits of mantissa; sums here are of up to 700 products of normal numbers.
    const double margin = precision == Precision::fp32 ? 1e-4 : 0.3;
    for (const auto& [out, in, n] :
         {std::tuple{7, 5, 3}, {64, 48, 1}, {33, 100, 17}, {1, 1, 1}, {130, 20, 70}, {24, 40, 700}}) {
      const auto w = numbers(out * in, 1), x = numbers(in * n, 2), dy = numbers(out * n, 3),
                 bias = numbers(out, 4);
      PackedWeight packed(out, in, precision, true);
      packed.pack({w.data(), out, in, in});
      for (const PackedWeight* copies : {static_cast<const PackedWeight*>(nullptr), &std::as_const(packed)}) {
        std::vector<Real> y(out * n, 2), dx(in * n, 2), dw(out * in, 2);
        const ConstWeight weight{w.data(), out, in, in, copies};
        gemm_forward(weight, x.data(), n, bias.data(), 1, y.data());
        gemm_backward_data(weight, dy.data(), n, 0, dx.data());
        gemm_backward_weight(out, in, n, dy.data(), out, x.data(), precision, dw.data(), in);
        for (int j = 0; j < n; ++j) {
          for (int r = 0; r < out; ++r) {
            const double sum = 2 + bias[r] + element(w, r * in, 1, x, j * in, 1, in);
            REQUIRE(y[j * out + r] == Approx(sum).margin(margin));
          }
          for (int c = 0; c < in; ++c) {
            REQUIRE(dx[j * in + c] == Approx(element(w, c, in, dy, j * out, 1, out)).margin(margin));
          }
        }
        for (int r = 0; r < out; ++r) {
          for (int c = 0; c < in; ++c) {
            REQUIRE(dw[r * in + c] == Approx(2 + element(dy, r, out, x, c, in, n)).margin(margin));
          }
        }
      }
    }
  }
}

TEST_CASE("a column of a product has the same bits whatever stands beside it") {
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    if (!can_multiply(precision)) continue;
    for (const auto& [out, in] :
         {std::pair{512, 512}, {101, 37}, {8, 64}, {1536, 1024}, {300, 600}, {700, 3000}}) {
      const auto w = numbers(out * in, 4), x = numbers(in * 400, 5), bias = numbers(out, 6);
      PackedWeight packed(out, in, precision, false);
      packed.pack({w.data(), out, in, in});
      const ConstWeight weight{w.data(), out, in, in, &packed};
      std::vector<Real> all(out * 400), some(out * 400);
      gemm_forward(weight, x.data(), 400, bias.data(), 0, all.data());
      for (const int n : {1, 2, 3, 5, 8, 16, 17, 33, 69, 130, 300}) {
        for (const int first : {0, 1, 400 - n}) {
          gemm_forward(weight, x.data() + first * in, n, bias.data(), 0, some.data());
          REQUIRE(std::memcmp(some.data(), all.data() + first * out, n * out * sizeof(Real)) == 0);
        }
      }
    }
  }
}

TEST_CASE("panels multiply as a plain loop does, each column with the same bits as alone") {
  for (const auto& [rows, columns, n] :
       {std::tuple{1, 1, 1}, {16, 3, 2}, {17, 5, 3}, {40, 300, 7}, {200, 513, 13}, {65, 20, 300}}) {
    const auto w = numbers(rows * columns, 1), x = numbers(columns * n, 2), bias = numbers(rows, 3);
    const PackedWeight::Copy panels = make_panels(rows, columns), transposed = make_panels(rows, columns);
    fill_panels(w.data(), rows, columns, columns, 1, panels);
    std::vector<Real> y(rows * n, 2), alone(rows), of_transposed(rows * n);
    multiply_panels(panels, rows, columns, x.data(), n, bias.data(), 1, y.data());
    for (int j = 0; j < n; ++j) {
      for (int r = 0; r < rows; ++r) {
        const double sum = 2 + bias[r] + element(w, r * columns, 1, x, j * columns, 1, columns);
        REQUIRE(y[j * rows + r] == Approx(sum).margin(1e-4));
      }
      std::fill(alone.begin(), alone.end(), Real{2});
      multiply_panels(panels, rows, columns, x.data() + j * columns, 1, bias.data(), 1, alone.data());
      REQUIRE(std::memcmp(alone.data(), y.data() + j * rows, rows * sizeof(Real)) == 0);
    }
    fill_panels(w.data(), rows, columns, 1, rows, transposed);
    multiply_panels(transposed, rows, columns, x.data(), n, nullptr, 0, of_transposed.data());
    for (int j = 0; j < n; ++j) {
      for (int r = 0; r < rows; ++r) {
        const double sum = element(w, r, rows, x, j * columns, 1, columns);
        REQUIRE(of_transposed[j * rows + r] == Approx(sum).margin(1e-4));
      }
    }
  }
}

TEST_CASE("element work has the same bits wherever in memory it is done") {
  const auto x = numbers(64, 6);
  std::vector<Real> reference(37), moved(64);
  const auto squash = [](const Real* from, Real* to, int count) {
    for_blocks(count,
               [=](auto block) { block.store(to, sigmoid(block.load(from)) + block.load(from).tanh()); });
  };
  squash(x.data(), reference.data(), 37);
  for (int shift = 1; shift < 17; ++shift) {
    std::vector<Real> shifted(64);
    std::copy_n(x.data(), 37, shifted.data() + shift);
    squash(shifted.data() + shift, moved.data() + 17 - shift, 37);
    CHECK(std::memcmp(reference.data(), moved.data() + 17 - shift, 37 * sizeof(Real)) == 0);
  }
}

TEST_CASE("sigmoid and tanh are accurate to a few units in the last place, in the tails too") {
  for (double x = -30; x < 30; x += 0.37) {
    const Lanes lanes = Lanes::Constant(static_cast<Real>(x));
    const double exact = static_cast<double>(static_cast<Real>(x));
    CHECK(sigmoid(lanes)[3] == Approx(1 / (1 + std::exp(-exact))).epsilon(5e-7));
    CHECK(lanes.tanh()[3] == Approx(std::tanh(exact)).epsilon(1e-6));
  }
}

TEST_CASE("sums of blocks leave out what is behind the end") {
  const std::vector<Real> x(40, 1);
  for (const int n : {0, 1, 15, 16, 17, 31, 33}) {
    CHECK(sum_blocks(n, [&](auto block) { return block.load(x.data()); }) == n);
  }
}

TEST_CASE("softmax weights of equal scores are equal, and 0 outside the window") {
  Tape t(false);
  Var e = t.make(5, 2);
  e.v().setConstant(3);
  const int first[] = {0, 2}, end[] = {4, 3};
  const Var a = windowed_softmax(t, e, {first, end});
  const Real want[] = {0.25, 0.25, 0.25, 0.25, 0, 0, 0, 1, 0, 0};
  for (int i = 0; i < 10; ++i) CHECK(a.value[i] == want[i]);
}

TEST_CASE("softmax does not overflow") {
  Tape t(false);
  Var e = t.make(2, 1);
  e.value[0] = 3e38f;
  e.value[1] = -3e38f;
  const int first[] = {0}, end[] = {2};
  const Var a = windowed_softmax(t, e, {first, end});
  CHECK(a.value[0] == 1);
  CHECK(a.value[1] < 1e-37);  // 0, or where exp() ends on older processors
}

TEST_CASE("cross-entropy of an even distribution over 4 words is log 4, at every smoothing") {
  Parameters p;
  const Parameter* w = p.matrix("w", 4, 3);
  const Parameter* b = p.vector("b", 4);
  p.allocate();
  Tape t(false);
  Var x = t.make(3, 2);
  x.v().setOnes();
  const int target[] = {2, -1};
  Real log_probability[2];
  for (const Real smoothing : {Real(0), Real(0.1)}) {
    const Var loss = cross_entropy(t, w, b, x, target, {smoothing, 1}, log_probability);
    CHECK(loss.value[0] == Approx(std::log(4.0)));
    CHECK(log_probability[0] == Approx(-std::log(4.0)));
    CHECK(log_probability[1] == 0);
  }
}

TEST_CASE("what rounds make lies one behind the other") {
  Tape t(true);
  t.begin_rounds(3);
  Var first;
  for (int i = 0; i < 3; ++i) {
    t.next_round();
    const Var a = t.make(2, 2), b = t.make(5, 1);
    a.v().setConstant(static_cast<Real>(i));
    b.v().setConstant(static_cast<Real>(10 + i));
    if (i == 0) first = a;
  }
  const Var all = t.all_rounds(first);
  t.end_rounds();
  REQUIRE(all.cols == 6);
  for (int j = 0; j < 6; ++j) CHECK(all.v()(1, j) == static_cast<Real>(j / 2));
}

TEST_CASE("an arena that was reset hands out the same memory again, whatever the order of sizes") {
  Arena arena;
  for (const std::size_t megabytes : {1, 5, 30}) arena.allocate(megabytes << 20);
  arena.reset();
  const std::size_t held = arena.capacity();
  const void* first = arena.allocate(std::size_t{30} << 20);
  for (int round = 0; round < 3; ++round) {
    arena.reset();
    CHECK(arena.allocate(1000) == first);
    arena.allocate((9 * static_cast<std::size_t>(round) + 1) << 20);
    CHECK(arena.capacity() == held);
  }
}

TEST_CASE("an arena that gave its memory back takes as much of it again, in one piece") {
  Arena arena;
  for (const std::size_t megabytes : {1, 5, 30}) arena.allocate(megabytes << 20);
  arena.release();
  CHECK(arena.capacity() == 0);
  arena.allocate(1000);
  CHECK(arena.capacity() == std::size_t{39} << 20);  // 4 + 5 + 30
}

TEST_CASE("what an arena handed out after a mark it hands out again after rewinding to it") {
  Arena arena;
  arena.allocate(100);
  const Arena::Mark mark = arena.mark();
  const void* small = arena.allocate(1000);
  const void* large = arena.allocate(std::size_t{50} << 20);
  for (int round = 0; round < 3; ++round) {
    arena.rewind(mark);
    CHECK(arena.allocate(1000) == small);
    CHECK(arena.allocate(std::size_t{50} << 20) == large);
  }
}

TEST_CASE("positions are drawn as often as they weigh, and taken heaviest first without chance") {
  constexpr int kDraws = 20000;
  Tape tape(false);
  Var weights = tape.make(4, kDraws);
  const Real a[] = {9, 0.2f, 0, 0.6f};  // of a window that begins behind the first
  for (int j = 0; j < kDraws; ++j) std::copy_n(a, 4, weights.at(j));
  const std::vector<int> first(kDraws, 1), end(kDraws, 4);
  CHECK(pick_positions(tape, weights, {first.data(), end.data()})[7] == 3);
  tape.set_random(Random(1, Purpose::test));
  const int* picks = pick_positions(tape, weights, {first.data(), end.data()});
  const auto share = [&](int s) { return std::count(picks, picks + kDraws, s) / double{kDraws}; };
  CHECK(share(0) == 0);
  CHECK(share(1) == Approx(0.25).margin(0.01));  // three deviations
  CHECK(share(2) == 0);
  CHECK(share(3) == Approx(0.75).margin(0.01));
}

TEST_CASE(
    "sparsemax ends and sums to one, where rounding takes a score in and out and where scores are large") {
  const std::vector<std::vector<float>> columns = {
      {-0.8544246554374695f, -1.1397845544993774f, -0.42514434456825256f},
      {-0.8544246554374695f, -1.1397845552993774f, -0.42514434456825256f},
      {2e7f, 0},
      {99.7f, 100.1f, 100.05f, 99.2f, 100.3f},
  };
  for (const std::vector<float>& column : columns) {
    Tape tape(false);
    const int count = static_cast<int>(column.size()), first = 0;
    const Var scores = tape.make(count, 1);
    std::copy_n(column.data(), count, scores.value);
    const Var weights = windowed_sparsemax(tape, scores, {&first, &count});
    CHECK(weights.v().sum() == Approx(1).margin(1e-5));
    CHECK(weights.v().minCoeff() >= 0);
  }
}

TEST_CASE("a tape that is reset in the midst of a recurrence begins anew") {
  Tape tape(true);
  tape.begin_rounds(3);
  tape.next_round();
  tape.make(2, 1);
  tape.reset();
  const Var x = tape.make(4, 5);
  CHECK((x.rows == 4 && x.cols == 5));
  tape.begin_rounds(2);
}

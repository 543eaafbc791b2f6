#pragma once

#include <Eigen/Core>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <new>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/random.h"
#include "base/real.h"
#include "nn/arena.h"
#include "nn/parameters.h"

namespace nmt {

using Matrix = Eigen::Map<Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>>;

// A (rows, cols) column-major value and, on a recording tape, its gradient: a view into the tape's arena.
// Sequences are features × (time · batch), time outermost: step t is columns(t * B, B).
struct Var {
  Real* value = nullptr;
  Real* grad = nullptr;
  int rows = 0, cols = 0;

  Matrix v() const { return {value, rows, cols}; }
  Matrix d() const { return {grad, rows, cols}; }
  Real* at(int column) const { return value + static_cast<std::ptrdiff_t>(column) * rows; }
  Real* grad_at(int column) const { return grad + static_cast<std::ptrdiff_t>(column) * rows; }
  Var columns(int first, int count) const {
    const std::ptrdiff_t skipped = static_cast<std::ptrdiff_t>(first) * rows;
    return {value + skipped, grad ? grad + skipped : nullptr, rows, count};
  }
  explicit operator bool() const { return value != nullptr; }
};

// What a parameter's gradient is made of. Weight gradients are deferred: while the tape runs, an op only
// notes where its input and its output's gradient lie; GradientGatherer makes the products at the end, one
// for all steps of a sequence, instead of streaming the whole gradient through the cache at every step.
struct ProductUse {  // dW of the block += dy xᵀ
  WeightBlock weight;
  const Real* x;   // (columns of the block, count)
  const Real* dy;  // (rows of the block, count)
  int count;
};
struct RowUse {  // dW[ids[j], :] += dy[:, j]
  const Parameter* parameter;
  const int* ids;
  const Real* dy;  // (columns of the parameter, count)
  int count;
};
struct ColumnUse {  // dW[:, ids[j]] of the block += dy[:, j], unless ids[j] < 0
  WeightBlock weight;
  const int* ids;
  const Real* dy;  // (rows of the block, count)
  int count;
};
struct BiasUse {  // db += dy 1
  const Parameter* parameter;
  const Real* dy;  // (rows, count)
  int count;
};

// Records named ops while a model is computed and runs their backwards in reverse. A tape that does not
// record keeps nothing but values: search and training share every line of the model. One thread a tape.
class Tape {
 public:
  explicit Tape(bool recording) : recording_(recording) {}
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // A new value, uninitialised; its gradient is zero.
  Var make(int rows, int cols) {
    Var x;
    if (rounds_ == 0) {
      x = allocate(rows, cols);
    } else if (round_ == 0) {
      slots_.push_back(allocate(rows, cols * rounds_));
      x = slots_.back().columns(0, cols);
    } else {
      const Var& slot = slots_[slot_++];
      assert(slot.rows == rows && slot.cols == cols * rounds_ && "every round must make the same values");
      x = slot.columns(round_ * cols, cols);
    }
    return x;
  }
  // Numbers without a gradient, uninitialised, kept until reset().
  Real* scratch(int rows, int cols) { return array<Real>(static_cast<std::size_t>(rows) * cols); }
  template <class T>
  T* array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(arena_.allocate(count * sizeof(T)));
  }

  // A recurrence computes the same ops `rounds` times. Between begin_rounds() and end_rounds(), each round
  // begun by next_round(), the k-th make() of every round lies in one block, one round behind the other: so
  // what was made step by step is one matrix afterwards, all_rounds(x of the first round).
  void begin_rounds(int rounds) {
    assert(rounds_ == 0 && rounds > 0);
    rounds_ = rounds;
    round_ = -1;
    slots_.clear();
  }
  void next_round() {
    ++round_;
    slot_ = 0;
    assert(round_ < rounds_);
  }
  Var all_rounds(Var first) const { return {first.value, first.grad, first.rows, first.cols * rounds_}; }
  void end_rounds() { rounds_ = 0; }

  // `backward` runs when the tape does; it may capture views only.
  template <class F>
  void record(F backward) {
    static_assert(std::is_trivially_destructible_v<F>, "capture views, not owners");
    if (!recording_) return;
    last_ = new (arena_.allocate(sizeof(Node<F>))) Node<F>{{&Node<F>::call, last_}, backward};
  }
  void use_product(WeightBlock w, Var x, Var y) {
    if (recording_) products_.push_back({w, x.value, y.grad, x.cols});
  }
  void use_rows(const Parameter* p, const int* ids, Var y) {
    if (recording_) rows_.push_back({p, ids, y.grad, y.cols});
  }
  void use_columns(WeightBlock w, const int* ids, Var y) {
    if (recording_) columns_.push_back({w, ids, y.grad, y.cols});
  }
  void use_bias(const Parameter* p, Var y) {
    if (recording_) biases_.push_back({p, y.grad, y.cols});
  }
  // A gradient that an op sums up itself, of the parameter's shape; zero when first asked for.
  Real* accumulator(const Parameter* p);

  void backward(Var loss) {
    assert(recording_ && loss.rows == 1 && loss.cols == 1);
    loss.grad[0] = 1;
    for (Link* node = last_; node; node = node->previous) node->run(node);
  }

  // Forgets everything but the memory.
  void reset() {
    arena_.reset();
    last_ = nullptr;
    rounds_ = 0;
    products_.clear();
    rows_.clear();
    columns_.clear();
    biases_.clear();
    accumulators_.clear();
  }
  // Forgets that too, until it is needed again.
  void release() {
    reset();
    arena_.release();
  }

  bool recording() const { return recording_; }
  // Dropout draws from here; without it nothing is dropped.
  void set_random(std::optional<Random> random) { random_ = random; }
  std::optional<Random>& random() { return random_; }
  Arena& arena() { return arena_; }

  const std::vector<ProductUse>& products() const { return products_; }
  const std::vector<RowUse>& row_uses() const { return rows_; }
  const std::vector<ColumnUse>& column_uses() const { return columns_; }
  const std::vector<BiasUse>& biases() const { return biases_; }
  const Real* accumulated(const Parameter* p) const;  // null if nothing was

 private:
  struct Link {
    void (*run)(Link*);
    Link* previous;
  };
  template <class F>
  struct Node : Link {
    F backward;
    static void call(Link* link) { static_cast<Node*>(link)->backward(); }
  };

  Var allocate(int rows, int cols) {
    const std::size_t count = static_cast<std::size_t>(rows) * cols;
    Var x{array<Real>(count), nullptr, rows, cols};
    if (recording_) {
      x.grad = array<Real>(count);
      std::memset(x.grad, 0, count * sizeof(Real));
    }
    return x;
  }

  struct Accumulated {
    const Parameter* parameter;
    Real* data;
  };

  Arena arena_;
  bool recording_;
  Link* last_ = nullptr;
  std::optional<Random> random_;
  std::vector<ProductUse> products_;
  std::vector<RowUse> rows_;
  std::vector<ColumnUse> columns_;
  std::vector<BiasUse> biases_;
  std::vector<Accumulated> accumulators_;
  int rounds_ = 0, round_ = 0;
  std::size_t slot_ = 0;
  std::vector<Var> slots_;
};

}  // namespace nmt

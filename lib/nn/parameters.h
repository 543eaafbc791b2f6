#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/real.h"
#include "nn/gemm.h"

namespace nmt {

// How a parameter begins. Uniform: in ±1/√n, n columns or, of a vector, rows; so do what multiplies a cell's
// own state and the vectors of scores. He: in ±√(6/n) (He et al. 2015, eq. 10), the other matrices: with
// ±1/√n stacked LSTMs hardly begin to learn. Embeddings: normal; smaller where they are the output layer as
// well, whose scores they would make too large. LSTM biases: 0, but 1 for the forget gates, the second
// quarter (Jozefowicz et al. 2015).
enum class Init { zero, one, uniform, he, embedding, tied_embedding, lstm_bias };

// A part of a matrix in which products are made, and its copies for the matrix library.
struct PackedBlock {
  int first_row, rows, first_column, columns;
  PackedWeight copies;
};

// One named tensor: a matrix (rows = out, columns = in, row-major) or a vector (columns = 1).
struct Parameter {
  std::string name;
  int rows, columns;
  bool vector;  // of one dimension in files
  Init init;
  int index = 0;           // in the order of creation
  std::size_t offset = 0;  // of the first number in the flat array
  Real* value = nullptr;
  std::vector<PackedBlock> packed = {};
  bool frozen = false;  // stays as it is: is in no block of blocks(), hence has no gradient

  std::size_t size() const { return static_cast<std::size_t>(rows) * columns; }
};

// A matrix, or some of its rows or columns, as the ops take it.
struct WeightBlock {
  const Parameter* parameter;
  int first_row, rows, first_column, columns;

  WeightBlock(const Parameter* p) : WeightBlock(p, 0, p->rows, 0, p->columns) {}  // NOLINT: all of it
  WeightBlock(const Parameter* p, int first_row_, int rows_, int first_column_, int columns_)
      : parameter(p), first_row(first_row_), rows(rows_), first_column(first_column_), columns(columns_) {}

  bool operator==(const WeightBlock&) const = default;

  const Real* data() const {
    return parameter->value + static_cast<std::ptrdiff_t>(first_row) * parameter->columns + first_column;
  }
  ConstWeight view() const {
    ConstWeight w{data(), rows, columns, parameter->columns};
    for (const PackedBlock& each : parameter->packed) {
      if (each.first_row == first_row && each.rows == rows && each.first_column == first_column &&
          each.columns == columns) {
        w.packed = &each.copies;
      }
    }
    return w;
  }
};
inline WeightBlock rows_of(const Parameter* p, int first, int count) {
  return {p, first, count, 0, p->columns};
}
inline WeightBlock columns_of(const Parameter* p, int first, int count) {
  return {p, 0, p->rows, first, count};
}

// Some rows of a parameter, as a unit of parallel work.
struct ParameterBlock {
  const Parameter* parameter;
  int first_row, rows;

  std::size_t size() const { return static_cast<std::size_t>(rows) * parameter->columns; }
  // Of its first number in a flat array.
  std::size_t offset() const {
    return parameter->offset + static_cast<std::size_t>(first_row) * parameter->columns;
  }
};

using FlatArray = Eigen::Array<Real, Eigen::Dynamic, 1>;
FlatArray zeros(std::size_t count);

// All parameters of a model in one flat array, so that optimiser, norm and checkpoint are each one loop.
// Gradients and moments are arrays of the same layout. Addresses are stable from allocate() on.
class Parameters {
 public:
  Parameters() = default;
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  const Parameter* matrix(std::string name, int rows, int columns, Init init = Init::he);
  const Parameter* vector(std::string name, int rows, Init init = Init::zero);

  // Once all are added: gives them their memory, zero.
  void allocate();
  // Draws the first values; a parameter's depend on the seed and its place in the order of creation only.
  void initialize(std::uint64_t seed);
  // From now on these stay as they are: those of this name, or whose name begins with it and a dot. How many.
  int freeze(std::string_view part);
  // From now on keeps copies of these blocks for the matrix library, and no others.
  void pack(std::span<const WeightBlock> blocks, Precision precision, bool for_training, int threads);
  // Brings the copies up to date; needed whenever values have changed.
  void refresh_packed(int threads);
  Precision precision() const { return precision_; }  // of the products

  const std::deque<Parameter>& all() const { return parameters_; }
  // All parameters that are not frozen, cut into blocks that stay in a core's cache, the largest first, so
  // that threads which take one after the other end together.
  std::vector<ParameterBlock> blocks() const;
  const Parameter* find(std::string_view name) const;  // null if there is none
  FlatArray& values() { return values_; }
  const FlatArray& values() const { return values_; }
  std::size_t count() const;   // numbers, alignment gaps not counted
  std::size_t memory() const;  // bytes, with the copies

 private:
  std::deque<Parameter> parameters_;
  FlatArray values_;
  Precision precision_ = Precision::fp32;
};

}  // namespace nmt

#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/real.h"
#include "nn/gemm.h"

namespace nmt {

// How a parameter begins. Uniform is in ±1/√columns (for a vector: ±1/√rows).
enum class Init { zero, one, uniform, embedding };

// How a weight is used, which decides whether a transposed copy of it is kept up to date: products of few
// columns, as in a recurrence, run at twice the speed when their matrix need not be turned around first.
enum class Use { all_steps_at_once, step_by_step };

// One named tensor: a matrix (rows = out, columns = in, row-major) or a vector (columns = 1).
struct Parameter {
  std::string name;
  int rows, columns;
  bool vector;  // of one dimension in files
  Init init;
  Use use;
  int index = 0;           // in the order of creation
  std::size_t offset = 0;  // of the first number in the flat array
  Real* value = nullptr;
  Real* transposed = nullptr;  // (columns, rows), row-major; null where none is kept

  std::size_t size() const { return static_cast<std::size_t>(rows) * columns; }
};

// A matrix, or some of its rows or columns, as the ops take it.
struct WeightBlock {
  const Parameter* parameter;
  int first_row, rows, first_column, columns;

  WeightBlock(const Parameter* p) : WeightBlock(p, 0, p->rows, 0, p->columns) {}  // NOLINT: all of it
  WeightBlock(const Parameter* p, int first_row_, int rows_, int first_column_, int columns_)
      : parameter(p), first_row(first_row_), rows(rows_), first_column(first_column_), columns(columns_) {}

  ConstWeight view() const {
    const Parameter& p = *parameter;
    const auto at = [](Real* data, std::ptrdiff_t row, std::ptrdiff_t width, int column) {
      return data ? data + row * width + column : nullptr;
    };
    return {at(p.value, first_row, p.columns, first_column),   rows,  columns, p.columns,
            at(p.transposed, first_column, p.rows, first_row), p.rows};
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

// All parameters of a model in one flat array, so that optimiser, norm and checkpoint are each one loop.
// Gradients and moments are arrays of the same layout. Addresses are stable from allocate() on.
class Parameters {
 public:
  Parameters() = default;
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  const Parameter* matrix(std::string name, int rows, int columns, Use use = Use::all_steps_at_once,
                          Init init = Init::uniform);
  const Parameter* vector(std::string name, int rows, Init init = Init::zero);

  // Once all are added: gives them their memory, zero.
  void allocate();
  // Draws the first values; a parameter's depend on the seed and its place in the order of creation only.
  void initialize(std::uint64_t seed);
  // Keeps transposed copies of all matrices from now on, for search.
  void transpose_all();
  // Brings the transposed copies up to date after values have changed.
  void refresh_transposed(int threads);
  void refresh_transposed(const ParameterBlock& block);

  const std::deque<Parameter>& all() const { return parameters_; }
  // All parameters cut into blocks that stay in a core's cache, the largest first, so that threads which take
  // one after the other end together.
  std::vector<ParameterBlock> blocks() const;
  const Parameter* find(std::string_view name) const;  // null if there is none
  FlatArray& values() { return values_; }
  const FlatArray& values() const { return values_; }
  std::size_t count() const;    // numbers, alignment gaps not counted
  std::size_t memory() const {  // bytes
    return static_cast<std::size_t>(values_.size() + transposed_.size()) * sizeof(Real);
  }

 private:
  void allocate_transposed();

  std::deque<Parameter> parameters_;
  FlatArray values_, transposed_;
  bool all_transposed_ = false;
};

}  // namespace nmt

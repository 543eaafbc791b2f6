#pragma once

#include <memory>
#include <string>

#include "model/config.h"
#include "nn/ops.h"

namespace nmt {

// What a recurrent cell carries from step to step.
struct CellState {
  Var h;  // (H, B)
  Var c;  // (H, B), of an LSTM only
  // (H, B), of dropout_mask(): what the products with h see of it, the same at every step.
  const Real* mask = nullptr;
};
// Room for the states of a cell of this kind, uninitialised.
CellState cell_state(Tape& t, CellKind kind, int hidden, int columns);

// A recurrent cell: the part of a step that depends on its input alone is computed ahead, for all steps at
// once. A normalised cell (Ba et al. 2016, supplementary material) normalises both products, W x and U h, on
// their own; the cell's biases are then those of the normalisations.
class Cell {
 public:
  virtual ~Cell() = default;

  // a = W_ih[:, 0 .. rows of x) x + b (gates · H, columns of x); without b if normalised
  Var project(Tape& t, Var x) const {
    return linear(t, columns_of(input_weight_, 0, x.rows), x, input_bias_);
  }
  // The same of one-hot vectors of `size`; see linear_of_one_hot().
  Var project_one_hot(Tape& t, const int* ids, int count, int size) const {
    return linear_of_one_hot(t, columns_of(input_weight_, 0, size), ids, count, input_bias_);
  }
  // a += W_ih[:, first .. first + rows of x) x
  void add_projection(Tape& t, Var x, Var a, int first) const {
    add_linear(t, columns_of(input_weight_, first, x.rows), x, a);
  }
  // The next state; where `active` is false a column keeps its own. May use `a` up.
  virtual CellState step(Tape& t, Var a, CellState state, Active active) const = 0;

 protected:
  const Parameter* input_weight_ = nullptr;
  const Parameter* input_bias_ = nullptr;  // null if normalised
};

// Where a cell's parameters stand: prefix + "weight_ih" + suffix.
struct CellShape {
  std::string prefix, suffix;
  int input, hidden;
  bool layer_norm = false;
};

std::unique_ptr<Cell> make_cell(CellKind kind, Parameters& parameters, const CellShape& shape);

}  // namespace nmt

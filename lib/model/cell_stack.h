#pragma once

#include <memory>
#include <vector>

#include "model/cell.h"

namespace nmt {

// The states of cells one above the other, the lowest first.
struct StackState {
  static constexpr int kMost = 8;
  CellState cells[kMost];
  int count = 0;

  const CellState& top() const { return cells[count - 1]; }
  void push(const CellState& state) { cells[count++] = state; }
};

// The decoder's cells: the lowest reads the step's input, each other one the new h of the one below.
class CellStack {
 public:
  // Parameters prefix + ".", prefix + "_l1.", …
  CellStack(const ModelConfig& config, Parameters& parameters, const std::string& prefix, int input);

  // As of the lowest cell.
  Var project(Tape& t, Var x) const { return cells_.front()->project(t, x); }
  Var project_one_hot(Tape& t, const int* ids, int count, int size) const {
    return cells_.front()->project_one_hot(t, ids, count, size);
  }
  void add_projection(Tape& t, Var x, Var a, int first) const {
    cells_.front()->add_projection(t, x, a, first);
  }
  StackState step(Tape& t, Var a, const StackState& state) const;

 private:
  std::vector<std::unique_ptr<Cell>> cells_;
};

// Room for the decoder's states, uninitialised.
StackState decoder_states(Tape& t, const ModelConfig& config, int columns);
// Copies some columns of a value or a state into `room`, which has as many columns at the least; that part of
// it.
Var copy_columns(Var x, const int* columns, int count, Var room);
StackState copy_columns(const StackState& state, const int* columns, int count, const StackState& room);

}  // namespace nmt

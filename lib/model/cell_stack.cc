#include "model/cell_stack.h"

#include <algorithm>

namespace nmt {
CellStack::CellStack(const ModelConfig& c, Parameters& parameters, const std::string& prefix, int input) {
  for (int k = 0; k < c.decoder_layers; ++k) {
    const std::string name = prefix + (k == 0 ? "" : "_l" + std::to_string(k)) + ".";
    const CellShape shape{name, "", k == 0 ? input : c.decoder_hidden, c.decoder_hidden, c.layer_norm};
    cells_.push_back(make_cell(c.cell, parameters, shape));
  }
}

StackState CellStack::step(Tape& t, Var a, const StackState& state) const {
  StackState next;
  for (std::size_t k = 0; k < cells_.size(); ++k) {
    if (k > 0) a = cells_[k]->project(t, next.top().h);
    next.push(cells_[k]->step(t, a, state.cells[k], {}));
  }
  return next;
}

StackState decoder_states(Tape& t, const ModelConfig& config, int columns) {
  StackState state;
  while (state.count < config.decoder_layers) {
    state.push(cell_state(t, config.cell, config.decoder_hidden, columns));
  }
  return state;
}

Var copy_columns(Var from, const int* columns, int count, Var to) {
  if (!from) return from;
  assert(from.rows == to.rows && count <= to.cols);
  for (int j = 0; j < count; ++j) std::copy_n(from.at(columns[j]), from.rows, to.at(j));
  return to.columns(0, count);
}

StackState copy_columns(const StackState& state, const int* columns, int count, const StackState& room) {
  StackState copied;
  for (int k = 0; k < state.count; ++k) {
    const CellState &from = state.cells[k], &to = room.cells[k];
    copied.push({copy_columns(from.h, columns, count, to.h), copy_columns(from.c, columns, count, to.c)});
  }
  return copied;
}

}  // namespace nmt

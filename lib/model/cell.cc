#include "model/cell.h"

namespace nmt {
namespace {

class Gru : public Cell {
 public:
  Gru(Parameters& parameters, const CellShape& shape) {
    const auto name = [&](const char* part) { return shape.prefix + part + shape.suffix; };
    const int gates = 3 * shape.hidden;
    input_weight_ = parameters.matrix(name("weight_ih"), gates, shape.input);
    state_weight_ = parameters.matrix(name("weight_hh"), gates, shape.hidden);
    input_bias_ = parameters.vector(name("bias_ih"), gates);
    state_bias_ = parameters.vector(name("bias_hh"), gates);
  }
  CellState step(Tape& t, Var a, CellState state, Active active) const override {
    const Var u = linear(t, state_weight_, state.h, state_bias_);
    return {gru_step(t, a, u, state.h, active)};
  }

 private:
  const Parameter *state_weight_, *state_bias_;
};

class GruCho : public Cell {
 public:
  GruCho(Parameters& parameters, const CellShape& shape) : hidden_(shape.hidden) {
    const auto name = [&](const char* part) { return shape.prefix + part + shape.suffix; };
    input_weight_ = parameters.matrix(name("weight_ih"), 3 * hidden_, shape.input);
    state_weight_ = parameters.matrix(name("weight_hh"), 3 * hidden_, hidden_);
    input_bias_ = parameters.vector(name("bias"), 3 * hidden_);
  }
  CellState step(Tape& t, Var a, CellState state, Active active) const override {
    const Var u = linear(t, rows_of(state_weight_, 0, 2 * hidden_), state.h);
    const auto [z, reset_h] = gru_cho_gates(t, a, u, state.h);
    const Var m = linear(t, rows_of(state_weight_, 2 * hidden_, hidden_), reset_h);
    return {gru_cho_step(t, a, m, z, state.h, active)};
  }

 private:
  int hidden_;
  const Parameter* state_weight_;  // (3H, H): rows of r, z, n
};

}  // namespace

std::unique_ptr<Cell> make_cell(CellKind kind, Parameters& parameters, const CellShape& shape) {
  if (kind == CellKind::gru) return std::make_unique<Gru>(parameters, shape);
  return std::make_unique<GruCho>(parameters, shape);
}

}  // namespace nmt

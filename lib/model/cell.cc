#include "model/cell.h"

namespace nmt {
namespace {

// A cell's parameters by their names, as they come to be.
class CellParameters {
 public:
  CellParameters(Parameters& parameters, const CellShape& shape, int gates)
      : parameters_(parameters), shape_(shape), rows_(gates * shape.hidden) {}

  const Parameter* input_weight() { return matrix("weight_ih", shape_.input, Init::he); }
  const Parameter* state_weight() { return matrix("weight_hh", shape_.hidden, Init::uniform); }
  const Parameter* vector(const char* part, Init init = Init::zero) {
    return parameters_.vector(name(part), rows_, init);
  }
  const Parameter* gain(const char* part) { return parameters_.vector(name(part), rows_, Init::one); }
  Normalization state_norm() {
    return {parameters_.vector(name("ln_c"), shape_.hidden, Init::one),
            parameters_.vector(name("ln_c_bias"), shape_.hidden)};
  }

 private:
  std::string name(const char* part) const { return shape_.prefix + part + shape_.suffix; }
  const Parameter* matrix(const char* part, int columns, Init init) {
    return parameters_.matrix(name(part), rows_, columns, init);
  }

  Parameters& parameters_;
  const CellShape& shape_;
  int rows_;
};

Var normalized(Tape& t, Var x, const Normalization& norm) { return norm.gain ? layer_norm(t, x, norm) : x; }

class Gru : public Cell {
 public:
  Gru(Parameters& parameters, const CellShape& shape) {
    CellParameters p(parameters, shape, 3);
    input_weight_ = p.input_weight();
    state_weight_ = p.state_weight();
    input_bias_ = p.vector("bias_ih");
    state_bias_ = p.vector("bias_hh");
    if (!shape.layer_norm) return;
    input_norm_ = {p.gain("ln_ih"), input_bias_, 0, 2 * shape.hidden};
    state_norm_ = {p.gain("ln_hh"), state_bias_, 0, 2 * shape.hidden};
    input_bias_ = state_bias_ = nullptr;
  }
  CellState step(Tape& t, Var a, CellState state, Active active) const override {
    const Var u = linear(t, state_weight_, masked(t, state.h, state.mask), state_bias_);
    return {gru_step(t, normalized(t, a, input_norm_), normalized(t, u, state_norm_), state.h, active),
            {},
            state.mask};
  }

 private:
  const Parameter *state_weight_, *state_bias_;
  Normalization input_norm_{}, state_norm_{};  // groups [r; z] and n
};

// Normalised, only the input's product has a bias.
class GruCho : public Cell {
 public:
  GruCho(Parameters& parameters, const CellShape& shape) : hidden_(shape.hidden) {
    CellParameters p(parameters, shape, 3);
    input_weight_ = p.input_weight();
    state_weight_ = p.state_weight();
    input_bias_ = p.vector("bias");
    if (!shape.layer_norm) return;
    input_norm_ = {p.gain("ln_ih"), input_bias_, 0, 2 * hidden_};
    const Parameter* gain = p.gain("ln_hh");
    gates_norm_ = {gain, nullptr};
    proposal_norm_ = {gain, nullptr, 2 * hidden_};
    input_bias_ = nullptr;
  }
  CellState step(Tape& t, Var a, CellState state, Active active) const override {
    const Var x = normalized(t, a, input_norm_);
    const Var h = masked(t, state.h, state.mask);
    const Var u = linear(t, rows_of(state_weight_, 0, 2 * hidden_), h);
    const auto [z, reset_h] = gru_cho_gates(t, x, normalized(t, u, gates_norm_), h);
    const Var m = linear(t, rows_of(state_weight_, 2 * hidden_, hidden_), reset_h);
    return {gru_cho_step(t, x, normalized(t, m, proposal_norm_), z, state.h, active), {}, state.mask};
  }

 private:
  int hidden_;
  const Parameter* state_weight_;                                // (3H, H): rows of r, z, n
  Normalization input_norm_{}, gates_norm_{}, proposal_norm_{};  // groups [r; z] and n; [r; z]; n
};

// Normalised, the output is that of the normalised c; the c carried on is not.
class Lstm : public Cell {
 public:
  Lstm(Parameters& parameters, const CellShape& shape) {
    CellParameters p(parameters, shape, 4);
    input_weight_ = p.input_weight();
    state_weight_ = p.state_weight();
    input_bias_ = p.vector("bias_ih", Init::lstm_bias);
    state_bias_ = p.vector("bias_hh");
    if (!shape.layer_norm) return;
    input_norm_ = {p.gain("ln_ih"), input_bias_};
    state_norm_ = {p.gain("ln_hh"), state_bias_};
    c_norm_ = p.state_norm();
    input_bias_ = state_bias_ = nullptr;
  }
  CellState step(Tape& t, Var a, CellState state, Active active) const override {
    const Var h = masked(t, state.h, state.mask);
    if (input_norm_.gain) {
      const Var u = layer_norm(t, linear(t, state_weight_, h), state_norm_);
      a = add(t, layer_norm(t, a, input_norm_), u);
    } else {
      add_linear(t, state_weight_, h, a);
    }
    const auto [c, output] = lstm_gates(t, a, state_bias_, state.c, active);
    return {lstm_step(t, output, normalized(t, c, c_norm_), state.h, active), c, state.mask};
  }

 private:
  const Parameter *state_weight_, *state_bias_;
  Normalization input_norm_{}, state_norm_{}, c_norm_{};  // one group each
};

}  // namespace

CellState cell_state(Tape& t, CellKind kind, int hidden, int columns) {
  CellState state{t.make(hidden, columns), {}};
  if (kind == CellKind::lstm) state.c = t.make(hidden, columns);
  return state;
}

std::unique_ptr<Cell> make_cell(CellKind kind, Parameters& parameters, const CellShape& shape) {
  if (kind == CellKind::gru) return std::make_unique<Gru>(parameters, shape);
  if (kind == CellKind::gru_cho) return std::make_unique<GruCho>(parameters, shape);
  return std::make_unique<Lstm>(parameters, shape);
}

}  // namespace nmt

#pragma once

#include <initializer_list>

#include "nn/tape.h"

// The ops of which models are made; each stands with its backward in one function. Shapes are (rows,
// columns). A backward adds into the gradients of its inputs. Nothing broadcasts. Pointers to ids and lengths
// must stay valid until the tape is reset.
namespace nmt {

// ---- dense -----------------------------------------------------------------------------------------------

// y = W x + b; the bias may be null.
Var linear(Tape& t, WeightBlock w, Var x, const Parameter* bias = nullptr);

// y += W x, in place: nobody may have read y before.
void add_linear(Tape& t, WeightBlock w, Var x, Var y);

// y = W [x_1; x_2; …] + b without making the stacked vector; an empty x is left out. W may have columns for
// more, which are the caller's to add.
Var linear_of_stack(Tape& t, const Parameter* w, std::initializer_list<Var> xs, const Parameter* bias);

Var tanh(Tape& t, Var x);

// y = a + b
Var add(Tape& t, Var a, Var b);

// y = [a; b]
Var concat_rows(Tape& t, Var a, Var b);

// [x_1; x_2; …]; an empty x is left out.
Var stack_rows(Tape& t, std::initializer_list<Var> xs);

// y = x, in a place of its own
Var copy(Tape& t, Var x);

// y[:, j] = x[:, indices[j]]
Var select_columns(Tape& t, Var x, const int* indices, int count);

// y_k = max(x_2k, x_2k+1), counted from 0          x (2l, n)  y (l, n)        Bahdanau et al. 2015, A.2.2
Var maxout(Tape& t, Var x);

// y[:, j] = E[ids[j], :]                                                      y (columns of E, count)
Var lookup(Tape& t, const Parameter* embedding, const int* ids, int count);

// W X + b and y += W X where X are one-hot vectors, by looking the columns W[:, ids[j]] up; a negative id
// stands for the zero vector.
Var linear_of_one_hot(Tape& t, WeightBlock w, const int* ids, int count, const Parameter* bias);
void add_linear_of_one_hot(Tape& t, WeightBlock w, const int* ids, Var y);

// Each number is kept with probability 1 - rate and then divided by it. The identity where the tape has no
// random numbers, as in validation and search.
Var dropout(Tape& t, Var x, Real rate);
// The same, but whole columns are kept or not.
Var dropout_columns(Tape& t, Var x, Real rate);

// What dropout() would draw, to be used more than once (Gal and Ghahramani 2016): (rows, cols) numbers, 0 or
// 1 / (1 - rate); null where nothing is dropped.
const Real* dropout_mask(Tape& t, int rows, int cols, Real rate);
// x ∘ mask; x itself where there is none.
Var masked(Tape& t, Var x, const Real* mask);

// ---- recurrent -------------------------------------------------------------------------------------------

// Which columns of a recurrence are at a real position: the others, at padding, keep their state.
struct Active {
  const int* lengths = nullptr;  // of each column; null: all are
  int position = 0;
  bool operator()(int column) const { return !lengths || position < lengths[column]; }
};

// GRU as cuDNN and PyTorch have it, the reset gate after the product; gates r, z, n:
//   r = σ(a_r + u_r)   z = σ(a_z + u_z)   n = tanh(a_n + r ∘ u_n)   y = (1 - z) ∘ n + z ∘ h
// a = W x + b (3H, B), u = U h + b' (3H, B), h (H, B). The values of a and u are used up: the gates take
// their place.
Var gru_step(Tape& t, Var a, Var u, Var h, Active active);

// GRU as Cho et al. 2014 (eq. 5-8) have it, the reset gate before the product; gates r, z, n. First
//   r = σ(a_r + u_r)   z = σ(a_z + u_z)             a (3H, B), u = U_rz h (2H, B), h (H, B)
// which gives r ∘ h; then with m = U_n (r ∘ h) (H, B)
//   n = tanh(a_n + m)   y = (1 - z) ∘ n + z ∘ h
struct GruChoGates {
  Var update;   // z (H, B)
  Var reset_h;  // r ∘ h (H, B)
};
GruChoGates gru_cho_gates(Tape& t, Var a, Var u, Var h);
Var gru_cho_step(Tape& t, Var a, Var m, Var z, Var h, Active active);

// LSTM without peepholes (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000); gates
// i, f, g, o. First
//   i, f, o = σ(a + b')   g = tanh(a + b')   c' = f ∘ c + i ∘ g
// with a = W x + b + U h (4H, B), b' (4H) or null, c (H, B); then, c' as it is or normalised,
//   y = o ∘ tanh(c')
struct LstmGates {
  Var c;       // c' (H, B)
  Var output;  // o (H, B)
};
LstmGates lstm_gates(Tape& t, Var a, const Parameter* bias, Var c, Active active);
Var lstm_step(Tape& t, Var output, Var c, Var h, Active active);

// y = g ∘ (x - mean) / √(variance + 1e-5) + b for each column, mean and variance of a group of its rows (Ba
// et al. 2016, eq. 4). The rows before `split` are one group, the others another; 0: all are one. Row i has
// the gain first_row + i; the bias, which may be null, is of x's rows.
struct Normalization {
  const Parameter* gain;
  const Parameter* bias;
  int first_row = 0, split = 0;
};
Var layer_norm(Tape& t, Var x, Normalization norm);

// y (E, T·B), E = rows of both: column t·B + b is [forward column t·B + b; backward column (T-1-t)·B + b].
// `backward` was computed from the last position to the first.
Var join_directions(Tape& t, Var forward, Var backward, int batch);

// ---- attention -------------------------------------------------------------------------------------------
// A memory has T · B columns, column t·B + b is position t of sentence b. A query has k · B columns: in
// search the k hypotheses of sentence b, columns k·b .. k·b + k - 1, share its memory. Scores and weights are
// (T, k·B).

// The positions a query column may look at, first[j] .. end[j] - 1; all others have weight 0.
struct Window {
  const int* first;
  const int* end;
};

// e_j = vᵀ tanh(q + k_j) inside the window     keys (A, T·B), query (A, k·B), v (A)
//   Bahdanau et al. 2015, A.1.2
Var additive_scores(Tape& t, Var keys, Var query, const Parameter* v, Window window, int batch);

// e_j = f q·k_j inside the window              keys (D, T·B), query (D, k·B)
//   Luong et al. 2015, 3.1; with f = 1/√D Vaswani et al. 2017, eq. 1
Var dot_scores(Tape& t, Var keys, Var query, Real factor, Window window, int batch);

// e_j = (W q)_j inside the window              W (M, D), T = steps ≤ M, query (D, k·B)
//   Luong et al. 2015, eq. 8
Var location_scores(Tape& t, const Parameter* w, Var query, Window window, int steps);

// y_j = x_j / sqrt(x_j·x_j + 1e-12), column by column
Var unit_columns(Tape& t, Var x);

// y = g x, where g is a parameter of one number
Var scale(Tape& t, const Parameter* factor, Var x);

// The normalisers: e → a, 0 outside the window and Σ a_j = 1 in it.
// a_j = exp(e_j) / Σ exp(e_k)                                                   Bahdanau et al. 2015, eq. 6
Var windowed_softmax(Tape& t, Var scores, Window window);

// a_j = u_j / Σ u_k, u_j = e_j - min e_k + shift; the gradient goes through the minimum as well.
Var windowed_linear(Tape& t, Var scores, Real shift, Window window);

// a_j = max(0, e_j - τ) with Σ a_j = 1                                    Martins and Astudillo 2016, eq. 1-4
Var windowed_sparsemax(Tape& t, Var scores, Window window);

// p_j = T_b σ(v·x_j), the centre of a window: positions counted from 1      x (A, k·B), v (A) → (1, k·B)
//   Luong et al. 2015, eq. 9
Var predicted_centres(Tape& t, Var x, const Parameter* v, const int* lengths, int batch);

// y_j = a_j exp(-(j - p)² / 2σ²) over the window, 0 outside: sums to less than 1    centre p (1, k·B)
//   Luong et al. 2015, eq. 10
Var gaussian_weights(Tape& t, Var weights, Var centre, Real deviation, Window window);

// c = Σ_j a_j h_j over the window              states (E, T·B), weights (T, k·B) → (E, k·B)
//   Bahdanau et al. 2015, eq. 5
Var weighted_sum(Tape& t, Var weights, Var states, Window window, int batch);

// Hard attention (Xu et al. 2015, 4.1). A position for each column of the weights: drawn from them where the
// tape has random numbers, as while training; otherwise the heaviest, the first of equals.
const int* pick_positions(Tape& t, Var weights, Window window);

// c_j = h at the picked position; nothing flows back into the weights
//                                              states (E, T·B), `count` picks → (E, count)
Var picked_states(Tape& t, Var states, const int* picks, int count, int batch);

// -Σ_j [ gain_j log a_j(pick_j) + entropy_gain H(a_j) ], H(a) = -Σ_s a_s log a_s, over the columns whose pick
// is not negative. With gain_j = λ (R - b) held constant its gradient is that of the expected reward.
Var pick_loss(Tape& t, Var weights, const int* picks, const Real* gain, Real entropy_gain);

// y[:, b] = Σ_j h_j / T_b over the sentence's real positions                  states (E, T·B) → (E, B)
Var mean_over_time(Tape& t, Var states, const int* lengths, int batch);

// e_j = tanh(w·h_j + β) at the sentence's real positions, for attention pooling
//                                                          states (E, T·B), w (E), β (1) → (T, B)
Var pooling_scores(Tape& t, Var states, const Parameter* w, const Parameter* bias, const int* lengths,
                   int batch);

// Attention of the source's positions to each other, one weight for each feature k of a position's vector:
//   e_{t,k} = Σ_u Ω_{t,u} x_{u,k} + ω_t   a_{·,k} = softmax of e_{·,k}   y_{t,k} = a_{t,k} x_{t,k}
// or `shared` by all features, the mean of a_{t,k} over k; over the T_b real positions of a sentence, 0 at
// padding.                                     x (f, T·B), Ω (M, M) and ω (M) with M ≥ T → y (f, T·B)
struct PositionWeights {
  const Parameter *weight, *bias;
  bool shared = false;
};
Var position_attention(Tape& t, Var x, PositionWeights weights, const int* lengths, int batch);

// ---- loss ------------------------------------------------------------------------------------------------

// The output layer, softmax and cross-entropy with label smoothing ε over a vocabulary of V, in chunks of
// columns, so that never all logits are in memory:
//   loss = scale Σ_j [ -(1-ε) log p_j(target_j) - ε/V Σ_k log p_j(k) ],   p_j = softmax(W x_j + b)
// x (in, n); target[j] < 0: the column is padding and costs nothing. `log_probability`, if not null, receives
// log p_j(target_j) of every column, 0 at padding. Must be where backward() begins: the gradient of the
// result is taken to be 1, so that the logits' gradient is made while they are at hand.
struct CrossEntropy {
  Real smoothing = 0;
  Real scale = 1;
};
//
// W may be wider than x: then the rest of its columns are for a one-hot vector below x, of which `one_hot`
// gives the place of the 1 in each column, negative for the zero vector.
Var cross_entropy(Tape& t, const Parameter* w, const Parameter* bias, Var x, const int* target,
                  CrossEntropy options, Real* log_probability, const int* one_hot = nullptr);

// log softmax(W x + b), (V, n), for search: nothing is recorded.
Var log_softmax(Tape& t, const Parameter* w, const Parameter* bias, Var x, const int* one_hot = nullptr);

}  // namespace nmt

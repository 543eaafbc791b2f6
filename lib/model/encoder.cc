#include "model/encoder.h"

#include <algorithm>
#include <string>

namespace nmt {
namespace {

struct Direction {
  Var all;         // (d, T·B), in the order of computation
  CellState last;  // (d, B), after the last position computed
};

// Runs a cell over the positions of `input`, from the first to the last or the other way round, beginning
// with `state`. At padding the state stands still: →h ends at x_T, and ←h still is 0 when it comes to x_T.
Direction run(Tape& t, const Cell& cell, CellState state, Var input, const int* lengths, bool reversed) {
  const int batch = state.h.cols, steps = input.cols / batch;
  const Var projected = cell.project(t, input);
  Var first;
  t.begin_rounds(steps);
  for (int i = 0; i < steps; ++i) {
    t.next_round();
    const int position = reversed ? steps - 1 - i : i;
    state = cell.step(t, projected.columns(position * batch, batch), state, {lengths, position});
    if (i == 0) first = state.h;
  }
  const Var all = t.all_rounds(first);
  t.end_rounds();
  return {all, state};
}

CellState zero_state(Tape& t, const ModelConfig& config, int batch) {
  CellState state = cell_state(t, config.encoder_cell, config.encoder_hidden, batch);
  state.h.v().setZero();
  if (state.c) state.c.v().setZero();
  state.mask = dropout_mask(t, config.encoder_hidden, batch, static_cast<Real>(config.dropout_cells));
  return state;
}

}  // namespace

Encoder::Encoder(const ModelConfig& config, Parameters& parameters)
    : config_(config), input_(make_source_input(config, parameters)) {
  if (config.encoder_attention != EncoderAttention::none) {
    const int most = config.max_source;
    positions_ = {parameters.matrix("encoder_attention.weight", most, most),
                  parameters.vector("encoder_attention.bias", most), config.encoder_attention_shared};
  }
  for (int k = 0; k < config.layers; ++k) {
    const int input = k == 0 ? config.embedding : config.encoder_output();
    const std::string suffix = "_l" + std::to_string(k);
    const auto cell = [&](const std::string& end) {
      return make_cell(config.encoder_cell, parameters,
                       {"enc.", end, input, config.encoder_hidden, config.layer_norm});
    };
    Layer layer;
    layer.forward = cell(suffix);
    if (config.bidirectional) layer.backward = cell(suffix + "_reverse");
    layers_.push_back(std::move(layer));
  }
}

Encoded Encoder::operator()(Tape& t, const Batch& batch) const {
  if (batch.source_steps > config_.longest_source()) {
    throw Error("a source of " + std::to_string(batch.source_steps) +
                (batch.features > 0 ? " vectors" : " pieces, </s> counted,") +
                " is longer than the model's " + std::to_string(config_.longest_source()) +
                ": see --max-source of nmt-train");
  }
  int* lengths = t.array<int>(batch.size);
  std::copy_n(batch.source_lengths.data(), batch.size, lengths);
  const int B = batch.size;
  const auto attend = [&](EncoderAttention place, Var x) {
    return config_.encoder_attention == place ? position_attention(t, x, positions_, lengths, B) : x;
  };
  Encoded encoded{{}, {}, {}, lengths, batch.source_steps, B};
  const Var read = dropout_columns(t, (*input_)(t, batch), static_cast<Real>(config_.dropout_words));
  Var x = attend(EncoderAttention::before, dropout(t, read, static_cast<Real>(config_.dropout)));
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const Direction forward = run(t, *layers_[k].forward, zero_state(t, config_, B), x, lengths, false);
    Var y = forward.all;
    encoded.summary = forward.last.h;
    if (config_.bidirectional) {
      const Direction backward = run(t, *layers_[k].backward, zero_state(t, config_, B), x, lengths, true);
      y = join_directions(t, forward.all, backward.all, B);
      encoded.last.push(backward.last);
      encoded.summary = concat_rows(t, forward.last.h, backward.last.h);
    } else {
      encoded.last.push(forward.last);
    }
    x = k >= 2 ? add(t, y, x) : y;
  }
  encoded.states = dropout(t, attend(EncoderAttention::after, x), static_cast<Real>(config_.dropout));
  return encoded;
}

}  // namespace nmt

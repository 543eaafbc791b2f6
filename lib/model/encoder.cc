#include "model/encoder.h"

#include <algorithm>
#include <string>

namespace nmt {
namespace {

struct Direction {
  Var all;   // (d, T·B), in the order of computation
  Var last;  // (d, B), the state after the last position computed
};

// Runs a cell over the positions of `input`, from the first to the last or the other way round, from zero.
// At padding the state stands still: →h ends at x_T, and ←h still is 0 when it comes to x_T.
Direction run(Tape& t, const Cell& cell, int hidden, Var input, const int* lengths, int batch,
              bool reversed) {
  const int steps = input.cols / batch;
  const Var projected = cell.project(t, input);
  CellState state{t.make(hidden, batch)};
  state.h.v().setZero();
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
  return {all, state.h};
}

}  // namespace

Encoder::Encoder(const ModelConfig& config, Parameters& parameters)
    : config_(config),
      embedding_(
          parameters.matrix("src_emb.weight", config.source_vocabulary, config.embedding, Init::embedding)) {
  for (int k = 0; k < config.layers; ++k) {
    const int input = k == 0 ? config.embedding : config.encoder_output();
    const std::string suffix = "_l" + std::to_string(k);
    Layer layer;
    layer.forward = make_cell(config.cell, parameters, {"enc.", suffix, input, config.encoder_hidden});
    if (config.bidirectional) {
      layer.backward =
          make_cell(config.cell, parameters, {"enc.", suffix + "_reverse", input, config.encoder_hidden});
    }
    layers_.push_back(std::move(layer));
  }
}

Encoded Encoder::operator()(Tape& t, const Batch& batch) const {
  int* lengths = t.array<int>(batch.size);
  std::copy_n(batch.source_lengths.data(), batch.size, lengths);
  const int d = config_.encoder_hidden, B = batch.size;
  Encoded encoded{{}, {}, {}, lengths, batch.source_steps, B};
  Var x = lookup(t, embedding_, batch.source.data(), batch.source_steps * B);
  x = dropout(t, x, static_cast<Real>(config_.dropout));
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const Direction forward = run(t, *layers_[k].forward, d, x, lengths, B, false);
    Var y = forward.all;
    encoded.last = encoded.summary = forward.last;
    if (config_.bidirectional) {
      const Direction backward = run(t, *layers_[k].backward, d, x, lengths, B, true);
      y = join_directions(t, forward.all, backward.all, B);
      encoded.last = backward.last;
      encoded.summary = concat_rows(t, forward.last, backward.last);
    }
    x = k >= 2 ? add(t, y, x) : y;
  }
  encoded.states = dropout(t, x, static_cast<Real>(config_.dropout));
  return encoded;
}

}  // namespace nmt

#include "model/decoder.h"

#include <algorithm>

namespace nmt {

Decoder::Decoder(const ModelConfig& c, Parameters& p)
    : config_(c),
      embedding_(p.matrix("tgt_emb.weight", c.target_vocabulary, c.embedding, Init::embedding)),
      start_(make_start(c, p)),
      attention_(make_attention(c, p)),
      cell_(make_cell(c.cell, p, {"cell.", "", c.embedding + attention_->context_size(), c.decoder_hidden})) {
  const int inputs = c.decoder_hidden + attention_->context_size() + c.embedding;
  const int rows = c.readout == ReadoutKind::maxout ? 2 * c.readout_size : c.readout_size;
  read_weight_ = p.matrix("read.weight", rows, inputs);
  read_bias_ = p.vector("read.bias", rows);
  output_weight_ = c.tied ? embedding_ : p.matrix("out.weight", c.target_vocabulary, c.readout_size);
  output_bias_ = p.vector(c.tied ? "out_b" : "out.bias", c.target_vocabulary);
}

DecoderState copy_columns(const DecoderState& state, const int* columns, int count,
                          const DecoderState& room) {
  const auto copy = [&](Var from, Var to) {
    assert(from.rows == to.rows && count <= to.cols);
    for (int j = 0; j < count; ++j) std::copy_n(from.at(columns[j]), from.rows, to.at(j));
    return to.columns(0, count);
  };
  return {{copy(state.cell.h, room.cell.h)}};
}

Var Decoder::embed(Tape& t, const int* ids, int count) const {
  return dropout(t, lookup(t, embedding_, ids, count), static_cast<Real>(config_.dropout));
}

DecoderStep Decoder::step(Tape& t, const Memory& memory, const DecoderState& state, Var projected) const {
  const Glimpse glimpse = (*attention_)(t, memory, state.cell.h);  // asked with s_{i-1}
  cell_->add_projection(t, glimpse.context, projected, config_.embedding);
  return {{cell_->step(t, projected, state.cell, {})}, glimpse};
}

Var Decoder::readout(Tape& t, Var s, Var c, Var e) const {
  Var y = linear_of_stack(t, read_weight_, {s, c, e}, read_bias_);
  if (config_.readout == ReadoutKind::tanh) y = tanh(t, y);
  if (config_.readout == ReadoutKind::maxout) y = maxout(t, y);
  return dropout(t, y, static_cast<Real>(config_.dropout));
}

}  // namespace nmt

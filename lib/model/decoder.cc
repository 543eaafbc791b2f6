#include "model/decoder.h"

namespace nmt {

Decoder::Decoder(const ModelConfig& c, Parameters& p)
    : config_(c),
      embedding_(p.matrix("tgt_emb.weight", c.target_vocabulary, c.embedding, Init::embedding)),
      start_(make_start(c, p)),
      attention_(make_attention(c, p)),
      cells_(c, p, "cell", c.embedding + attention_->context_size()) {
  const int inputs = c.decoder_hidden + attention_->context_size() + c.embedding;
  const int rows = c.readout == ReadoutKind::maxout ? 2 * c.readout_size : c.readout_size;
  read_weight_ = p.matrix("read.weight", rows, inputs);
  read_bias_ = p.vector("read.bias", rows);
  output_weight_ = c.tied ? embedding_ : p.matrix("out.weight", c.target_vocabulary, c.readout_size);
  output_bias_ = p.vector(c.tied ? "out_b" : "out.bias", c.target_vocabulary);
}

DecoderState copy_columns(const DecoderState& state, const int* columns, int count,
                          const DecoderState& room) {
  return {copy_columns(state.cells, columns, count, room.cells)};
}

Var Decoder::embed(Tape& t, const int* ids, int count) const {
  return dropout(t, lookup(t, embedding_, ids, count), static_cast<Real>(config_.dropout));
}

DecoderStep Decoder::step(Tape& t, const Memory& memory, const DecoderState& state, Var projected) const {
  const Glimpse glimpse = (*attention_)(t, memory, state.cells.top().h);  // asked with s_{i-1}
  if (glimpse.context) cells_.add_projection(t, glimpse.context, projected, config_.embedding);
  return {{cells_.step(t, projected, state.cells)}, glimpse};
}

Var Decoder::readout(Tape& t, Var s, Var c, Var e) const {
  Var y = linear_of_stack(t, read_weight_, {s, c, e}, read_bias_);
  if (config_.readout == ReadoutKind::tanh) y = tanh(t, y);
  if (config_.readout == ReadoutKind::maxout) y = maxout(t, y);
  return dropout(t, y, static_cast<Real>(config_.dropout));
}

}  // namespace nmt

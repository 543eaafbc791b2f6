#include "model/decoder.h"

#include "text/vocabulary.h"

namespace nmt {
namespace {

int word_size(const ModelConfig& c) {
  return c.decoder_input == WordInput::one_hot ? c.target_vocabulary : c.embedding;
}

// Columns of [e; c; feed].
int input_size(const ModelConfig& c, int context) {
  return word_size(c) + (c.query == QueryKind::previous ? context : 0) +
         (c.input_feeding ? c.readout_size : 0);
}

}  // namespace

Decoder::Decoder(const ModelConfig& c, Parameters& p)
    : config_(c),
      embedding_(one_hot() ? nullptr
                           : p.matrix("tgt_emb.weight", c.target_vocabulary, c.embedding,
                                      c.tied ? Init::tied_embedding : Init::embedding)),
      start_(make_start(c, p)),
      attention_(make_attention(c, p)),
      cells_(c, p, "cell", input_size(c, attention_->context_size())) {
  const int context = attention_->context_size();
  if (c.conditional) second_.emplace(c, p, "cell2", context);
  int read = c.decoder_hidden;
  if (c.readout_inputs != ReadoutInputs::state) read += context;
  if (c.readout_inputs == ReadoutInputs::state_context_word) read += word_size(c);
  if (c.readout_size > 0) {
    const int rows = c.readout == ReadoutKind::maxout ? 2 * c.readout_size : c.readout_size;
    read_weight_ = p.matrix("read.weight", rows, read);
    read_bias_ = p.vector("read.bias", rows);
    read = c.readout_size;
  }
  output_weight_ = c.tied ? embedding_ : p.matrix("out.weight", c.target_vocabulary, read);
  output_bias_ = p.vector(c.tied ? "out_b" : "out.bias", c.target_vocabulary);
}

DecoderState copy_columns(const DecoderState& state, const int* columns, int count,
                          const DecoderState& room) {
  return {copy_columns(state.cells, columns, count, room.cells),
          copy_columns(state.feed, columns, count, room.feed), state.step};
}

DecoderState Decoder::start(Tape& t, const Memory& memory) const {
  DecoderState state{(*start_)(t, memory.encoded)};
  for (int k = 0; k < state.cells.count; ++k) {
    state.cells.cells[k].mask =
        dropout_mask(t, config_.decoder_hidden, memory.encoded.batch, Real(config_.dropout_cells));
  }
  if (config_.input_feeding) {
    state.feed = t.make(config_.readout_size, memory.encoded.batch);
    state.feed.v().setZero();
  }
  return state;
}

DecoderState Decoder::room(Tape& t, int count) const {
  DecoderState room{decoder_states(t, config_, count)};
  if (config_.input_feeding) room.feed = t.make(config_.readout_size, count);
  return room;
}

Words Decoder::embed(Tape& t, const int* ids, int count) const {
  if (!one_hot()) {
    const Var words = dropout_columns(t, lookup(t, embedding_, ids, count), Real(config_.dropout_words));
    return {dropout(t, words, Real(config_.dropout)), ids};
  }
  int* places = t.array<int>(count);
  for (int j = 0; j < count; ++j) places[j] = ids[j] == kStart ? -1 : ids[j];
  return {{}, places};
}

Var Decoder::project(Tape& t, const Words& words, int count) const {
  return one_hot() ? cells_.project_one_hot(t, words.ids, count, config_.target_vocabulary)
                   : cells_.project(t, words.embedded);
}

DecoderStep Decoder::step(Tape& t, const Memory& memory, const DecoderState& state, const Words& words,
                          Var projected) const {
  const auto ask = [&](const StackState& cells) {
    return (*attention_)(t, memory, cells.top().h, state.step);
  };
  DecoderStep next;
  int column = word_size(config_);
  if (config_.query == QueryKind::previous) {
    next.glimpse = ask(state.cells);
    const Var context = next.glimpse.context;
    if (context) cells_.add_projection(t, context, projected, column);
    column += context.rows;
  }
  if (config_.input_feeding) cells_.add_projection(t, state.feed, projected, column);
  StackState cells = cells_.step(t, projected, state.cells);
  if (config_.query == QueryKind::current) next.glimpse = ask(cells);
  if (second_) cells = second_->step(t, second_->project(t, next.glimpse.context), cells);
  next.state = {cells, {}, state.step + 1};
  next.read_state =
      config_.readout_state == QueryKind::current ? cells.top().h : copy(t, state.cells.top().h);
  if (config_.input_feeding) next.readout = next.state.feed = readout(t, next, words);
  return next;
}

Var Decoder::readout(Tape& t, const DecoderStep& step, const Words& words) const {
  if (step.readout) return step.readout;
  const ReadoutInputs inputs = config_.readout_inputs;
  const Var s = step.read_state;
  const Var c = inputs == ReadoutInputs::state ? Var{} : step.glimpse.context;
  const bool word = inputs == ReadoutInputs::state_context_word;
  const Var e = word ? words.embedded : Var{};
  Var y;
  if (config_.readout_size == 0) {
    y = stack_rows(t, {s, c, e});
  } else {
    y = linear_of_stack(t, read_weight_, {s, c, e}, read_bias_);
    if (word && one_hot()) {
      const int vocabulary = config_.target_vocabulary;
      add_linear_of_one_hot(t, columns_of(read_weight_, s.rows + c.rows, vocabulary), words.ids, y);
    }
    if (config_.readout == ReadoutKind::tanh) y = tanh(t, y);
    if (config_.readout == ReadoutKind::maxout) y = maxout(t, y);
  }
  return dropout(t, y, Real(config_.dropout));
}

bool Decoder::output_reads_words() const {
  return one_hot() && config_.readout_size == 0 &&
         config_.readout_inputs == ReadoutInputs::state_context_word;
}

WeightBlock Decoder::output_block() const {
  const int words = output_reads_words() ? config_.target_vocabulary : 0;
  return columns_of(output_weight_, 0, output_weight_->columns - words);
}

const int* Decoder::output_words(const Words& words) const {
  return output_reads_words() ? words.ids : nullptr;
}

Var Decoder::loss(Tape& t, Var readout, const Words& words, const int* target, CrossEntropy options,
                  Real* log_probability) const {
  return cross_entropy(t, output_weight_, output_bias_, readout, target, options, log_probability,
                       output_words(words));
}

Var Decoder::log_probabilities(Tape& t, Var readout, const Words& words) const {
  return log_softmax(t, output_weight_, output_bias_, readout, output_words(words));
}

}  // namespace nmt

#include "model/flop.h"

namespace nmt {
namespace {

double forward_flop(const Seq2Seq& model, int source_pieces, int target_pieces) {
  const Batch batch = blank_batch(model.config(), source_pieces, target_pieces);
  Tape tape(true);
  model.force(tape, batch, {});
  const WeightBlock output = model.decoder().output_block();
  double multiply_adds = static_cast<double>(output.rows) * output.columns * target_pieces;
  for (const ProductUse& use : tape.products()) {
    if (use.weight == output) continue;  // counted
    multiply_adds += static_cast<double>(use.weight.rows) * use.weight.columns * use.count;
  }
  return 2 * multiply_adds;
}

}  // namespace

Flop count_flop(const Seq2Seq& model) {
  const double shortest = forward_flop(model, 1, 1);
  Flop flop;
  flop.source = forward_flop(model, 2, 1) - shortest;
  flop.target = forward_flop(model, 1, 2) - shortest;
  flop.pair = shortest - flop.source - flop.target;
  return flop;
}

}  // namespace nmt

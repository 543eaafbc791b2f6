#include "model/pick.h"

namespace nmt {
namespace {

class SoftPick : public Pick {
 public:
  Picked operator()(Tape& t, Var weights, Var states, Window window, int batch, const int*) const override {
    return {weighted_sum(t, weights, states, window, batch)};
  }
};

class HardPick : public Pick {
 public:
  Picked operator()(Tape& t, Var weights, Var states, Window window, int batch,
                    const int* given) const override {
    const int* positions = given ? given : pick_positions(t, weights, window);
    return {picked_states(t, states, positions, weights.cols, batch), positions};
  }
};

}  // namespace

std::unique_ptr<Pick> make_pick(PickKind kind) {
  if (kind == PickKind::hard) return std::make_unique<HardPick>();
  return std::make_unique<SoftPick>();
}

}  // namespace nmt

#include "model/start.h"

namespace nmt {
namespace {

class ZeroStart : public Start {
 public:
  explicit ZeroStart(int hidden) : hidden_(hidden) {}
  CellState operator()(Tape& t, const Encoded& encoded) const override {
    CellState state{t.make(hidden_, encoded.batch)};
    state.h.v().setZero();
    return state;
  }

 private:
  int hidden_;
};

// s_0 = tanh(W u + b), where u is ←h_1 (Bahdanau et al. 2015, A.2.2), or →h_T of a unidirectional encoder
// (`last`); or the mean of all h_j (Sennrich et al. 2017).
class MappedStart : public Start {
 public:
  MappedStart(const ModelConfig& c, Parameters& parameters)
      : mean_(c.start == StartKind::mean),
        weight_(parameters.matrix("init.weight", c.decoder_hidden,
                                  mean_ ? c.encoder_output() : c.encoder_hidden)),
        bias_(parameters.vector("init.bias", c.decoder_hidden)) {}
  CellState operator()(Tape& t, const Encoded& encoded) const override {
    const Var u = mean_ ? mean_over_time(t, encoded.states, encoded.lengths, encoded.batch) : encoded.last;
    return {tanh(t, linear(t, weight_, u, bias_))};
  }

 private:
  bool mean_;
  const Parameter *weight_, *bias_;
};

}  // namespace

std::unique_ptr<Start> make_start(const ModelConfig& config, Parameters& parameters) {
  if (config.start == StartKind::zero) return std::make_unique<ZeroStart>(config.decoder_hidden);
  return std::make_unique<MappedStart>(config, parameters);
}

}  // namespace nmt

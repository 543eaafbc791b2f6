#include "model/start.h"

#include <algorithm>

namespace nmt {
namespace {

class ZeroStart : public Start {
 public:
  explicit ZeroStart(const ModelConfig& config) : config_(config) {}
  StackState operator()(Tape& t, const Encoded& encoded) const override {
    const StackState state = decoder_states(t, config_, encoded.batch);
    for (int k = 0; k < state.count; ++k) {
      state.cells[k].h.v().setZero();
      if (state.cells[k].c) state.cells[k].c.v().setZero();
    }
    return state;
  }

 private:
  const ModelConfig& config_;
};

// The topmost layers of the encoder start those of the decoder                       Sutskever et al. 2014
class CopiedStart : public Start {
 public:
  explicit CopiedStart(int layers) : layers_(layers) {}
  StackState operator()(Tape&, const Encoded& encoded) const override {
    StackState state;
    for (int k = encoded.last.count - layers_; k < encoded.last.count; ++k) state.push(encoded.last.cells[k]);
    return state;
  }

 private:
  int layers_;
};

// u, which says in one vector a sentence what the encoder has read.
class Summary {
 public:
  virtual ~Summary() = default;
  virtual int size() const = 0;
  virtual Var operator()(Tape& t, const Encoded& encoded) const = 0;  // (size, B)
};

// ←h_1 (Bahdanau et al. 2015, A.2.2), or →h_T of a unidirectional encoder.
class LastState : public Summary {
 public:
  explicit LastState(const ModelConfig& config) : size_(config.encoder_hidden) {}
  int size() const override { return size_; }
  Var operator()(Tape&, const Encoded& encoded) const override { return encoded.last.top().h; }

 private:
  int size_;
};

// h_1, both directions.
class FirstState : public Summary {
 public:
  explicit FirstState(const ModelConfig& config) : size_(config.encoder_output()) {}
  int size() const override { return size_; }
  Var operator()(Tape&, const Encoded& encoded) const override {
    return encoded.states.columns(0, encoded.batch);
  }

 private:
  int size_;
};

// Σ_j h_j / T                                                                         Sennrich et al. 2017
class MeanState : public Summary {
 public:
  explicit MeanState(const ModelConfig& config) : size_(config.encoder_output()) {}
  int size() const override { return size_; }
  Var operator()(Tape& t, const Encoded& encoded) const override {
    return mean_over_time(t, encoded.states, encoded.lengths, encoded.batch);
  }

 private:
  int size_;
};

// Σ_j a_j h_j, a = softmax over j of tanh(ω·h_j + β)                                  attention pooling
class PooledState : public Summary {
 public:
  PooledState(const ModelConfig& config, Parameters& parameters)
      : weight_(parameters.vector("pool.weight", config.encoder_output(), Init::uniform)),
        bias_(parameters.vector("pool.bias", 1)) {}
  int size() const override { return weight_->rows; }
  Var operator()(Tape& t, const Encoded& encoded) const override {
    int* first = t.array<int>(encoded.batch);
    std::fill_n(first, encoded.batch, 0);
    const Window all{first, encoded.lengths};
    const Var scores = pooling_scores(t, encoded.states, weight_, bias_, encoded.lengths, encoded.batch);
    return weighted_sum(t, windowed_softmax(t, scores, all), encoded.states, all, encoded.batch);
  }

 private:
  const Parameter *weight_, *bias_;
};

std::unique_ptr<Summary> make_summary(const ModelConfig& config, Parameters& parameters) {
  switch (config.start) {
    case StartKind::first:
      return std::make_unique<FirstState>(config);
    case StartKind::mean:
      return std::make_unique<MeanState>(config);
    case StartKind::pool:
      return std::make_unique<PooledState>(config, parameters);
    default:
      return std::make_unique<LastState>(config);
  }
}

// s_0 = tanh(W u + b), and c_0 of an LSTM likewise (Xu et al. 2015, 3.1.2); each layer has maps of its own.
class MappedStart : public Start {
 public:
  MappedStart(const ModelConfig& c, Parameters& parameters) : summary_(make_summary(c, parameters)) {
    for (int k = 0; k < c.decoder_layers; ++k) {
      const std::string layer = k == 0 ? "" : "_l" + std::to_string(k);
      const auto map = [&](const std::string& name) -> Map {
        const Parameter* weight = parameters.matrix(name + ".weight", c.decoder_hidden, summary_->size());
        return {weight, c.start_bias ? parameters.vector(name + ".bias", c.decoder_hidden) : nullptr};
      };
      h_.push_back(map("init" + layer));
      if (c.cell == CellKind::lstm) c_.push_back(map("init_c" + layer));
    }
  }
  StackState operator()(Tape& t, const Encoded& encoded) const override {
    const Var u = (*summary_)(t, encoded);
    const auto apply = [&](const Map& map) { return tanh(t, linear(t, map.weight, u, map.bias)); };
    StackState state;
    for (std::size_t k = 0; k < h_.size(); ++k) {
      const Var h = apply(h_[k]);
      state.push({h, c_.empty() ? Var{} : apply(c_[k])});
    }
    return state;
  }

 private:
  struct Map {
    const Parameter *weight, *bias;
  };
  std::unique_ptr<Summary> summary_;
  std::vector<Map> h_, c_;
};

}  // namespace

std::unique_ptr<Start> make_start(const ModelConfig& config, Parameters& parameters) {
  if (config.start == StartKind::zero) return std::make_unique<ZeroStart>(config);
  if (config.start_map == StartMap::copy) return std::make_unique<CopiedStart>(config.decoder_layers);
  return std::make_unique<MappedStart>(config, parameters);
}

}  // namespace nmt

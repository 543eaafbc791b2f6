#include "model/score.h"

namespace nmt {
namespace {

// e_j = v·tanh(W q + U h_j + b)                                     Bahdanau et al. 2015, A.1.2
class Additive : public Score {
 public:
  Additive(const ModelConfig& c, Parameters& parameters)
      : query_(parameters.matrix("query.weight", c.attention_size, c.decoder_hidden)),
        key_(parameters.matrix("key.weight", c.attention_size, c.encoder_output())),
        bias_(parameters.vector("key.bias", c.attention_size)),
        v_(parameters.vector("v", c.attention_size, Init::uniform)) {}
  Var keys(Tape& t, Var states) const override { return linear(t, key_, states, bias_); }
  Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const override {
    return additive_scores(t, keys, linear(t, query_, query), v_, window, batch);
  }

 private:
  const Parameter *query_, *key_, *bias_, *v_;
};

}  // namespace

std::unique_ptr<Score> make_score(const ModelConfig& config, Parameters& parameters) {
  return std::make_unique<Additive>(config, parameters);
}

}  // namespace nmt

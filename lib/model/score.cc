#include "model/score.h"

#include <cmath>

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

// e_j = v·tanh(W [q; h_j]), additive in its two blocks of columns           Luong et al. 2015, 3.1
class Concat : public Score {
 public:
  Concat(const ModelConfig& c, Parameters& parameters)
      : decoder_hidden_(c.decoder_hidden),
        weight_(parameters.matrix("concat.weight", c.attention_size, c.decoder_hidden + c.encoder_output())),
        v_(parameters.vector("v", c.attention_size, Init::uniform)) {}
  Var keys(Tape& t, Var states) const override {
    return linear(t, columns_of(weight_, decoder_hidden_, states.rows), states);
  }
  Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const override {
    const Var asked = linear(t, columns_of(weight_, 0, decoder_hidden_), query);
    return additive_scores(t, keys, asked, v_, window, batch);
  }

 private:
  int decoder_hidden_;
  const Parameter *weight_, *v_;
};

// e_j = f q·h_j                                  Luong et al. 2015, 3.1; f = 1/√D: Vaswani et al. 2017, eq. 1
class Dot : public Score {
 public:
  explicit Dot(Real factor) : factor_(factor) {}
  Var keys(Tape&, Var states) const override { return states; }
  Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const override {
    return dot_scores(t, keys, query, factor_, window, batch);
  }

 private:
  Real factor_;
};

// e_j = q·(W h_j)                                                           Luong et al. 2015, 3.1
class General : public Score {
 public:
  General(const ModelConfig& c, Parameters& parameters)
      : key_(parameters.matrix("key.weight", c.decoder_hidden, c.encoder_output())) {}
  Var keys(Tape& t, Var states) const override { return linear(t, key_, states); }
  Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const override {
    return dot_scores(t, keys, query, 1, window, batch);
  }

 private:
  const Parameter* key_;
};

// e_j = (W q)_j, which does not look at the source's words                  Luong et al. 2015, eq. 8
class Location : public Score {
 public:
  Location(const ModelConfig& c, Parameters& parameters)
      : weight_(parameters.matrix("location.weight", c.max_source, c.decoder_hidden)) {}
  Var keys(Tape&, Var states) const override { return states; }
  Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const override {
    return location_scores(t, weight_, query, window, keys.cols / batch);
  }

 private:
  const Parameter* weight_;
};

// e_j = g cos(q, h_j) with a learned g
class Cosine : public Score {
 public:
  explicit Cosine(Parameters& parameters) : scale_(parameters.vector("scale", 1, Init::one)) {}
  Var keys(Tape& t, Var states) const override { return unit_columns(t, states); }
  Var operator()(Tape& t, Var keys, Var query, Window window, int batch) const override {
    return dot_scores(t, keys, scale(t, scale_, unit_columns(t, query)), 1, window, batch);
  }

 private:
  const Parameter* scale_;
};

}  // namespace

std::unique_ptr<Score> make_score(const ModelConfig& config, Parameters& parameters) {
  switch (config.score) {
    case ScoreKind::dot:
      return std::make_unique<Dot>(Real{1});
    case ScoreKind::scaled_dot:
      return std::make_unique<Dot>(1 / std::sqrt(static_cast<Real>(config.decoder_hidden)));
    case ScoreKind::general:
      return std::make_unique<General>(config, parameters);
    case ScoreKind::concat:
      return std::make_unique<Concat>(config, parameters);
    case ScoreKind::location:
      return std::make_unique<Location>(config, parameters);
    case ScoreKind::cosine:
      return std::make_unique<Cosine>(parameters);
    case ScoreKind::additive:
    case ScoreKind::none:
      break;
  }
  return std::make_unique<Additive>(config, parameters);
}

}  // namespace nmt

#include "model/source_input.h"

#include <algorithm>

#include "text/vocabulary.h"

namespace nmt {
namespace {

// Column of the batch of what stands at position t of its source b, as it is read.
int column_of(const Batch& batch, bool reversed, int t, int b) {
  const int turned = batch.source_lengths[b] - (batch.features > 0 ? 0 : 1);  // </s> and padding are not
  return (reversed && t < turned ? turned - 1 - t : t) * batch.size + b;
}

class EmbeddedWords : public SourceInput {
 public:
  EmbeddedWords(const ModelConfig& config, Parameters& parameters)
      : reversed_(config.reverse_source),
        embedding_(parameters.matrix("src_emb.weight", config.source_vocabulary, config.embedding,
                                     Init::embedding)) {}

  Var operator()(Tape& t, const Batch& batch) const override {
    const int count = batch.source_steps * batch.size;
    if (!reversed_) return lookup(t, embedding_, batch.source.data(), count);
    int* words = t.array<int>(static_cast<std::size_t>(count));
    for (int j = 0; j < count; ++j) {
      words[j] = batch.source[column_of(batch, true, j / batch.size, j % batch.size)];
    }
    return lookup(t, embedding_, words, count);
  }

 private:
  bool reversed_;
  const Parameter* embedding_;
};

class LinearOfVectors : public SourceInput {
 public:
  LinearOfVectors(const ModelConfig& config, Parameters& parameters)
      : reversed_(config.reverse_source),
        weight_(parameters.matrix("src_lin.weight", config.embedding, config.source_features)),
        bias_(parameters.vector("src_lin.bias", config.embedding)) {}

  Var operator()(Tape& t, const Batch& batch) const override {
    assert(batch.features == weight_->columns);
    const int F = batch.features, count = batch.source_steps * batch.size;
    const Var x{t.scratch(F, count), nullptr, F, count};  // data: without a gradient
    for (int j = 0; j < count; ++j) {
      const int column = column_of(batch, reversed_, j / batch.size, j % batch.size);
      const double* numbers = batch.vectors.data() + static_cast<std::ptrdiff_t>(column) * F;
      std::transform(numbers, numbers + F, x.at(j), [](double number) { return static_cast<Real>(number); });
    }
    return linear(t, weight_, x, bias_);
  }

 private:
  bool reversed_;
  const Parameter *weight_, *bias_;
};

}  // namespace

std::unique_ptr<SourceInput> make_source_input(const ModelConfig& config, Parameters& parameters) {
  if (config.source_features > 0) return std::make_unique<LinearOfVectors>(config, parameters);
  return std::make_unique<EmbeddedWords>(config, parameters);
}

Batch blank_batch(const ModelConfig& config, int source_positions, int target_pieces) {
  const std::vector<std::int32_t> words(source_positions, kEnd), target(target_pieces, kEnd);
  const std::vector<float> numbers(static_cast<std::size_t>(source_positions) * config.source_features);
  const SourceView source =
      config.source_features > 0 ? SourceView(numbers, config.source_features) : SourceView(words);
  return make_batch(std::vector<PairView>{{source, target}});
}

}  // namespace nmt

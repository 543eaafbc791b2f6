#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "corpus/prepared.h"

namespace nmt {

// Subword regularisation (Kudo 2018): a model that meets the same words in other pieces each time learns what
// they are made of. Segmentation x of a word is drawn with probability ∝ P(x)^alpha from the 16 likeliest. By
// words and not, as in the paper, by sentences, whose likeliest segmentations differ in a word or two.
//
// Immutable once it is made; the same bits on any number of threads.
class SubwordSampler {
 public:
  // A source longer than `longest_source` pieces, </s> counted, is not drawn. `corpus` must outlive this
  // object. Throws Error unless the vocabularies are of kind unigram.
  SubwordSampler(const PreparedCorpus& corpus, double alpha, std::size_t longest_source, int threads);

  // The training pairs of one epoch.
  Dataset draw(std::uint64_t seed, std::uint32_t epoch, int threads) const;

 private:
  using Ids = std::vector<std::int32_t>;
  struct Choice {
    Ids ids;
    double cumulative;  // probability
  };
  // The words of a side, each by its pieces in train.bin.
  using Words = std::unordered_map<std::string, std::vector<Choice>>;
  struct Side {
    const Tokenizer* tokenizer;
    Words words;
  };

  Side learn(const Tokenizer* tokenizer, bool source, int threads) const;
  Ids draw(const Side& side, std::span<const std::int32_t> sentence, Random& random) const;

  const PreparedCorpus& corpus_;
  double alpha_;
  std::size_t longest_source_;
  Side source_, target_;
};

}  // namespace nmt

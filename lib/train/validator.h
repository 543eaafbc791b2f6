#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "align/alignment.h"
#include "corpus/prepared.h"
#include "model/seq2seq.h"
#include "search/tape_pool.h"

namespace nmt {

struct Validation {
  double cross_entropy = 0;     // nats a target piece, </s> counted, of the first reference
  double bleu = -1, chrf = -1;  // 0 to 100, of all references; -1: not computed
  std::vector<std::pair<std::string, std::string>> samples;  // source and its translation
  // Of one sample's source with its first reference; none for a model without attention.
  std::optional<SoftAlignment> attention = {};
};

struct ValidatorOptions {
  bool translate = true;  // for BLEU and chrF; else cross-entropy only
  int beam = 1;
  int batch_tokens = 320;  // of the longer side; a forced pass keeps all of its values
  int threads = 1;
};

// Judges a model on the validation part of a prepared corpus: the same figures on any number of threads. One
// thread may call it at a time.
class Validator {
 public:
  // `corpus` must outlive this object. Throws Error if it has no validation part.
  Validator(const PreparedCorpus& corpus, ValidatorOptions options);
  Validation run(const Seq2Seq& model) const;

 private:
  double cross_entropy(const Seq2Seq& model) const;
  std::vector<std::string> translate(const Seq2Seq& model) const;
  std::optional<SoftAlignment> attention(const Seq2Seq& model) const;
  template <class Body>
  void for_each_batch(Body body) const;

  const PreparedCorpus& corpus_;
  ValidatorOptions options_;
  std::vector<std::vector<std::int32_t>> words_, targets_;  // the former of sources
  std::vector<SourceView> sources_;
  std::vector<std::vector<std::string>> references_;
  std::vector<std::size_t> samples_;  // numbers of sentences
  mutable TapePool tapes_;
  std::vector<std::vector<int>> batches_;  // numbers of sentences of like length
};

}  // namespace nmt

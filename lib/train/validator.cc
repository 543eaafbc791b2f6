#include "train/validator.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/parallel.h"
#include "eval/bleu.h"
#include "eval/chrf.h"
#include "search/batch_plan.h"
#include "search/beam_search.h"
#include "search/forced_score.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

template <class Item>
std::vector<Item> selected(const std::vector<Item>& all, const std::vector<int>& indices) {
  std::vector<Item> some;
  for (const int i : indices) some.push_back(all[i]);
  return some;
}

}  // namespace

Validator::Validator(const PreparedCorpus& corpus, ValidatorOptions options)
    : corpus_(corpus), options_(options) {
  if (corpus.valid().empty())
    throw Error("the corpus has no validation part: nmt-prep --valid N sets one aside");
  for (const Example& example : corpus.valid()) {
    if (const Tokenizer* words = corpus.source_tokenizer()) {
      words_.push_back(words->encode_sentence(example.source));
    }
    targets_.push_back(corpus.target_tokenizer().encode_sentence(example.references.front()));
    references_.push_back(example.references);
  }
  std::vector<int> lengths;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    sources_.push_back(words_.empty() ? corpus.valid_vectors()[i] : SourceView(words_[i]));
    lengths.push_back(static_cast<int>(std::max(sources_[i].positions(), targets_[i].size())));
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(3, targets_.size()); ++i) {
    samples_.push_back(targets_.size() * (2 * i + 1) / 6);  // spread over the part
  }
  batches_ = plan_batches(lengths, options.batch_tokens, static_cast<int>(lengths.size()));
}

// body(number, sentences, tape) for every batch, in parallel.
template <class Body>
void Validator::for_each_batch(Body body) const {
  parallel_for(static_cast<int>(batches_.size()), options_.threads, [&](int i) {
    TapePool::Loan tape(tapes_);
    body(i, batches_[i], *tape);
  });
}

double Validator::cross_entropy(const Seq2Seq& model) const {
  std::vector<double> sums(batches_.size());
  for_each_batch([&](int i, const std::vector<int>& sentences, Tape& tape) {
    for (const ForcedScore& score :
         forced_scores(model, selected(sources_, sentences), selected(targets_, sentences), false, tape)) {
      sums[i] -= score.log_probability;
    }
  });
  std::size_t tokens = 0;
  for (const auto& target : targets_) tokens += target.size();
  return std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(tokens);
}

std::vector<std::string> Validator::translate(const Seq2Seq& model) const {
  std::vector<std::string> translations(sources_.size());
  BeamOptions beam;
  beam.beam = options_.beam;
  for_each_batch([&](int, const std::vector<int>& sentences, Tape& tape) {
    const auto hypotheses = beam_search(model, selected(sources_, sentences), beam, tape);
    for (std::size_t k = 0; k < sentences.size(); ++k) {
      std::vector<int> ids(hypotheses[k].front().ids.begin(), hypotheses[k].front().ids.end());
      if (!ids.empty() && ids.back() == kEnd) ids.pop_back();
      translations[sentences[k]] = corpus_.target_tokenizer().decode(ids);
    }
  });
  return translations;
}

// Of the longest sample.
std::optional<SoftAlignment> Validator::attention(const Seq2Seq& model) const {
  const Tokenizer* source = corpus_.source_tokenizer();
  if (!source) return {};
  const std::size_t sentence =
      *std::ranges::max_element(samples_, {}, [&](std::size_t i) { return targets_[i].size(); });
  TapePool::Loan tape(tapes_);
  const std::vector<int> one{static_cast<int>(sentence)};
  const auto scores = forced_scores(model, selected(sources_, one), selected(targets_, one), true, *tape);
  if (scores.front().weights.empty()) return {};
  const std::string &from = corpus_.valid()[sentence].source, &to = references_[sentence].front();
  return soft_alignment(
      {from, to, source->segment(from), corpus_.target_tokenizer().segment(to), scores.front().weights});
}

Validation Validator::run(const Seq2Seq& model) const {
  Validation validation;
  validation.cross_entropy = cross_entropy(model);
  validation.attention = attention(model);
  const std::vector<std::string> translations =
      options_.translate ? translate(model) : std::vector<std::string>();
  tapes_.clear();  // training needs the memory more
  if (!options_.translate) return validation;
  validation.bleu = score(bleu_statistics(translations, references_)).bleu;
  validation.chrf = score(chrf_statistics(translations, references_));
  for (const std::size_t sentence : samples_) {
    validation.samples.push_back({corpus_.valid()[sentence].source, translations[sentence]});
  }
  return validation;
}

}  // namespace nmt

#include "search/batch_translation.h"

#include <algorithm>
#include <cmath>

#include "search/beam_search.h"
#include "search/forced_score.h"

namespace nmt {
namespace {

// Translates one batch of parts.
class BatchTranslation {
 public:
  BatchTranslation(const Bundle& bundle, const BeamOptions& options, std::span<SourcePart* const> parts,
                   Tape& tape)
      : bundle_(bundle), options_(options), parts_(parts), tape_(tape) {}

  void run() {
    words_.resize(parts_.size());
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      sources_.push_back(parts_[i]->source->view(parts_[i]->range, words_[i]));
    }
    auto found = beam_search(*bundle_.model, sources_, options_, tape_);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      for (Hypothesis& hypothesis : found[i]) spell(std::move(hypothesis), i);
    }
    score_other_spellings();
    for (SourcePart* part : parts_) tidy(part->found);
  }

 private:
  // Finds the text of a hypothesis, and whether the tokenizer cuts it in other pieces.
  void spell(Hypothesis hypothesis, std::size_t i) {
    const std::span words(hypothesis.ids.data(), hypothesis.ids.size() - 1);
    std::string text = bundle_.normalizer(bundle_.target_tokenizer.decode(words));
    SentenceIds ids = bundle_.target_tokenizer.encode_sentence(text);
    if (ids != hypothesis.ids) {
      other_places_.push_back({i, parts_[i]->found.size()});
      other_sources_.push_back(sources_[i]);
      other_targets_.push_back(std::move(ids));
    }
    parts_[i]->found.push_back({std::move(hypothesis), std::move(text)});
  }

  void score_other_spellings() {
    auto scores = forced_scores(*bundle_.model, other_sources_, other_targets_, options_.alignments, tape_);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const auto [part, rank] = other_places_[k];
      Hypothesis& hypothesis = parts_[part]->found[rank].hypothesis;
      hypothesis.ids = std::move(other_targets_[k]);
      hypothesis.log_probability = scores[k].log_probability;
      hypothesis.token_log_probabilities = std::move(scores[k].token_log_probabilities);
      hypothesis.weights = std::move(scores[k].weights);
      hypothesis.score = hypothesis.log_probability /
                         std::pow(static_cast<double>(hypothesis.ids.size()), options_.length_penalty);
    }
  }

  // The first stays, the others are sorted, and what says the same as one before it goes.
  static void tidy(std::vector<FoundText>& found) {
    std::stable_sort(found.begin() + 1, found.end(), [](const FoundText& a, const FoundText& b) {
      return a.hypothesis.score > b.hypothesis.score;
    });
    for (std::size_t i = 1; i < found.size();) {
      const auto same = [&](const FoundText& earlier) { return earlier.text == found[i].text; };
      const auto here = found.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::any_of(found.begin(), here, same)) {
        found.erase(here);
      } else {
        ++i;
      }
    }
  }

  const Bundle& bundle_;
  const BeamOptions& options_;
  std::span<SourcePart* const> parts_;
  Tape& tape_;
  std::vector<SentenceIds> words_, other_targets_;  // the former of the sources, where they are words
  std::vector<SourceView> sources_, other_sources_;
  std::vector<std::pair<std::size_t, std::size_t>> other_places_;  // part, rank
};

}  // namespace

void translate_batch(const Bundle& bundle, const BeamOptions& options, std::span<SourcePart* const> parts,
                     Tape& tape) {
  BatchTranslation(bundle, options, parts, tape).run();
}

}  // namespace nmt

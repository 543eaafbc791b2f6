#include "search/translator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "search/batch_plan.h"
#include "search/beam_search.h"
#include "search/forced_score.h"
#include "search/long_lines.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr int kMostSentences = 64;  // in a batch: more is no faster

struct Source {
  std::string text;
  std::vector<Piece> pieces;
  std::vector<PieceRange> ranges;
  int first_part = 0;
};

// A hypothesis and the text that it spells.
struct Found {
  Hypothesis hypothesis;
  std::string text;
};

struct Part {
  const Source* source;
  PieceRange range;
  std::vector<Found> found;  // empty until it is translated
};

Ids ids_of(std::span<const Piece> pieces) {
  Ids ids;
  for (const Piece& piece : pieces) ids.push_back(piece.id);
  ids.push_back(kEnd);
  return ids;
}

Ids ids_of(const Tokenizer& tokenizer, const std::string& text) {
  Ids ids = tokenizer.encode(text);
  ids.push_back(kEnd);
  return ids;
}

// Work of some microseconds for each of `count` items.
template <class Body>
void for_each_item(std::size_t count, int threads, Body body) {
  constexpr std::size_t kBlock = 16;
  parallel_for(static_cast<int>((count + kBlock - 1) / kBlock), threads, [&](int block) {
    const std::size_t begin = static_cast<std::size_t>(block) * kBlock;
    for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) body(i);
  });
}

std::vector<Source> prepare(const Bundle& bundle, const TranslatorOptions& options,
                            std::span<const std::string> lines) {
  std::vector<Source> sources(lines.size());
  for_each_item(lines.size(), options.threads, [&](std::size_t i) {
    Source& source = sources[i];
    source.text = bundle.normalizer(lines[i]);
    source.pieces = bundle.source_tokenizer.segment(source.text);
    if (!source.pieces.empty()) source.ranges = cut_into_parts(source.pieces, options.max_pieces);
  });
  return sources;
}

std::vector<Part> parts_of(std::vector<Source>& sources) {
  std::vector<Part> parts;
  for (Source& source : sources) {
    source.first_part = static_cast<int>(parts.size());
    for (const PieceRange& range : source.ranges) parts.push_back({&source, range, {}});
  }
  return parts;
}

// Translates one batch of parts.
class BatchTranslation {
 public:
  BatchTranslation(const Bundle& bundle, const BeamOptions& options, std::span<Part* const> parts, Tape& tape)
      : bundle_(bundle), options_(options), parts_(parts), tape_(tape) {}

  void run() {
    for (const Part* part : parts_) {
      sources_.push_back(
          ids_of(std::span(part->source->pieces).subspan(part->range.first, part->range.count)));
    }
    auto found = beam_search(*bundle_.model, sources_, options_, tape_);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      for (Hypothesis& hypothesis : found[i]) spell(std::move(hypothesis), i);
    }
    score_other_spellings();
    for (Part* part : parts_) tidy(part->found);
  }

 private:
  // Finds the text of a hypothesis, and whether the tokenizer cuts it in other pieces.
  void spell(Hypothesis hypothesis, std::size_t i) {
    const std::span words(hypothesis.ids.data(), hypothesis.ids.size() - 1);
    std::string text = bundle_.normalizer(bundle_.target_tokenizer.decode(words));
    Ids ids = ids_of(bundle_.target_tokenizer, text);
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
  static void tidy(std::vector<Found>& found) {
    std::stable_sort(found.begin() + 1, found.end(),
                     [](const Found& a, const Found& b) { return a.hypothesis.score > b.hypothesis.score; });
    for (std::size_t i = 1; i < found.size();) {
      const auto same = [&](const Found& earlier) { return earlier.text == found[i].text; };
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
  std::span<Part* const> parts_;
  Tape& tape_;
  std::vector<Ids> sources_, other_sources_, other_targets_;
  std::vector<std::pair<std::size_t, std::size_t>> other_places_;  // part, rank
};

// The rank-th best of all parts; of a part that has fewer, its last.
Translation assemble(const Bundle& bundle, const Source& source, std::span<const Part> parts,
                     std::size_t rank, double length_penalty) {
  std::vector<TranslatedPart> chosen;
  for (const Part& part : parts) {
    const Found& found = part.found[std::min(rank, part.found.size() - 1)];
    chosen.push_back({part.range.first, part.range.count, bundle.target_tokenizer.segment(found.text),
                      found.text, &found.hypothesis});
  }
  return join_parts(source.text, source.pieces, chosen, length_penalty);
}

TranslatedLine assemble(const Bundle& bundle, const Source& source, std::span<const Part> parts,
                        double length_penalty) {
  TranslatedLine line{source.text, {}, std::max(1, static_cast<int>(parts.size()))};
  std::size_t count = parts.empty() ? 1 : 0;
  for (const Part& part : parts) {
    if (part.found.empty()) return line;  // stopped before
    count = std::max(count, part.found.size());
  }
  for (std::size_t rank = 0; rank < count; ++rank) {
    line.translations.push_back(parts.empty() ? Translation()
                                              : assemble(bundle, source, parts, rank, length_penalty));
  }
  return line;
}

Translation scored_pair(const Bundle& bundle, const std::string& source, const std::string& target,
                        const ForcedScore& score, double length_penalty) {
  const std::vector<Piece> pieces = bundle.source_tokenizer.segment(source);
  Hypothesis hypothesis{{}, score.log_probability, 0, score.token_log_probabilities, score.weights};
  const TranslatedPart whole{0, static_cast<int>(pieces.size()), bundle.target_tokenizer.segment(target),
                             target, &hypothesis};
  return join_parts(source, pieces, {&whole, 1}, length_penalty);
}

Translation unscored() {
  Translation none;
  none.log_probability = none.score = std::numeric_limits<double>::quiet_NaN();
  return none;
}

}  // namespace

void TranslatorOptions::validate() const {
  beam.validate();
  const auto at_least_one = [](const char* what, int value) {
    if (value < 1) throw Error(std::string(what) + ": expected at least 1, found " + std::to_string(value));
  };
  at_least_one("--batch-tokens", batch_tokens);
  at_least_one("--max-pieces", max_pieces);
  at_least_one("--threads", threads);
}

Translator::Translator(const Bundle& bundle, const TranslatorOptions& options)
    : bundle_(bundle), options_(options) {
  options_.validate();
}

std::vector<TranslatedLine> Translator::translate(std::span<const std::string> lines,
                                                  const std::atomic<bool>* stop) {
  std::vector<Source> sources = prepare(bundle_, options_, lines);
  std::vector<Part> parts = parts_of(sources);
  std::vector<int> lengths;
  for (const Part& part : parts) lengths.push_back(part.range.count + 1);
  const auto batches = plan_batches(lengths, options_.batch_tokens, kMostSentences);
  parallel_for(static_cast<int>(batches.size()), options_.threads, [&](int i) {
    if (stop && *stop) return;
    std::vector<Part*> batch;
    for (const int index : batches[i]) batch.push_back(&parts[index]);
    TapePool::Loan tape(tapes_);
    BatchTranslation(bundle_, options_.beam, batch, *tape).run();
  });
  std::vector<TranslatedLine> translated(lines.size());
  for_each_item(lines.size(), options_.threads, [&](std::size_t i) {
    const Source& source = sources[i];
    const std::span mine(parts.data() + source.first_part, source.ranges.size());
    translated[i] = assemble(bundle_, source, mine, options_.beam.length_penalty);
  });
  return translated;
}

std::vector<Translation> Translator::score(std::span<const std::pair<std::string, std::string>> pairs) {
  std::vector<std::string> sources(pairs.size()), targets(pairs.size());
  std::vector<Ids> source_ids(pairs.size()), target_ids(pairs.size());
  for_each_item(pairs.size(), options_.threads, [&](std::size_t i) {
    sources[i] = bundle_.normalizer(pairs[i].first);
    targets[i] = bundle_.normalizer(pairs[i].second);
    source_ids[i] = ids_of(bundle_.source_tokenizer, sources[i]);
    target_ids[i] = ids_of(bundle_.target_tokenizer, targets[i]);
  });
  std::vector<Translation> scored(pairs.size(), unscored());
  std::vector<int> lengths, indices;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const int length = static_cast<int>(std::max(source_ids[i].size(), target_ids[i].size()));
    if (length > kMostForced + 1) continue;
    indices.push_back(static_cast<int>(i));
    lengths.push_back(length);
  }
  const auto batches = plan_batches(lengths, options_.batch_tokens, kMostSentences);
  parallel_for(static_cast<int>(batches.size()), options_.threads, [&](int b) {
    std::vector<Ids> from, to;
    for (const int k : batches[b]) {
      from.push_back(source_ids[indices[k]]);
      to.push_back(target_ids[indices[k]]);
    }
    TapePool::Loan tape(tapes_);
    const auto scores = forced_scores(*bundle_.model, from, to, options_.beam.alignments, *tape);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const int i = indices[batches[b][k]];
      scored[i] = scored_pair(bundle_, sources[i], targets[i], scores[k], options_.beam.length_penalty);
    }
  });
  return scored;
}

}  // namespace nmt

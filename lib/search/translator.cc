#include "search/translator.h"

#include <algorithm>
#include <limits>

#include "base/parallel.h"
#include "search/batch_plan.h"
#include "search/batch_translation.h"
#include "search/forced_score.h"

namespace nmt {
namespace {

constexpr int kMostSentences = 64;  // in a batch: more is no faster

// Work of some microseconds for each of `count` items.
template <class Body>
void for_each_item(std::size_t count, int threads, Body body) {
  constexpr std::size_t kBlock = 16;
  parallel_for(static_cast<int>((count + kBlock - 1) / kBlock), threads, [&](int block) {
    const std::size_t begin = static_cast<std::size_t>(block) * kBlock;
    for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) body(i);
  });
}

std::vector<SourcePart> parts_of(std::vector<SourceLine>& sources, int max_pieces) {
  std::vector<SourcePart> parts;
  for (SourceLine& source : sources) {
    const int all = static_cast<int>(source.pieces.size());
    if (source.vectors.features > 0) {
      source.ranges = {{0, all}};  // where vectors could be cut, nobody knows
    } else if (all > 0) {
      source.ranges = cut_into_parts(source.pieces, max_pieces);
    }
    source.first_part = static_cast<int>(parts.size());
    for (const PieceRange& range : source.ranges) parts.push_back({&source, range, {}});
  }
  return parts;
}

// The rank-th best of all parts; of a part that has fewer, its last.
Translation assemble(const Bundle& bundle, const SourceLine& source, std::span<const SourcePart> parts,
                     std::size_t rank, double length_penalty) {
  std::vector<TranslatedPart> chosen;
  for (const SourcePart& part : parts) {
    const FoundText& found = part.found[std::min(rank, part.found.size() - 1)];
    chosen.push_back({part.range.first, part.range.count, bundle.target_tokenizer.segment(found.text),
                      found.text, &found.hypothesis});
  }
  return join_parts(source.words, source.pieces, chosen, length_penalty);
}

TranslatedLine assemble(const Bundle& bundle, const SourceLine& source, std::span<const SourcePart> parts,
                        double length_penalty) {
  TranslatedLine line{source.text, {}, std::max(1, static_cast<int>(parts.size()))};
  std::size_t count = parts.empty() ? 1 : 0;
  for (const SourcePart& part : parts) {
    if (part.found.empty()) return line;  // stopped before
    count = std::max(count, part.found.size());
  }
  for (std::size_t rank = 0; rank < count; ++rank) {
    line.translations.push_back(parts.empty() ? Translation()
                                              : assemble(bundle, source, parts, rank, length_penalty));
  }
  return line;
}

Translation scored_pair(const Bundle& bundle, const SourceLine& source, const std::string& target,
                        const ForcedScore& score, double length_penalty) {
  Hypothesis hypothesis{{}, score.log_probability, 0, score.token_log_probabilities, score.weights};
  const TranslatedPart whole{0, static_cast<int>(source.pieces.size()),
                             bundle.target_tokenizer.segment(target), target, &hypothesis};
  return join_parts(source.words, source.pieces, {&whole, 1}, length_penalty);
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
  options_.max_pieces = std::min(options_.max_pieces, bundle.model->config().longest_source() - 1);
  sources_ = {options_.source_list, most_source_pieces()};
}

std::string Translator::fault_of(const std::string& line) const {
  if (bundle_.source_tokenizer) return "";
  try {
    read_source(bundle_, line, sources_);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

std::vector<SourceLine> Translator::read(std::span<const std::string> lines) const {
  std::vector<SourceLine> sources(lines.size());
  for_each_item(lines.size(), options_.threads,
                [&](std::size_t i) { sources[i] = read_source(bundle_, lines[i], sources_); });
  return sources;
}

std::vector<TranslatedLine> Translator::translate(std::span<const std::string> lines,
                                                  const std::atomic<bool>* stop) {
  std::vector<SourceLine> sources = read(lines);
  std::vector<SourcePart> parts = parts_of(sources, options_.max_pieces);
  std::vector<int> lengths;
  for (const SourcePart& part : parts) lengths.push_back(part.range.count + 1);
  const auto batches = plan_batches(lengths, options_.batch_tokens, kMostSentences);
  parallel_for(static_cast<int>(batches.size()), options_.threads, [&](int i) {
    if (stop && *stop) return;
    std::vector<SourcePart*> batch;
    for (const int index : batches[i]) batch.push_back(&parts[index]);
    TapePool::Loan tape(tapes_);
    translate_batch(bundle_, options_.beam, batch, *tape);
  });
  std::vector<TranslatedLine> translated(lines.size());
  for_each_item(lines.size(), options_.threads, [&](std::size_t i) {
    const SourceLine& source = sources[i];
    const std::span mine(parts.data() + source.first_part, source.ranges.size());
    translated[i] = assemble(bundle_, source, mine, options_.beam.length_penalty);
  });
  return translated;
}

int Translator::most_source_pieces() const {
  const int end = bundle_.source_tokenizer ? 1 : 0;  // </s>
  return std::min(kMostForced, bundle_.model->config().longest_source() - end);
}

std::vector<Translation> Translator::score(std::span<const std::pair<std::string, std::string>> pairs,
                                           const std::atomic<bool>* stop) {
  std::vector<std::string> lines, targets(pairs.size());
  for (const auto& [line, target] : pairs) lines.push_back(line);
  const std::vector<SourceLine> sources = read(lines);
  std::vector<SourceView> views(pairs.size());
  std::vector<SentenceIds> source_ids(pairs.size()), target_ids(pairs.size());
  for_each_item(pairs.size(), options_.threads, [&](std::size_t i) {
    views[i] = sources[i].view({0, static_cast<int>(sources[i].pieces.size())}, source_ids[i]);
    targets[i] = bundle_.normalizer(pairs[i].second);
    target_ids[i] = bundle_.target_tokenizer.encode_sentence(targets[i]);
  });
  std::vector<Translation> scored(pairs.size(), unscored());
  std::vector<int> lengths, indices;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const int source_pieces = static_cast<int>(sources[i].pieces.size());
    const int length = std::max(source_pieces + 1, static_cast<int>(target_ids[i].size()));
    if (sources[i].text.empty() && targets[i].empty()) scored[i] = Translation();
    if (length == 1 || length > kMostForced + 1 || source_pieces > most_source_pieces()) continue;
    if (source_pieces == 0 && !bundle_.source_tokenizer) continue;  // no vectors
    indices.push_back(static_cast<int>(i));
    lengths.push_back(length);
  }
  const auto batches = plan_batches(lengths, options_.batch_tokens, kMostSentences);
  std::vector<char> missed(pairs.size());
  parallel_for(static_cast<int>(batches.size()), options_.threads, [&](int b) {
    if (stop && *stop) {
      for (const int k : batches[b]) missed[indices[k]] = true;
      return;
    }
    std::vector<SourceView> from;
    std::vector<SentenceIds> to;
    for (const int k : batches[b]) {
      from.push_back(views[indices[k]]);
      to.push_back(target_ids[indices[k]]);
    }
    TapePool::Loan tape(tapes_);
    const auto scores = forced_scores(*bundle_.model, from, to, options_.beam.alignments, *tape);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const int i = indices[batches[b][k]];
      scored[i] = scored_pair(bundle_, sources[i], targets[i], scores[k], options_.beam.length_penalty);
    }
  });
  scored.resize(static_cast<std::size_t>(std::ranges::find(missed, char{true}) - missed.begin()));
  return scored;
}

}  // namespace nmt

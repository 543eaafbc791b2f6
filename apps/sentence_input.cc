#include "sentence_input.h"

#include <unistd.h>

#include <algorithm>

#include "base/random.h"
#include "cli.h"

namespace nmt::cli {
namespace {

// `count` of the sentences, each as likely as any other, in their order.
std::vector<Sentence> sample(std::vector<Sentence> sentences, std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(sentences.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Random(seed, Purpose::sampling).shuffle(order);
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  std::vector<Sentence> drawn;
  for (const std::size_t i : order) drawn.push_back(std::move(sentences[i]));
  return drawn;
}

// Text may be none once it is normalised.
std::string fault_of(const Sentence& sentence, const Translator& translator, const Normalizer& normalizer) {
  if (!sentence.fault.empty()) return sentence.fault;
  const std::string fault = translator.fault_of(sentence.source);
  if (!fault.empty()) return fault;
  const std::string nothing = ", found only characters that count as spaces";
  if (normalizer(sentence.source).empty()) return "expected a sentence" + nothing;
  if (sentence.target && normalizer(*sentence.target).empty()) return "expected a translation" + nothing;
  return {};
}

void tell_columns(const std::vector<Sentence>& sentences) {
  const auto has_more = [](const Sentence& sentence) { return sentence.columns > 2; };
  const auto first = std::find_if(sentences.begin(), sentences.end(), has_more);
  if (first == sentences.end()) return;
  const auto count = std::count_if(first, sentences.end(), has_more);
  note(first->where + ": " + std::to_string(first->columns) +
       " columns; only the first two are used, here and in " + with_commas(count - 1) + " other lines");
}

}  // namespace

void LeftOut::add(const Sentence& sentence) {
  if (++count_ <= kShown) warning(sentence.where + ": left out: " + sentence.fault);
}

void LeftOut::report() const {
  if (count_ > kShown) warning("… and " + with_commas(count_ - kShown) + " more lines left out");
}

SentenceInput read_sentence_input(const std::string& path, const Translator& translator, const Bundle& bundle,
                                  const SentenceChoice& choice) {
  if (path == "-" && ::isatty(STDIN_FILENO)) {
    note("a sentence a line, or: sentence TAB translation; Ctrl-D ends");
  }
  const TextFile file = open_text(path);
  SentenceInput all{file.name, read_sentences(file), {}};
  for (Sentence& sentence : all.sentences) {
    sentence.fault = fault_of(sentence, translator, bundle.normalizer);
    if (!sentence.fault.empty()) all.left_out.add(sentence);
  }
  tell_columns(all.sentences);
  if (choice.sample > 0 || !choice.keep_faulty) {
    std::erase_if(all.sentences, [](const Sentence& sentence) { return !sentence.fault.empty(); });
  }
  if (choice.sample > 0) {
    all.sentences = sample(std::move(all.sentences), static_cast<std::size_t>(choice.sample), choice.seed);
  }
  return all;
}

}  // namespace nmt::cli

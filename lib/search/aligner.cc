#include "search/aligner.h"

#include <cassert>

namespace nmt {

std::vector<AlignedSentence> align(Translator& translator, std::span<const Sentence> sentences,
                                   const std::atomic<bool>* stop) {
  assert(translator.options().beam.alignments);
  std::vector<AlignedSentence> aligned(sentences.size());
  std::vector<std::string> lines;
  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<AlignedSentence*> of_lines, of_pairs;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const Sentence& sentence = sentences[i];
    if (!sentence.fault.empty()) continue;
    if (sentence.target) {
      pairs.emplace_back(sentence.source, *sentence.target);
      of_pairs.push_back(&aligned[i]);
    } else {
      lines.push_back(sentence.source);
      of_lines.push_back(&aligned[i]);
    }
  }
  std::vector<TranslatedLine> translated = translator.translate(lines, stop);
  for (std::size_t i = 0; i < translated.size(); ++i) {
    if (translated[i].translations.empty()) continue;
    *of_lines[i] = {std::move(translated[i].translations.front().pieces), translated[i].parts};
  }
  std::vector<Translation> scored = translator.score(pairs, stop);
  for (std::size_t i = 0; i < scored.size(); ++i) of_pairs[i]->pieces = std::move(scored[i].pieces);
  return aligned;
}

}  // namespace nmt

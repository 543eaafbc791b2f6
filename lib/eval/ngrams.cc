#include "eval/ngrams.h"

#include "text/characters.h"

namespace nmt {

Symbols word_symbols(const std::vector<std::string_view>& words) {
  Symbols symbols;
  for (const std::string_view word : words) {
    if (!symbols.text.empty()) symbols.text += ' ';
    const std::size_t begin = symbols.text.size();
    symbols.text += word;
    symbols.places.emplace_back(begin, symbols.text.size());
  }
  return symbols;
}

Symbols character_symbols(std::string_view text) {
  Symbols symbols;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t begin = position;
    if (is_space(next_character(text, position))) continue;
    const std::size_t to = symbols.text.size();
    symbols.text += text.substr(begin, position - begin);
    symbols.places.emplace_back(to, symbols.text.size());
  }
  return symbols;
}

NgramCounts count_ngrams(const Symbols& symbols, int order) {
  const std::string_view text = symbols.text;
  const long total = ngram_total(symbols, order);
  NgramCounts counts(total);
  for (long i = 0; i < total; ++i) {
    const std::size_t begin = symbols.places[i].first;
    ++counts[text.substr(begin, symbols.places[i + order - 1].second - begin)];
  }
  return counts;
}

}  // namespace nmt

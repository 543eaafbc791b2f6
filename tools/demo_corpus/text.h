#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nmt::demo {

// The same thing said in both languages. While a sentence is put together both sides are words with single
// spaces between, still unjoined ("is n't", "de LE ami"); finish_english and finish_french make them text.
struct Both {
  std::string en, fr;
};

// The parts that are not empty, with single spaces between.
inline void append_words(std::string&) {}
template <class... More>
void append_words(std::string& text, std::string_view part, const More&... more) {
  if (!part.empty() && !text.empty()) text += ' ';
  text += part;
  append_words(text, more...);
}
template <class... Parts>
std::string words(const Parts&... parts) {
  std::string text;
  append_words(text, parts...);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator = ' ');
bool ends_with(std::string_view text, std::string_view ending);

// Joins "n't" and what starts with an apostrophe to the word before, writes "an" where it has to be, starts
// with a capital. `text` ends with its full stop, question or exclamation mark as a word of its own.
std::string finish_english(const std::string& text);

// Elision (l'ami, j'aime, s'il), contraction (du, aux), cet, mon amie; the mark at the end stands after a
// space unless it is a full stop. The definite article is written LE, LA, LES, because the pronouns le and
// les do not contract with de and à, and the demonstrative of a masculine noun CE.
std::string finish_french(const std::string& text);

// Whether je, le, de … lose their vowel before this French word.
bool elides_before(std::string_view word);

}  // namespace nmt::demo

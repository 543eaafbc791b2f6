#include "text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace nmt::demo {
namespace {

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool starts_with_one_of(std::string_view word, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](auto start) { return word.starts_with(start); });
}

// The accented letters that begin words here are U+00C0..U+00FE: their small form is the second byte + 0x20.
void capitalise(std::string& text) {
  if (text.size() > 1 && text[0] == '\xC3' && static_cast<unsigned char>(text[1]) >= 0xA0) {
    text[1] = static_cast<char>(text[1] - 0x20);
  } else if (!text.empty()) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  }
}

bool is_mark(std::string_view word) { return word == "." || word == "," || word == "?" || word == "!"; }

// "de LE" → "du" and the like; an article that will be elided stays.
void contract(std::vector<std::string>& parts) {
  for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
    const bool of = parts[i] == "de", to = parts[i] == "à";
    const bool plural = parts[i + 1] == "LES";
    if ((!of && !to) || (!plural && (parts[i + 1] != "LE" || elides_before(parts[i + 2])))) continue;
    parts[i] = plural ? (of ? "des" : "aux") : (of ? "du" : "au");
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

// What `word` becomes before `next`; true where the two are then written as one.
bool elide(std::string& word, const std::string& next) {
  static constexpr std::array<std::string_view, 12> kElided = {"je", "me", "te", "se", "ne",  "de",
                                                               "le", "la", "ce", "LE", "que", "LA"};
  const bool vowel = elides_before(next);
  if (word == "si" && (next == "il" || next == "ils")) {
    word = "s'";
    return true;
  }
  if (vowel && (is_one_of(word, kElided) || word == "lorsque")) {
    word.back() = '\'';
    if (word[0] == 'L') word[0] = 'l';
    return true;
  }
  if (word == "LE" || word == "LA" || word == "LES") {
    std::transform(word.begin(), word.end(), word.begin(), [](char c) { return static_cast<char>(c + 32); });
  } else if (word == "CE") {
    word = vowel ? "cet" : "ce";
  } else if (vowel && (word == "ma" || word == "ta" || word == "sa")) {
    word.replace(1, 1, "on");
  }
  return false;
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool ends_with(std::string_view text, std::string_view ending) { return text.ends_with(ending); }

bool elides_before(std::string_view word) {
  static constexpr std::array<std::string_view, 4> kAspirated = {"onze", "huit", "haut", "yaourt"};
  if (is_one_of(word, kAspirated)) return false;
  return word == "y" || starts_with_one_of(word, {"a", "e", "i", "o", "u", "h", "A", "E", "I", "O",
                                                  "H", "à", "â", "é", "è", "ê", "î", "ô", "œ", "É"});
}

std::string finish_english(const std::string& text) {
  const auto parts = split(text);
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string& word = parts[i];
    const bool joined = word[0] == '\'' || word == "n't" || is_mark(word);
    if (!result.empty() && !joined) result += ' ';
    result += word;
    if (word == "a" && i + 1 < parts.size() &&
        (starts_with_one_of(parts[i + 1], {"a", "e", "i", "o", "u", "hour"}) && parts[i + 1] != "useful")) {
      result += 'n';
    }
  }
  for (const auto& [from, to] : {Both{"cann't", "can't"}, {"willn't", "won't"}, {"I'm n't", "I'm not"}}) {
    for (auto at = result.find(from); at != std::string::npos; at = result.find(from)) {
      result.replace(at, from.size(), to);
    }
  }
  capitalise(result);
  return result;
}

std::string finish_french(const std::string& text) {
  auto parts = split(text);
  contract(parts);
  std::string result;
  bool joined = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!joined && parts[i] != "." && parts[i] != ",") result += ' ';
    joined = i + 1 < parts.size() && elide(parts[i], parts[i + 1]);
    result += parts[i];
  }
  capitalise(result);
  return result;
}

}  // namespace nmt::demo

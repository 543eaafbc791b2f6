// mteval-v13a.pl's tokenisation. Everything it looks at is ASCII, so it works on bytes: those of a longer
// character are, like the character, neither digit nor punctuation.
#include "eval/bleu.h"
#include "text/characters.h"

namespace nmt {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_stop(char c) { return c == '.' || c == ','; }

// ASCII punctuation and symbols other than ' , - and the full stop, which have rules of their own.
bool is_symbol(char c) {
  return (c >= '!' && c <= '&') || (c >= '(' && c <= '+') || c == '/' || (c >= ':' && c <= '@') ||
         (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

void unescape(std::string& text) {
  replace_all(text, "<skipped>", "");
  replace_all(text, "-\n", "");
  replace_all(text, "\n", " ");
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
}

std::string separate_symbols(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_symbol(c))
      (((out += ' ') += c) += ' ');
    else
      out += c;
  }
  return out;
}

// Each pair of neighbours (a, b) that `match` accepts is written by `write`, and the search goes on behind
// it: like a substitution by regular expression, a byte belongs to one match only.
template <class Match, class Write>
std::string rewrite_pairs(std::string_view text, Match match, Write write) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && match(text[i], text[i + 1])) {
      write(out, text[i], text[i + 1]);
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> tokenize_13a(std::string_view text) {
  std::string line(text);
  unescape(line);
  line = separate_symbols(' ' + line + ' ');
  const auto second_apart = [](std::string& out, char a, char b) { ((((out += a) += ' ') += b) += ' '); };
  const auto first_apart = [](std::string& out, char a, char b) { ((((out += ' ') += a) += ' ') += b); };
  line = rewrite_pairs(
      line, [](char a, char b) { return !is_digit(a) && is_stop(b); }, second_apart);
  line = rewrite_pairs(
      line, [](char a, char b) { return is_stop(a) && !is_digit(b); }, first_apart);
  line = rewrite_pairs(
      line, [](char a, char b) { return is_digit(a) && b == '-'; }, second_apart);
  const auto words = split_at_spaces(line);
  return {words.begin(), words.end()};
}

}  // namespace nmt

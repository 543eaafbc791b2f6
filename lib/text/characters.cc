#include "text/characters.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace nmt {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

void append(std::string& text, char32_t character) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, character);
  text.append(bytes, length);
}

bool is_shown(char32_t c) {
  return !u_iscntrl(static_cast<UChar32>(c)) && !U_IS_UNICODE_NONCHAR(static_cast<UChar32>(c));
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& position) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 character;
  // The macro ends every test with the length, so size_t serves as well as its int32_t.
  U8_NEXT(bytes, position, text.size(), character);
  return character < 0 ? kReplacement : static_cast<char32_t>(character);
}

bool is_space(char32_t c) { return (c >= 0x1C && c <= 0x1F) || u_isUWhiteSpace(static_cast<UChar32>(c)); }

std::vector<std::string_view> split_at_spaces(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t here = position;
    if (!is_space(next_character(text, position))) continue;
    if (here > begin) words.push_back(text.substr(begin, here - begin));
    begin = position;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

int display_width(char32_t character) {
  const auto c = static_cast<UChar32>(character);
  constexpr int kMarks = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
  if ((U_GET_GC_MASK(c) & kMarks) || (c >= 0x1160 && c <= 0x11FF)) return 0;  // jamo join the syllable before
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

int display_width(std::string_view text) {
  int columns = 0;
  for (std::size_t position = 0; position < text.size();)
    columns += display_width(next_character(text, position));
  return columns;
}

std::string shorten(const std::string& text, int columns) {
  if (display_width(text) <= columns) return text;
  int used = 1;
  std::size_t end = 0;
  for (std::size_t next = 0; next < text.size(); end = next) {
    used += display_width(next_character(text, next));
    if (used > columns) break;
  }
  return text.substr(0, end) + "…";
}

bool is_right_to_left(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    const UCharDirection direction = u_charDirection(static_cast<UChar32>(next_character(text, position)));
    if (direction == U_LEFT_TO_RIGHT) return false;
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t position = 0; position < text.size();) {
    const char32_t character = next_character(text, position);
    append(shown, is_shown(character) ? character : kReplacement);
  }
  return shown;
}

}  // namespace nmt

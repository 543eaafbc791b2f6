#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// What the drawings and the metrics must know of Unicode. Nothing here throws: bytes that are no UTF-8 count
// as U+FFFD, one for each ill-formed sequence as the Unicode standard delimits them.

// The code point at `position` < text.size(), which moves behind it.
char32_t next_character(std::string_view text, std::size_t& position);

// White space as Python's str.split() sees it: the White_Space property, and U+001C to U+001F.
bool is_space(char32_t character);

// The runs of characters that are not white space, as views into `text`.
std::vector<std::string_view> split_at_spaces(std::string_view text);

// Columns on a terminal: 2 for East Asian wide and fullwidth, 0 for combining marks and format characters.
int display_width(char32_t character);
int display_width(std::string_view text);

// Cut to so many columns, the last of them an ellipsis, if it is wider.
std::string shorten(const std::string& text, int columns);

// Whether the first letter with a direction is written from right to left.
bool is_right_to_left(std::string_view text);

// The same text as valid UTF-8; what neither a terminal nor XML 1.0 can show (control characters,
// noncharacters) becomes U+FFFD.
std::string printable(std::string_view text);

}  // namespace nmt

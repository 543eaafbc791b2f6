#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace nmt {

// All functions may run on many threads. Where UTF-8 is expected, bytes that are none become U+FFFD.

// The offset of the first byte that begins no well-formed character, or nothing if all is UTF-8.
std::optional<std::size_t> first_bad_utf8(std::string_view text);

// The text with a space for each byte that belongs to no well-formed character.
std::string mend_utf8(std::string text);

// Number of characters (code points).
std::size_t count_characters(std::string_view text);

// Whether NFKC would leave the text as it is.
bool is_nfkc(std::string_view text);

// Lower case without the rules of any one language.
std::string lowercase(std::string_view text);

// What sentences are compared by when parts must not share any: NFKC with case folded, punctuation dropped,
// runs of spaces as one. A text of nothing but punctuation keeps it, so that "?" and "!" differ.
std::string comparison_key(std::string_view text);

}  // namespace nmt

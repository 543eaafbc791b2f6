#include "text/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/error.h"

namespace nmt {
namespace {

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw Error(std::string("ICU cannot fold a text: ") + u_errorName(status));
}

std::string fold(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  check(status);
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  folder->normalizeUTF8(0, piece(text), sink, nullptr, status);
  check(status);
  return folded;
}

}  // namespace

std::optional<std::size_t> first_bad_utf8(std::string_view text) {
  const auto bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    UChar32 character;
    U8_NEXT(bytes, at, text.size(), character);
    if (character < 0) return begin;
  }
  return std::nullopt;
}

std::string mend_utf8(std::string text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto bad = first_bad_utf8(std::string_view(text).substr(begin));
    if (!bad) break;
    begin += *bad;
    text[begin] = ' ';
  }
  return text;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (byte & 0xC0) != 0x80;
  return count;
}

bool is_nfkc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const bool result = icu::Normalizer2::getNFKCInstance(status)->isNormalizedUTF8(piece(text), status);
  check(status);
  return result;
}

std::string lowercase(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string lower;
  icu::StringByteSink<std::string> sink(&lower);
  icu::CaseMap::utf8ToLower("", 0, piece(text), sink, nullptr, status);
  check(status);
  return lower;
}

std::string comparison_key(std::string_view text) {
  const std::string folded = fold(text);
  const auto bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
  std::string key;
  bool space = false;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t begin = at;
    UChar32 character;
    U8_NEXT(bytes, at, folded.size(), character);
    if (character < 0 || u_isUWhiteSpace(character)) {
      space = true;
    } else if ((U_GET_GC_MASK(character) & U_GC_P_MASK) == 0) {
      if (space && !key.empty()) key += ' ';
      space = false;
      key.append(folded, begin, at - begin);
    }
  }
  return key.empty() ? folded : key;
}

}  // namespace nmt

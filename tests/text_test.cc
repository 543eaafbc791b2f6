#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "text/normalizer.h"
#include "text/tokenizer.h"
#include "text/tokenizer_trainer.h"
#include "text/unicode.h"

using namespace nmt;

namespace {

std::string utf8(char32_t c) {
  std::string text;
  if (c < 0x80) return text += static_cast<char>(c);
  if (c < 0x800) return (text += static_cast<char>(0xC0 | c >> 6)) += static_cast<char>(0x80 | (c & 63));
  if (c < 0x10000) text += static_cast<char>(0xE0 | c >> 12);
  if (c >= 0x10000) {
    text += static_cast<char>(0xF0 | c >> 18);
    text += static_cast<char>(0x80 | (c >> 12 & 63));
  }
  text += static_cast<char>(0x80 | (c >> 6 & 63));
  return text += static_cast<char>(0x80 | (c & 63));
}

}  // namespace

TEST_CASE("the first byte that is not UTF-8 is found") {
  CHECK_FALSE(first_bad_utf8("").has_value());
  CHECK_FALSE(first_bad_utf8("été 😀 漢").has_value());
  CHECK(first_bad_utf8("ab\xFF") == 2);
  CHECK(first_bad_utf8("é\xC3") == 2);              // cut off
  CHECK(first_bad_utf8("a\xC0\x80") == 1);          // overlong
  CHECK(first_bad_utf8("a\xED\xA0\x80") == 1);      // half a surrogate pair
  CHECK(first_bad_utf8("\xE9t\xE9") == 0);          // Latin-1
  CHECK(first_bad_utf8("a\xF4\x90\x80\x80") == 1);  // beyond U+10FFFF
}

TEST_CASE("comparison folds case, punctuation, width and spaces, and nothing else") {
  CHECK(comparison_key("Wow!") == "wow");
  CHECK(comparison_key("  wow \u00A0 … ") == "wow");
  CHECK(comparison_key("Straße") == comparison_key("STRASSE"));
  CHECK(comparison_key("ＡＢ１") == "ab1");
  CHECK(comparison_key("qu'il est") == "quil est");
  CHECK(comparison_key("e\u0301te\u0301") == comparison_key("été"));
  CHECK(comparison_key("ete") != comparison_key("été"));
  CHECK(comparison_key("1+1") != comparison_key("11"));
  CHECK(comparison_key("?") != comparison_key("!"));
  CHECK(comparison_key("") == "");
}

TEST_CASE("characters are counted, not bytes") { CHECK(count_characters("été 😀") == 5); }

TEST_CASE("normalisation gives what the rules say") {
  const Normalizer normalize;
  CHECK(normalize("") == "");
  CHECK(normalize("  Go.  ") == "Go.");
  CHECK(normalize("Va\u202F!  Où\u00A0?\tIci\u2009;") == "Va ! Où ? Ici ;");
  CHECK(normalize("l\u2019e\u0301te\u0301") == "l'été");
  CHECK(normalize("co\u00ADop\u00AD") == "coop");
  CHECK(normalize("a\u200Bb\uFEFFc") == "a b c");
  CHECK(normalize("ﬁn ２") == "fin 2");
  CHECK(normalize(std::string_view("a\0b", 3)) == "a b");
  CHECK(normalize("\u2581a\u2581\u2581b") == "a b");
  CHECK(normalize("a\u2028b\u2029c\rd\ne") == "a b c d e");
  CHECK(normalize("\u200B \u00AD") == "");
  CHECK(normalize("a\xFF\xFE z") == "a z");
  CHECK(normalize("a\u0344") == "\u00E4\u0301");  // nmt_nfkc alone would want a second run
  CHECK(normalize("Tom's ÉTÉ") == "Tom's ÉTÉ");
  CHECK(Normalizer({.lowercase = true})("Tom's ÉTÉ ＡΣ") == "tom's été aς");
}

TEST_CASE("emoji and combining marks outlive normalisation") {
  const Normalizer normalize;
  CHECK(normalize("👍🏽 ok 😀") == "👍🏽 ok 😀");
  CHECK(normalize("x\u0323\u0307") == "x\u0323\u0307");
  CHECK(normalize("नमस्ते ไทย") == "नमस्ते ไทย");
}

TEST_CASE("normalising twice is normalising once, for every character") {
  for (const bool lowercase : {false, true}) {
    const Normalizer normalize({lowercase});
    int changed = 0;
    for (char32_t c = 1; c <= 0x10FFFF; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      const std::string once = normalize("a" + utf8(c) + "b " + utf8(c));
      if (normalize(once) != once) ++changed;
      if (c == 0x323AF) c = 0xDFFFF;  // nothing between here and the tags is assigned
      if (c == 0xE01EF) break;
    }
    CHECK(changed == 0);
  }
}

TEST_CASE("the normaliser's plain path gives what SentencePiece's own rules give") {
  const std::vector<std::string> any = {"some text"};
  const Tokenizer rules(train_tokenizer(any, {TokenizerKind::character, 100}), "test.spm");
  const Normalizer normalize;
  for (const std::string text : {"It's 5 o'clock.", "  two   spaces ", "a_b-c ~{}|^`", "\"<&>\"", "x"}) {
    CHECK(normalize(text) == rules.normalize(text));
  }
}

TEST_CASE("the options of a normaliser outlive JSON, and rules it does not know are refused") {
  const nlohmann::json json = NormalizerOptions{.lowercase = true};
  CHECK(json.get<NormalizerOptions>().lowercase);
  CHECK_THROWS_WITH(
      (nlohmann::json{{"rules", "other"}}).get<NormalizerOptions>(),
      Catch::Contains("expected the normalisation rules") && Catch::Contains("found \"other\""));
}

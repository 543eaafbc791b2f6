#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/parallel.h"
#include "scratch.h"
#include "text/normalizer.h"
#include "text/tokenizer.h"
#include "text/tokenizer_trainer.h"
#include "text/unicode.h"
#include "text/vocabulary.h"

using namespace nmt;

namespace {

using Strings = std::vector<std::string>;

// Enough words to learn from, none too rare.
Strings sentences() {
  const Strings subjects = {"the cat", "a dog", "my sister", "nobody", "the old man", "l'été", "mon ami"};
  const Strings verbs = {"sees", "likes", "follows", "paints", "a vu", "voulait"};
  const Strings objects = {"the sea.",   "a red house!",  "nothing?",
                           "le garçon.", "trois arbres.", "42 birds."};
  Strings all;
  for (const auto& subject : subjects) {
    for (const auto& verb : verbs) {
      for (const auto& object : objects) all.push_back(subject + " " + verb + " " + object);
    }
  }
  return all;
}

Tokenizer trained(TokenizerKind kind, int size, const Strings& text = sentences()) {
  return Tokenizer(train_tokenizer(text, {kind, size}), "test.spm");
}

constexpr TokenizerKind kKinds[] = {TokenizerKind::unigram, TokenizerKind::bpe, TokenizerKind::character,
                                    TokenizerKind::word};

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
  const Tokenizer rules = trained(TokenizerKind::character, 100);
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

TEST_CASE("what is encoded is decoded again, with every kind of pieces") {
  for (const TokenizerKind kind : kKinds) {
    const Tokenizer tokenizer = trained(kind, 120);
    INFO(to_string(kind));
    CHECK(tokenizer.piece(kUnknown) == "<unk>");
    CHECK(tokenizer.piece(kStart) == "<s>");
    CHECK(tokenizer.piece(kEnd) == "</s>");
    CHECK(tokenizer.size() <= 120);
    for (const std::string& sentence : sentences()) {
      const auto ids = tokenizer.encode(sentence);
      REQUIRE(tokenizer.decode(ids) == sentence);
    }
    CHECK(tokenizer.encode("").empty());
    CHECK(tokenizer.segment("").empty());
  }
}

TEST_CASE("the likeliest segmentations begin with the one that is taken, and spell the same word") {
  const Tokenizer tokenizer = trained(TokenizerKind::unigram, 100);
  const auto likeliest = tokenizer.likeliest("nothing", 5);
  REQUIRE(likeliest.size() == 5);
  CHECK(likeliest[0].ids == tokenizer.encode("nothing"));
  for (std::size_t i = 1; i < likeliest.size(); ++i) {
    CHECK(likeliest[i].log_probability <= likeliest[i - 1].log_probability);
    CHECK(likeliest[i].ids != likeliest[i - 1].ids);
    CHECK(tokenizer.decode(likeliest[i].ids) == "nothing");
  }
  CHECK_THROWS_WITH(trained(TokenizerKind::bpe, 100).likeliest("nothing", 5), Catch::Contains("unigram"));
}

TEST_CASE("pieces give the same ids, cover their words and never span two") {
  const Strings texts = {"the cat sees nothing?", "zzz the ☃☃ q☃x 😀 42", "漢字 かな the漢字",
                         "unknown entirely words", "☃"};
  for (const TokenizerKind kind : kKinds) {
    const Tokenizer tokenizer = trained(kind, 100);
    for (const std::string& text : texts) {
      INFO(to_string(kind) << ": " << text);
      const auto pieces = tokenizer.segment(text);
      std::vector<int> ids;
      std::string words;
      std::size_t at = 0;
      for (const Piece& piece : pieces) {
        ids.push_back(piece.id);
        if (piece.begin > at) words += text.substr(at, piece.begin - at);
        REQUIRE((piece.begin >= at && piece.end >= piece.begin && piece.end <= text.size()));
        at = piece.end;
        const std::string surface = text.substr(piece.begin, piece.end - piece.begin);
        words += surface;
        CHECK(surface.find(' ') == std::string::npos);
        CHECK(piece.word == std::count(text.begin(), text.begin() + static_cast<long>(piece.begin), ' '));
        CHECK((piece.text == surface || piece.text == "▁" + surface));
      }
      CHECK(ids == tokenizer.encode(text));
      CHECK(words == text);
    }
  }
}

TEST_CASE("neighbouring unknown words are a piece each") {
  const Tokenizer tokenizer = trained(TokenizerKind::word, 60);
  const auto pieces = tokenizer.segment("the xyzzy plugh sees");
  REQUIRE(pieces.size() == 4);
  CHECK(pieces[1].id == kUnknown);
  CHECK(pieces[2].id == kUnknown);
  CHECK(pieces[2].text == "▁plugh");
  CHECK((pieces[2].begin == 10 && pieces[2].end == 15 && pieces[2].word == 2));
  CHECK(tokenizer.decode(tokenizer.encode("the xyzzy plugh sees")) == "the ⁇ ⁇ sees");
}

TEST_CASE("a lone ▁ is empty and stands at its word's beginning") {
  const Tokenizer tokenizer = trained(TokenizerKind::character, 100);
  const auto pieces = tokenizer.segment("a vu");
  REQUIRE(pieces.size() == 5);
  CHECK((pieces[0].text == "▁" && pieces[0].begin == 0 && pieces[0].end == 0 && pieces[0].word == 0));
  CHECK((pieces[1].text == "a" && pieces[1].begin == 0 && pieces[1].end == 1 && pieces[1].word == 0));
  CHECK((pieces[2].text == "▁" && pieces[2].begin == 2 && pieces[2].end == 2 && pieces[2].word == 1));
  CHECK((pieces[4].text == "u" && pieces[4].begin == 3 && pieces[4].end == 4 && pieces[4].word == 1));
}

TEST_CASE("decoding passes over <s> and </s>, and never doubles a space") {
  const Tokenizer tokenizer = trained(TokenizerKind::character, 100);
  const auto id = [&](const std::string& character) { return tokenizer.encode(character).back(); };
  const int space = tokenizer.encode("a").front();
  const std::vector<int> ids = {kStart, space, space, id("a"), space, space, id("b"), space, kEnd};
  CHECK(tokenizer.decode(ids) == "a b");
  CHECK(tokenizer.decode(std::vector<int>{}) == "");
}

TEST_CASE("emoji and combining marks become known or unknown, never lost") {
  auto text = sentences();
  text.push_back("a 👍🏽 ok x\u0323\u0307");
  const Tokenizer tokenizer = trained(TokenizerKind::unigram, 400, text);
  CHECK(tokenizer.decode(tokenizer.encode("ok 👍🏽 x\u0323\u0307")) == "ok 👍🏽 x\u0323\u0307");
  CHECK(tokenizer.decode(tokenizer.encode("ok 😀")) == "ok ⁇");
}

TEST_CASE("vocabularies are the same bytes again, alone or beside another") {
  for (const TokenizerKind kind : kKinds) {
    const std::string expected = train_tokenizer(sentences(), {kind, 100});
    std::vector<std::string> again(4);
    parallel_for(4, 3, [&](int i) {
      again[static_cast<std::size_t>(i)] = train_tokenizer(sentences(), {kind, 100});
    });
    for (const std::string& bytes : again) CHECK(sha256(bytes) == sha256(expected));
  }
}

TEST_CASE("a text too small for the vocabulary gives the largest it can") {
  for (const TokenizerKind kind : kKinds) {
    INFO(to_string(kind));
    const Tokenizer tokenizer = trained(kind, 8000, {"a small text", "a smaller one"});
    CHECK(tokenizer.size() >= 8);
    CHECK(tokenizer.size() < 100);
  }
}

TEST_CASE("a vocabulary that cannot be is refused with a reason") {
  CHECK_THROWS_WITH(train_tokenizer({}, {}), Catch::Contains("no text to learn a vocabulary from"));
  CHECK_THROWS_WITH(train_tokenizer(Strings{""}, {}), Catch::Contains("no text"));
  CHECK_THROWS_WITH(train_tokenizer(sentences(), {TokenizerKind::unigram, 3}), Catch::Contains("found 3"));
  CHECK_THROWS_WITH(train_tokenizer(sentences(), {TokenizerKind::unigram, 10}),
                    Catch::Contains("--vocab-size 10: the text has 31 different characters"));
  CHECK_THROWS_WITH(tokenizer_kind("morfessor"), Catch::Contains("morfessor"));
}

TEST_CASE("bytes that are no model are refused by name") {
  CHECK_THROWS_WITH(Tokenizer("garbage", "source.spm"),
                    Catch::StartsWith("source.spm: expected a SentencePiece"));
  CHECK_THROWS_WITH(Tokenizer("", "source.spm"), Catch::StartsWith("source.spm: expected"));
  const std::string whole = train_tokenizer(sentences(), {TokenizerKind::bpe, 100});
  CHECK_THROWS_AS(Tokenizer(whole.substr(0, 100), "cut.spm"), Error);
}

TEST_CASE("real sentences: normalising is stable, pieces decode to the text") {
  for (const char* name : {"anki/split/valid.en", "anki/split/valid.fr", "anki/split/test.fr"}) {
    const auto path = test::shared_data(name);
    if (path.empty()) return;
    const Normalizer normalize;
    const std::string text = read_file(path);
    Strings lines;
    for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
      end = text.find('\n', begin);
      lines.push_back(normalize(text.substr(begin, end - begin)));
      REQUIRE(normalize(lines.back()) == lines.back());
    }
    const Tokenizer tokenizer = trained(TokenizerKind::unigram, 1000, lines);
    for (const std::string& line : lines) REQUIRE(tokenizer.decode(tokenizer.encode(line)) == line);
  }
}

#include "text/tokenizer.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/parallel.h"
#include "scratch.h"
#include "text/normalizer.h"
#include "text/tokenizer_trainer.h"
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

}  // namespace

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

TEST_CASE("every character is a piece, but the rarest where characters would take over a quarter of them") {
  // 31 characters, the space counted, of which q stands in one of 40,001 sentences.
  Strings text(40'000, "abcdefghijklm nop rstuvwxyz éàèü");
  text.push_back("q");
  const auto knows_q = [&](int size) {
    return trained(TokenizerKind::character, size, text).encode("q").back() != kUnknown;
  };
  CHECK(knows_q(124));  // 4 · 31
  CHECK_FALSE(knows_q(60));
}

TEST_CASE("very long sentences are not looked at, and of very many an even part is") {
  const Tokenizer without = trained(TokenizerKind::character, 100, {"abc", std::string(4001, 'x')});
  CHECK(without.encode("x").back() == kUnknown);
  CHECK(trained(TokenizerKind::character, 100, {"abc", std::string(4000, 'x')}).encode("x").back() !=
        kUnknown);
  Strings many(1'000'000, "abc");
  many[0] = "d";        // taken: each second is
  many[999'999] = "e";  // not
  const Tokenizer part = trained(TokenizerKind::character, 100, many);
  CHECK(part.encode("d").back() != kUnknown);
  CHECK(part.encode("e").back() == kUnknown);
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

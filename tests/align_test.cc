#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "align/alignment.h"
#include "align/formats.h"
#include "align/links.h"
#include "align/terminal.h"
#include "alignments.h"
#include "base/error.h"
#include "base/random.h"

using namespace nmt;
using namespace nmt::test;
using Weights = std::vector<float>;

namespace {

constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("a word's row is the mean of its pieces' rows, its column the sum, and </s> is divided out") {
  const SoftAlignment soft = soft_alignment(red_house());
  CHECK(soft.source == std::vector<AlignedToken>{{"red", 0, 3}, {"house", 4, 9}});
  CHECK(soft.target == std::vector<AlignedToken>{{"maison", 0, 6}, {"rouge", 7, 12}});
  // maison: (0.25, 0.625 | 0.125) without </s>; rouge: (0.5, 0.125 | 0.375).
  CHECK(soft.weights == Weights{0.25F / 0.875F, 0.625F / 0.875F, 0.8F, 0.2F});
  CHECK(soft.source_pieces.size() == 4);
  CHECK(soft.score == -1.25F);
}

TEST_CASE("--eos keeps the row and the column of </s>") {
  const SoftAlignment soft = soft_alignment(red_house(), {.eos = true});
  CHECK(soft.source.back() == AlignedToken{"</s>", 9, 9});
  CHECK(soft.target.back() == AlignedToken{"</s>", 12, 12});
  CHECK(soft.weights == Weights{0.25F, 0.625F, 0.125F, 0.5F, 0.125F, 0.375F, 0, 0.25F, 0.75F});
}

TEST_CASE("at piece level pieces are the rows and columns") {
  const SoftAlignment soft = soft_alignment(red_house(), {.level = Level::piece});
  REQUIRE(soft.source.size() == 4);
  CHECK(soft.source[1] == AlignedToken{"▁", 4, 4});
  CHECK(soft.weight(0, 3) == 0.5F);
  CHECK(soft.weight(1, 0) == Approx(2.0 / 3));
  CHECK(hard_links(red_house(), Level::piece) == std::vector<Link>{{3, 0}, {0, 1}, {0, 2}});
}

TEST_CASE("each target word is linked to its heaviest source word") {
  CHECK(pharaoh_line(hard_links(red_house())) == "1-0 0-1");
}

TEST_CASE("a target word that looks at </s> most has no link, the first of equal words wins") {
  CHECK(hard_links(one_word("a", "b", {0.4F, 0.6F, 0, 1})).empty());
  CHECK(pharaoh_line(hard_links(one_word("a", "b", {0.5F, 0.5F, 0, 1}))) == "0-0");
  PieceAlignment equal = red_house();
  equal.weights.assign(20, 0.2F);  // the three pieces of "house" together
  CHECK(pharaoh_line(hard_links(equal)) == "1-0 1-1");
  CHECK(pharaoh_line(hard_links(equal, Level::piece)) == "0-0 0-1 0-2");
  CHECK(pharaoh_line({}).empty());
}

TEST_CASE("a row with nothing left, or with what is no number, is even") {
  CHECK(soft_alignment(one_word("a", "b", {0, 1, 0, 1})).weights == Weights{1});
  PieceAlignment pieces = red_house();
  pieces.weights.assign(20, 0);
  pieces.weights[10] = kNotANumber;
  CHECK(soft_alignment(pieces).weights == Weights(4, 0.5F));
  CHECK(hard_links(pieces).empty());
}

TEST_CASE("a piece whose word the text does not have is left out of the words") {
  PieceAlignment pieces = one_word("a", "b", {0.5F, 0.5F, 0.2F, 0.8F, 0, 1});
  pieces.target_pieces.push_back({6, "▁", 1, 1, 1});  // the decoder's last piece: the text has one word
  CHECK(soft_alignment(pieces).target.size() == 1);
  CHECK(pharaoh_line(hard_links(pieces)) == "0-0");
}

TEST_CASE("a wrong number of weights is an error") {
  CHECK_THROWS_WITH(soft_alignment(one_word("a", "b", {1})),
                    Catch::Contains("expected 2 x 2 weights") && Catch::Contains("found 1"));
  CHECK_THROWS_AS(hard_links(one_word("a", "b", {})), Error);
}

TEST_CASE("empty sentences align to nothing") {
  for (const bool eos : {false, true}) {
    const SoftAlignment nothing = soft_alignment({.weights = {1}}, {.eos = eos});
    CHECK(nothing.weights == (eos ? Weights{1} : Weights{}));
  }
  CHECK(hard_links({.weights = {1}}).empty());
  CHECK(hard_links({}).empty());
  CHECK(soft_alignment({}, {.eos = true}).weights == Weights{1});
  PieceAlignment no_source = one_word("", "b", {1, 1});
  no_source.source_pieces.clear();
  CHECK(soft_alignment(no_source).weights.empty());
  CHECK(soft_alignment(no_source).target.size() == 1);
  CHECK(hard_links(no_source).empty());
}

namespace {

// Words of one to three pieces of one letter each, some with a lone ▁ first.
void random_sentence(Random& random, int words, std::string& text, std::vector<Piece>& pieces) {
  for (int word = 0; word < words; ++word) {
    if (word > 0) text += ' ';
    if (random.below(3) == 0) pieces.push_back({5, "▁", text.size(), text.size(), word});
    for (std::uint32_t i = 0; i <= random.below(3); ++i) {
      pieces.push_back({6, "x", text.size(), text.size() + 1, word});
      text += 'x';
    }
  }
}

void check_ranges(const std::vector<AlignedToken>& tokens, const std::string& text, Level level) {
  for (const AlignedToken& token : tokens) {
    REQUIRE(token.begin <= token.end);
    REQUIRE(token.end <= text.size());
    if (level == Level::word && token.text != "</s>")
      REQUIRE(text.substr(token.begin, token.end - token.begin) == token.text);
  }
}

void check_rows(const SoftAlignment& soft) {
  REQUIRE(soft.weights.size() == soft.source.size() * soft.target.size());
  for (std::size_t to = 0; to < soft.target.size() && !soft.source.empty(); ++to) {
    double sum = 0;
    for (std::size_t from = 0; from < soft.source.size(); ++from) sum += soft.weight(to, from);
    REQUIRE(sum == Approx(1));
  }
}

}  // namespace

TEST_CASE("for any sizes rows sum to 1, links and byte ranges stay in bounds, every format is written") {
  Random random(11, Purpose::test);
  for (int round = 0; round < 300; ++round) {
    PieceAlignment pieces;
    random_sentence(random, static_cast<int>(random.below(7)), pieces.source, pieces.source_pieces);
    random_sentence(random, static_cast<int>(random.below(7)), pieces.target, pieces.target_pieces);
    pieces.weights.resize((pieces.source_pieces.size() + 1) * (pieces.target_pieces.size() + 1));
    for (float& weight : pieces.weights) weight = random.below(4) ? static_cast<float>(random.uniform()) : 0;
    for (const Level level : {Level::word, Level::piece}) {
      const SoftAlignment soft = soft_alignment(pieces, {.level = level, .eos = round % 2 == 0});
      check_rows(soft);
      check_ranges(soft.source, pieces.source, level);
      check_ranges(soft.target, pieces.target, level);
      const SoftAlignment plain = soft_alignment(pieces, {.level = level});
      for (const Link& link : hard_links(pieces, level)) {
        REQUIRE((link.source >= 0 && link.source < static_cast<int>(plain.source.size())));
        REQUIRE((link.target >= 0 && link.target < static_cast<int>(plain.target.size())));
      }
      REQUIRE(nlohmann::json::parse(json_line(soft))["weights"].size() == soft.target.size());
      REQUIRE(npy_file(soft).size() % 64 == soft.weights.size() * 4 % 64);
      REQUIRE_FALSE(terminal_text(soft).empty());
    }
  }
}

TEST_CASE("a Pharaoh line is read back as it was written, empty ones too") {
  const std::vector<Link> links{{0, 0}, {12, 1}, {0, 2}};
  CHECK(parse_pharaoh(pharaoh_line(links), "links.txt:1") == links);
  CHECK(parse_pharaoh(" 3-4\t\r", "links.txt:1") == std::vector<Link>{{3, 4}});
  CHECK(parse_pharaoh("", "links.txt:1").empty());
}

TEST_CASE("a bad link is named with its line and column") {
  CHECK_THROWS_WITH(parse_pharaoh("0-0 1_2", "links.txt:17"),
                    "links.txt:17:5: expected a link such as 0-1 (source-target), found \"1_2\"");
  for (const char* bad :
       {"1", "-", "1-", "-1", "1--2", "+1-2", "1-2x", "1-2-3", "1p2", "99999999999-0", "\xff"})
    CHECK_THROWS_AS(parse_pharaoh(bad, "links.txt:1"), Error);
}

TEST_CASE("soft JSON is one line with words, byte ranges, pieces, weights and score") {
  CHECK(json_line(soft_alignment(red_house(), {.eos = false})) ==
        R"({"source":[{"text":"red","begin":0,"end":3},{"text":"house","begin":4,"end":9}],)"
        R"("target":[{"text":"maison","begin":0,"end":6},{"text":"rouge","begin":7,"end":12}],)"
        R"("pieces":{"source":[{"text":"▁red","begin":0,"end":3,"word":0},)"
        R"({"text":"▁","begin":4,"end":4,"word":1},{"text":"ho","begin":4,"end":6,"word":1},)"
        R"({"text":"use","begin":6,"end":9,"word":1}],)"
        R"("target":[{"text":"▁mai","begin":0,"end":3,"word":0},{"text":"son","begin":3,"end":6,"word":0},)"
        R"({"text":"▁rouge","begin":7,"end":12,"word":1}]},)"
        R"("weights":[[0.2857143,0.71428573],[0.8,0.2]],"score":-1.25})");
}

TEST_CASE("soft JSON escapes what it must, mends broken UTF-8 and writes an unknown score as null") {
  const auto object =
      nlohmann::json::parse(json_line(soft_alignment(one_word("\"\\\x01", "\xff", {1, 0, 0, 1}))));
  CHECK(object["source"][0]["text"] == "\"\\\x01");
  CHECK(object["target"][0]["text"] == "\ufffd");
  CHECK(object["score"].is_null());
  CHECK(json_line({}) ==
        R"({"source":[],"target":[],"pieces":{"source":[],"target":[]},"weights":[],"score":null})");
}

TEST_CASE("numbers in JSON read back as the same floats") {
  SoftAlignment soft = random_words("a b c d e f g h", "i j k l m n o p");
  const auto rows = nlohmann::json::parse(json_line(soft))["weights"];
  for (std::size_t to = 0; to < 8; ++to) {
    for (std::size_t from = 0; from < 8; ++from) CHECK(rows[to][from].get<float>() == soft.weight(to, from));
  }
}

TEST_CASE("npy is version 1.0, float32, C order, target by source, to the byte") {
  const std::string bytes = npy_file(soft_alignment(one_word("a", "b", {1, 0, 0, 1}), {.eos = true}));
  REQUIRE(bytes.size() == 128 + 16);
  CHECK(bytes.substr(0, 10) == std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  CHECK(bytes.substr(10, 118) ==
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }" + std::string(58, ' ') + '\n');
  CHECK(bytes.substr(128) == std::string("\0\0\x80\x3f\0\0\0\0\0\0\0\0\0\0\x80\x3f", 16));
}

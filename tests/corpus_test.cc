#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "corpus/archive.h"
#include "corpus/clean.h"
#include "corpus/dataset.h"
#include "corpus/notice.h"
#include "corpus/reader.h"
#include "scratch.h"
#include "text/unicode.h"

using namespace nmt;
using Catch::Contains;

namespace {

std::vector<Pair> read(const std::string& text, RuleCounts& rules) {
  std::int64_t lines = 0;
  return read_pairs(text_of(text, "fra.txt"), rules, lines);
}

std::int64_t total(const RuleCounts& rules) {
  std::int64_t sum = 0;
  for (int i = 0; i < kRuleCount; ++i) sum += rules.count(static_cast<Rule>(i));
  return sum;
}

// The rule that leaves the second of three lines out, and the place it is shown with.
void check_left_out(const std::string& line, Rule rule, const std::string& shown) {
  RuleCounts rules;
  const auto pairs = read("a\tb\n" + line + "\nc\td\n", rules);
  INFO(line.substr(0, 40));
  CHECK(pairs.size() == 2);
  CHECK(total(rules) == 1);
  REQUIRE(rules.count(rule) == 1);
  CHECK(rules.places(rule)[0] == shown);
  RuleCounts strict(true);
  CHECK_THROWS_WITH(read("a\tb\n" + line + "\n", strict), Contains("fra.txt:2: "));
}

Pair pair_of(std::string source, std::string target) {
  return {std::move(source), std::move(target), "", "x:1"};
}

}  // namespace

TEST_CASE("two, three and more columns are read, the third as the attribution") {
  RuleCounts rules;
  const auto pairs = read("Go.\tVa !\nHi.\tSalut.\tCC-BY #1 (CM)\nRun!\tCours !\tby\tmore\n", rules);
  REQUIRE(pairs.size() == 3);
  CHECK((pairs[0].source == "Go." && pairs[0].target == "Va !" && pairs[0].attribution.empty()));
  CHECK((pairs[1].attribution == "CC-BY #1 (CM)" && pairs[1].where == "fra.txt:2"));
  CHECK(pairs[2].attribution == "by");
  CHECK(total(rules) == 0);
}

TEST_CASE("CRLF, a byte-order mark and a missing last newline are accepted") {
  RuleCounts rules;
  const auto pairs = read("\xEF\xBB\xBFGo.\tVa !\r\nHi.\tSalut.\r\nRun!\tCours !", rules);
  REQUIRE(pairs.size() == 3);
  CHECK((pairs[0].source == "Go." && pairs[0].target == "Va !" && pairs[2].target == "Cours !"));
  CHECK(total(rules) == 0);
}

TEST_CASE("a bad line is left out, counted under its rule and shown with its place") {
  using namespace std::string_literals;
  check_left_out("no columns here", Rule::no_tab, "fra.txt:2 (expected 2 or more columns, found 1)");
  check_left_out("only source\t", Rule::empty_side, "fra.txt:2 (the second)");
  check_left_out("\tonly target", Rule::empty_side, "fra.txt:2 (the first)");
  check_left_out("  \t   ", Rule::empty_side, "fra.txt:2 (a blank line)");
  check_left_out("", Rule::empty_side, "fra.txt:2 (a blank line)");
  check_left_out("source\t  \tattribution", Rule::empty_side, "fra.txt:2 (the second)");
  check_left_out("ab\0c\td"s, Rule::nul, "fra.txt:2 (at byte 3)");
  check_left_out("ab\xE9\td", Rule::bad_utf8, "fra.txt:2 (at byte 3)");
  check_left_out("ab\tc\rd", Rule::lone_cr, "fra.txt:2 (at byte 5)");
  check_left_out("ab\tc\r\r", Rule::lone_cr, "fra.txt:2 (at byte 5)");
  check_left_out("ab\tc\u2028d", Rule::line_separator, "fra.txt:2 (at byte 5)");
  check_left_out("ab\tc\u2029", Rule::line_separator, "fra.txt:2 (at byte 5)");
  check_left_out("ab\t" + std::string(1'000'000, 'x'), Rule::long_line, "fra.txt:2 (1000003 bytes)");
}

TEST_CASE("only the first places of a rule are kept unless more are asked for, all are counted") {
  RuleCounts rules;
  read("x\nx\nx\nx\nx\na\tb\n", rules);
  CHECK(rules.count(Rule::no_tab) == 5);
  CHECK(rules.places(Rule::no_tab).size() == 3);
  RuleCounts all(false, 100);
  read("x\nx\nx\nx\nx\na\tb\n", all);
  CHECK(all.places(Rule::no_tab).size() == 5);
  CHECK(all.places(Rule::no_tab)[4] == "fra.txt:5 (expected 2 or more columns, found 1)");
}

TEST_CASE("an empty file, UTF-16 and a git-LFS pointer are refused for what they are") {
  CHECK_THROWS_WITH(text_of("\xFF\xFEG\x01", "fra.txt"),
                    Contains("fra.txt: expected UTF-8 text, found UTF-16"));
  CHECK_THROWS_WITH(text_of("", "fra.txt"), "fra.txt: the file is empty");
  CHECK_THROWS_WITH(
      text_of("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "fra.zip"),
      Contains("fra.zip: this is a git-LFS pointer") && Contains("git lfs pull"));
}

TEST_CASE("emoji and combining marks are read as they are") {
  RuleCounts rules;
  const auto pairs = read("👍🏽\te\u0301t\u0323e\u0301\n", rules);
  REQUIRE(pairs.size() == 1);
  CHECK((pairs[0].source == "👍🏽" && pairs[0].target == "e\u0301t\u0323e\u0301"));
}

TEST_CASE("a file of references gives a pair for each, and passes over empty ones") {
  RuleCounts rules;
  std::int64_t lines = 0;
  const auto pairs = read_references(text_of("Go.\tVa !\t\tBouge !\nHi.\t\n", "refs.tsv"), rules, lines);
  REQUIRE(pairs.size() == 2);
  CHECK((pairs[1].source == "Go." && pairs[1].target == "Bouge !"));
  CHECK((lines == 2 && rules.count(Rule::empty_side) == 1));
}

TEST_CASE("parallel files go line by line, and must be as long as each other") {
  RuleCounts rules;
  std::int64_t lines = 0;
  const auto english = text_of("Go.\r\n\nHi.\tthere\nRun!\n", "a.en");
  const auto pairs = read_parallel(english, text_of("Va !\nvide\nSalut.\nCours\rvite", "a.fr"), rules, lines);
  REQUIRE(pairs.size() == 2);
  CHECK((pairs[0].source == "Go." && pairs[1].source == "Hi.\tthere" && pairs[1].where == "a.en:3"));
  CHECK(rules.places(Rule::empty_side).at(0) == "a.en:2");
  CHECK(rules.places(Rule::lone_cr).at(0) == "a.fr:4 (at byte 6)");
  CHECK_THROWS_WITH(read_parallel(english, text_of("Va !\n", "a.fr"), rules, lines),
                    "a.en and a.fr: expected as many lines in one as in the other, found 4 and 1");
}

TEST_CASE("cleaning normalises, and leaves out what is then empty, double or out of ratio") {
  RuleCounts rules;
  const std::string longer(60, 'x');
  const auto kept =
      clean({pair_of("Go\u00A0!", "Va\u202F!"), pair_of("Go !", "Va !"), pair_of("\u200B", "x"),
             pair_of("a", longer), pair_of("a", "thirty characters are not much"), pair_of("Go !", "Va.")},
            Normalizer(), {.max_length = 100, .max_ratio = 5}, rules, 2);
  REQUIRE(kept.size() == 3);
  CHECK((kept[0].source == "Go !" && kept[0].target == "Va !"));
  CHECK((kept[1].source == "a" && kept[2].target == "Va."));
  CHECK(rules.count(Rule::duplicate) == 1);
  CHECK(rules.count(Rule::empty_side) == 1);
  CHECK(rules.count(Rule::bad_ratio) == 1);
  CHECK(total(rules) == 3);
}

TEST_CASE("a dataset gives back the ids it was made of") {
  const test::Scratch scratch;
  const std::vector<IdPair> pairs = {{{3, 4, 2}, {5, 2}}, {{2}, {6, 7, 8, 2}}, {{9, 2}, {2}}};
  write_file(scratch / "train.bin", serialize(pairs, 10, 9));
  const Dataset dataset(scratch / "train.bin");
  REQUIRE(dataset.size() == 3);
  CHECK((dataset.source_vocabulary() == 10 && dataset.target_vocabulary() == 9));
  CHECK(dataset.target_tokens() == 7);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto source = dataset.source(i), target = dataset.target(i);
    CHECK(std::equal(source.begin(), source.end(), pairs[i].source.begin(), pairs[i].source.end()));
    CHECK(std::equal(target.begin(), target.end(), pairs[i].target.begin(), pairs[i].target.end()));
  }
}

TEST_CASE("a damaged dataset is refused, wherever it was cut off or changed") {
  const test::Scratch scratch;
  const auto opening = [&](const std::string& bytes) {
    write_file(scratch / "d", bytes);
    Dataset dataset(scratch / "d");
  };
  const std::string whole = serialize(std::vector<IdPair>{{{3, 2}, {4, 4, 2}}}, 5, 5);
  CHECK_NOTHROW(opening(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_THROWS_AS(opening(whole.substr(0, size)), Error);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] ^= 4;
    CHECK_THROWS_AS(opening(changed), Error);
  }
  CHECK_THROWS_WITH(opening(whole.substr(0, 100)),
                    Contains("cut off or damaged: expected") && Contains("found 100"));
  CHECK_THROWS_WITH(opening("PK" + whole), Contains("found another kind of file"));
  std::string newer = whole;
  newer[8] = 2;
  CHECK_THROWS_WITH(opening(newer), Contains("was made by a newer nmt-prep"));
  CHECK_THROWS_WITH(opening(serialize(std::vector<IdPair>{{{5, 2}, {2}}}, 5, 5)),
                    Contains("expected ids below 5, found 5"));
  CHECK_THROWS_WITH(opening(serialize(std::vector<IdPair>{{{4}, {2}}}, 5, 5)), Contains("</s>"));
  CHECK_THROWS_WITH(opening(serialize(std::vector<IdPair>{{{2, 4, 2}, {2}}}, 5, 5)), Contains("</s>"));
  CHECK_THROWS_WITH(opening(serialize(std::vector<IdPair>{{{}, {2}}}, 5, 5)), Contains("no length"));
}

TEST_CASE("the notice names statements and authors with their numbers, and what _about.txt says") {
  TextFile file = text_of("a\tb\n", "folder/fra.zip");
  file.about = "Be kind.";
  std::vector<Pair> pairs(3, pair_of("a", "b"));
  pairs[0].attribution = "CC-BY 2.0 Attribution: tatoeba.org #1 (CM) & #2 (Wittydev)";
  pairs[1].attribution = "CC-BY 2.0 Attribution: tatoeba.org #3 (CM) & #4 (sacredceltic)";
  const std::string notice = make_notice({file}, pairs);
  CHECK_THAT(notice, Contains("  fra.zip\n") && Contains("Be kind.") && !Contains("folder"));
  CHECK_THAT(notice, Contains("CC-BY 2.0 Attribution: tatoeba.org (2)\n"));
  CHECK_THAT(notice, Contains("  CM (2)\n  Wittydev (1)\n  sacredceltic (1)\n"));
  CHECK(make_attribution_table(pairs).starts_with("a\tb\tCC-BY 2.0 Attribution: tatoeba.org #1 (CM)"));
}

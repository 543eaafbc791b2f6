#include <catch2/catch.hpp>

#include "scratch.h"

using namespace nmt;
using test::run;
using test::Scratch;

namespace {

// 40 sentences, of which system a has all and b every second right.
void write_systems(const Scratch& scratch) {
  std::string references, a, b, sources;
  for (int i = 0; i < 40; ++i) {
    const std::string sentence = "the cat number " + std::to_string(i) + " sat on the red mat";
    references += "src " + std::to_string(i) + "\t" + sentence + "\tanother one\n";
    sources += (i < 30 ? "one two three\n" : "one two three four five six seven\n");
    a += sentence + "\n";
    b += (i % 2 == 0 ? sentence : "a dog lay there for a while") + "\n";
  }
  write_file(scratch / "test.tsv", references);
  write_file(scratch / "sources", sources);
  write_file(scratch / "a", a);
  write_file(scratch / "b", b);
}

}  // namespace

TEST_CASE("translations are scored with each metric and its signature") {
  const Scratch scratch;
  write_systems(scratch);
  const auto outcome = run(scratch, "nmt-eval a test.tsv --metrics bleu,chrf,chrf++,ter");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::StartsWith("BLEU = 100.00 (0-100), 100.0/100.0/100.0/100.0, BP = 1.000"));
  CHECK_THAT(outcome.out, Catch::Contains("\nchrF2 = 100.00") && Catch::Contains("\nchrF2++ = 100.00") &&
                              Catch::Contains("\nTER = 0.00"));
  CHECK_THAT(outcome.err, Catch::Contains("BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt-"));
}

TEST_CASE("two systems are compared, and one with itself does not differ") {
  const Scratch scratch;
  write_systems(scratch);
  const auto worse = run(scratch, "nmt-eval a test.tsv --paired b --metrics bleu -q");
  REQUIRE(worse.exit_code == 0);
  CHECK_THAT(worse.out, Catch::Contains("BLEU: a 100.00, b ") && Catch::Contains("difference -") &&
                            Catch::Contains("p = 0.0010 of 1,000 samples"));
  CHECK(run(scratch, "nmt-eval a test.tsv --paired b --metrics bleu -q").out == worse.out);
  CHECK_THAT(run(scratch, "nmt-eval b test.tsv --paired b -q").out,
             Catch::Contains("difference +0.00 (95 %: +0.00 to +0.00), p = 1.0000"));
}

TEST_CASE("scores by length say how many sentences they are of") {
  const Scratch scratch;
  write_systems(scratch);
  const auto outcome = run(scratch, "nmt-eval b test.tsv --by-length sources --metrics bleu -q");
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::Contains("\n0-5 words, 30 sentences\tBLEU = ") &&
                              Catch::Contains("\n6-10 words, 10 sentences\tBLEU = "));
}

TEST_CASE("files that do not belong together are refused with both numbers of lines") {
  const Scratch scratch;
  write_systems(scratch);
  write_file(scratch / "short", "one\n");
  write_file(scratch / "empty", "");
  for (const auto& [command, text] :
       {std::pair("nmt-eval short test.tsv",
                  "short: expected a line for each of the 40 with references, found 1"),
        std::pair("nmt-eval a test.tsv short", "short: expected 40 lines as in test.tsv, found 1"),
        std::pair("nmt-eval a test.tsv --paired short", "short: expected a line for each of the 40"),
        std::pair("nmt-eval a empty", "empty: expected references, found none"),
        std::pair("nmt-eval a none", "none")}) {
    const auto outcome = run(scratch, command);
    INFO(command << "\n" << outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Contains(text));
  }
}

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
  const auto outcome = run(scratch, "nmt-eval --metrics bleu,chrf,chrf++,ter a test.tsv");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::StartsWith("BLEU = 100.00 (0-100), 100.0/100.0/100.0/100.0, BP = 1.000"));
  CHECK_THAT(outcome.out, Catch::Contains("\nchrF2 = 100.00") && Catch::Contains("\nchrF2++ = 100.00") &&
                              Catch::Contains("\nTER = 0.00"));
  CHECK_THAT(outcome.err, Catch::Contains("BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt-"));
}

TEST_CASE("references may begin with a byte-order mark, and a translation has no TAB") {
  const Scratch scratch;
  write_systems(scratch);
  write_file(scratch / "windows",
             "\xEF\xBB\xBF"
             "one\r\ntwo words\r\n");
  write_file(scratch / "plain", "one\ntwo words\n");
  for (const char* files : {"plain windows", "windows plain"}) {
    CHECK_THAT(run(scratch, std::string("nmt-eval -q --metrics chrf ") + files).out,
               Catch::StartsWith("chrF2 = 100.00"));
  }
  write_file(scratch / "mixed", "a source\ta reference\nno tab\n");
  CHECK_THAT(run(scratch, "nmt-eval plain mixed").err,
             Catch::Contains("mixed:2: expected a source, TAB and references"));
  CHECK_THAT(run(scratch, "nmt-eval -q a test.tsv --metrics bleu").out, Catch::StartsWith("BLEU = 100.00"));
  CHECK_THAT(run(scratch, "nmt-eval -q - test.tsv --metrics bleu < a").out,
             Catch::StartsWith("BLEU = 100.00"));
  const auto outcome = run(scratch, "nmt-eval test.tsv test.tsv");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains("test.tsv:1: expected a translation and nothing else in a line"));
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

TEST_CASE("alignments are held against those that people made, alone or beside translations") {
  const Scratch scratch;
  write_systems(scratch);
  write_file(scratch / "gold", "1-1 2p2\n1-2 2-1\n");
  write_file(scratch / "links", "0-0 1-1\n0-1\n");
  const auto alone = run(scratch, "nmt-eval --alignments links --gold gold");
  INFO(alone.err);
  REQUIRE(alone.exit_code == 0);
  // Three links of which two are sure and one possible; three sure ones.
  CHECK(alone.out ==
        "AER = 16.67 (0-100, 0 is best), precision 100.00, recall 66.67, 3 links against 3 sure ones of 2 "
        "sentences\n");
  CHECK_THAT(alone.err, Catch::Contains("gold counts from 1"));
  CHECK_THAT(run(scratch, "nmt-eval a test.tsv --alignments links --gold gold -q").out,
             Catch::StartsWith("AER = 16.67") && Catch::Contains("\nBLEU = 100.00"));
}

TEST_CASE("files that do not belong together are refused with both numbers of lines") {
  const Scratch scratch;
  write_systems(scratch);
  write_file(scratch / "short", "one\n");
  write_file(scratch / "empty", "");
  write_file(scratch / "links", "0-0\n");
  write_file(scratch / "possible", "0p0\n");
  for (const auto& [command, text] :
       {std::pair("nmt-eval short test.tsv",
                  "short: expected a line for each of the 40 with references, found 1"),
        std::pair("nmt-eval a test.tsv short", "short: expected 40 lines as in test.tsv, found 1"),
        std::pair("nmt-eval a test.tsv --paired short", "short: expected a line for each of the 40"),
        std::pair("nmt-eval a empty", "empty: expected references, found none"),
        std::pair("nmt-eval a none", "none"),
        std::pair("nmt-eval a", "expected translations and their references"),
        std::pair("nmt-eval --gold links --alignments links --paired a",
                  "expected translations and their references"),
        std::pair("nmt-eval --gold a", "--alignments and --gold go together"),
        std::pair("nmt-eval --gold links --alignments short",
                  "short:1:1: expected a link such as 0-1 (source-target), found \"one\""),
        std::pair("nmt-eval --gold links --alignments empty",
                  "empty: expected a line for each of the 1 of links"),
        std::pair("nmt-eval --gold possible --alignments links", "possible: expected sure links")}) {
    const auto outcome = run(scratch, command);
    INFO(command << "\n" << outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Contains(text));
  }
}

#include <catch2/catch.hpp>

#include "corpus/prepared.h"
#include "prep_cli.h"

using namespace nmt;
using namespace nmt::test;
using Catch::Contains;
using nlohmann::json;

TEST_CASE("bad lines are skipped and reported, and --strict stops at the first") {
  using namespace std::string_literals;
  const Scratch scratch;
  std::string words = "w";
  for (int i = 1; i < 10000; ++i) words += " w";
  write_file(scratch / "in.txt", sample_corpus() + "no tab\nab\xFF\tb\na\0\tb\n"s + words + "\t" + words +
                                     "\n" + std::string(1'000'001, 'x') +
                                     "\ty\n👍🏽 e\u0301\tx\u0323\u0307 😀\n");
  const auto outcome = run(scratch, "nmt-prep in.txt -o d --valid 5 --test 5");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("no TAB: 1  in.txt:201") &&
                              Contains("bad UTF-8: 1  in.txt:202 (at byte 3)") &&
                              Contains("NUL byte: 1  in.txt:203") && Contains("too long: 1  in.txt:204 (") &&
                              Contains("line over 1 MB: 1  in.txt:205"));
  const json rules = manifest(scratch)["rules"];
  CHECK((rules["no_tab"] == 1 && rules["bad_utf8"] == 1 && rules["nul"] == 1 && rules["too_long"] == 1));
  CHECK((rules["long_line"] == 1 && rules["duplicate"] == 0 && rules["lone_cr"] == 0));
  const json counts = manifest(scratch)["counts"];
  CHECK((counts["lines"] == 206 && counts["pairs_read"] == 202));
  CHECK(counts["train"]["pairs"].get<int>() + counts["valid"]["pairs"].get<int>() +
            counts["test"]["pairs"].get<int>() ==
        201);
  const auto strict = run(scratch, "nmt-prep in.txt -o s --strict");
  CHECK(strict.exit_code == 2);
  CHECK_THAT(strict.err, Contains("in.txt:201: no TAB, expected 2 or more columns, found 1"));
}

TEST_CASE("of many bad lines the first are named, and with --verbose each") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus() + "a\nb\nc\nd\n");
  const std::string few = run(scratch, "nmt-prep in.txt --dry-run").err,
                    all = run(scratch, "nmt-prep in.txt --dry-run --verbose").err;
  for (const std::string& text : {few, all}) {
    CHECK_THAT(text, Contains("no TAB: 4  in.txt:201") && Contains(", in.txt:203 (") && Contains("), …\n"));
  }
  CHECK_THAT(few, !Contains("in.txt:204") && Contains("--verbose names the other lines"));
  CHECK_THAT(all,
             Contains("\n    in.txt:204 (expected 2 or more columns, found 1)\n") && !Contains("--verbose"));
}

TEST_CASE("parallel files make the corpus that their pairs make") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  REQUIRE(run(scratch,
              "cut -f1 in.txt > a; cut -f2 in.txt > b; nmt-prep in.txt -o d && "
              "nmt-prep --source a --target b -o e")
              .exit_code == 0);
  CHECK(read_file(scratch / "d/train.bin") == read_file(scratch / "e/train.bin"));
  const auto half = run(scratch, "nmt-prep --source a -o f");
  CHECK((half.exit_code == 2 && half.err.find("--target") != std::string::npos));
}

TEST_CASE("the attribution column is kept, in the notice and beside the corpus") {
  const Scratch scratch;
  write_file(scratch / "in.txt",
             sample_corpus("\n", "\tCC-BY 2.0 (France) Attribution: tatoeba.org #1 (CM) & #2 (Wittydev)"));
  REQUIRE(run(scratch, "nmt-prep in.txt -o d").exit_code == 0);
  CHECK_THAT(read_file(scratch / "d/NOTICE"), Contains("tatoeba.org (200)") && Contains("CM (200)"));
  CHECK_THAT(read_file(scratch / "d/attribution.tsv"), Contains("\tCC-BY 2.0 (France)"));
  CHECK_THAT(read_file(scratch / "d/train.tsv"), !Contains("CC-BY"));
}

TEST_CASE("- is standard input, and what comes may be packed, with CRLF or a byte-order mark") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  write_file(scratch / "windows.txt", "\xEF\xBB\xBF" + sample_corpus("\r\n"));
  REQUIRE(run(scratch, "nmt-prep in.txt -o d && gzip -c windows.txt | nmt-prep - -o e").exit_code == 0);
  CHECK(read_file(scratch / "d/train.bin") == read_file(scratch / "e/train.bin"));
  CHECK_THAT(run(scratch, "nmt-prep - -o f < d").err, Contains("cannot read standard input: Is a directory"));
}

TEST_CASE("a number of sentences may stand before the input") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  const auto outcome = run(scratch, "nmt-prep --valid 4 --test 6 in.txt -o d");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const json counts = manifest(scratch)["counts"];
  CHECK((counts["valid"]["sources"] == 4 && counts["test"]["sources"] == 6));
}

TEST_CASE("names that are not UTF-8 do no harm") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  const auto outcome = run(scratch,
                           "cp in.txt \"$(printf 'fran\\347ais.txt')\"; nmt-prep fran*.txt -o d --src-lang "
                           "\"$(printf '\\377')\"");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_NOTHROW(PreparedCorpus(scratch / "d"));
}

TEST_CASE("real corpora: nothing is lost, nothing leaks") {
  struct Real {
    const char* name;
    int lines;
  };
  for (const Real& real : {Real{"anki/fra-eng-2019-macos.zip", 167130},
                           Real{"anki/vie-eng-2022-3col.zip", 8050}, Real{"anki/fra-3col-5000.txt", 5000}}) {
    const auto path = shared_data(real.name);
    if (path.empty()) return;
    const Scratch scratch;
    const auto outcome = run(scratch, "nmt-prep '" + path.string() + "' -o d --tokenizer word");
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const PreparedCorpus prepared(scratch / "d");
    const json& counts = prepared.manifest()["counts"];
    std::int64_t left_out = 0;
    for (const auto& [rule, count] : prepared.manifest()["rules"].items())
      left_out += count.get<std::int64_t>();
    CHECK(counts["lines"] == real.lines);
    CHECK(counts["train"]["pairs"].get<std::int64_t>() + counts["valid"]["pairs"].get<std::int64_t>() +
              counts["test"]["pairs"].get<std::int64_t>() + left_out ==
          real.lines);
    check_no_leak(scratch / "d");
  }
}

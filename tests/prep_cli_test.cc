#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "corpus/prepared.h"
#include "sample_corpus.h"
#include "scratch.h"
#include "text/unicode.h"
#include "text/vocabulary.h"

using namespace nmt;
using Catch::Contains;
using nlohmann::json;
using test::run;
using test::sample_corpus;
using test::Scratch;

namespace {

json manifest(const Scratch& scratch, const std::string& name = "d") {
  return json::parse(read_file(scratch / (name + "/manifest.json")));
}

void check_same_files(const Scratch& scratch, const std::string& one, const std::string& other) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch / one)) {
    const std::string name = entry.path().filename().string();
    INFO(one + " " + other + " " + name);
    CHECK(sha256(read_file(scratch / (one + "/" + name))) ==
          sha256(read_file(scratch / (other + "/" + name))));
    ++count;
  }
  CHECK(count >= 8);
}

// No sentence of either side stands in two parts of what nmt-prep wrote.
void check_no_leak(const std::filesystem::path& directory) {
  std::map<std::string, int> part_of[2];
  int part = 0;
  for (const char* name : {"train.tsv", "valid.tsv", "test.tsv"}) {
    ++part;
    const std::string text = read_file(directory / name);
    for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
      end = text.find('\n', begin);
      for (std::size_t column = 0, tab; begin < end; ++column, begin = tab + 1) {
        tab = std::min(text.find('\t', begin), end);
        auto& seen = part_of[column == 0 ? 0 : 1];
        REQUIRE(seen.emplace(comparison_key(text.substr(begin, tab - begin)), part).first->second == part);
      }
    }
  }
}

}  // namespace

TEST_CASE("nmt-prep turns pairs into a directory that a trainer can open") {
  const Scratch scratch;
  write_file(scratch / "fra.txt", sample_corpus());
  const auto outcome =
      run(scratch, "nmt-prep fra.txt -o out/d --src-lang en --tgt-lang fr --valid 10 --test 20");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains("read 200 pairs in 200 lines") && Contains("valid: 10 source sentences") &&
                              Contains("test: 20 source sentences") && Contains("wrote out/d"));
  const PreparedCorpus prepared(scratch / "out/d");
  CHECK((prepared.source_language() == "en" && prepared.target_language() == "fr"));
  CHECK((prepared.valid().size() == 10 && prepared.test().size() == 20));
  CHECK_FALSE(prepared.joint_vocabulary());
  CHECK_THAT(prepared.notice(), Contains("fra.txt"));
  CHECK(prepared.checksum() == prepared.manifest()["checksum"]);
  CHECK(prepared.train().size() == 170);
  const auto ids = prepared.train().source(0);
  CHECK(ids.back() == kEnd);
  const std::string text = read_file(scratch / "out/d/train.tsv");
  CHECK(prepared.source_tokenizer()->decode(ids) == text.substr(0, text.find('\t')));
  CHECK_THAT(text, !Contains("\u202F") && !Contains("\u00A0"));
  check_no_leak(scratch / "out/d");
}

TEST_CASE("the same bytes on any number of threads, another seed another split") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  for (const std::string threads : {"1", "2", "3"}) {
    REQUIRE(run(scratch, "nmt-prep in.txt -o d" + threads + " --threads " + threads).exit_code == 0);
  }
  REQUIRE(run(scratch, "mkdir elsewhere; cd elsewhere; nmt-prep ../in.txt -o ../d4").exit_code == 0);
  REQUIRE(run(scratch, "nmt-prep in.txt -o d5 --seed 2").exit_code == 0);
  for (const std::string other : {"d2", "d3", "d4"}) check_same_files(scratch, "d1", other);
  CHECK(read_file(scratch / "d1/test.tsv") != read_file(scratch / "d5/test.tsv"));
}

TEST_CASE("options reach the corpus: reverse, joint vocabulary, lower case, kinds of pieces") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  REQUIRE(run(scratch,
              "nmt-prep in.txt -o d --src-lang en --tgt-lang fr --reverse --joint-vocab --lowercase "
              "--tokenizer bpe --vocab-size 150")
              .exit_code == 0);
  const PreparedCorpus prepared(scratch / "d");
  CHECK(
      (prepared.source_language() == "fr" && prepared.joint_vocabulary() && prepared.normalizer().lowercase));
  CHECK(prepared.source_tokenizer() == &prepared.target_tokenizer());
  CHECK(prepared.source_tokenizer()->size() == 150);
  CHECK(std::filesystem::exists(scratch / "d/joint.spm"));
  CHECK_THAT(read_file(scratch / "d/train.tsv"), Contains("oiseaux et") && Contains("\ta dog "));
  CHECK(prepared.manifest()["options"]["tokenizer"] == "bpe");
  for (const std::string kind : {"unigram", "char", "word"}) {
    REQUIRE(run(scratch, "nmt-prep in.txt --force -o d --vocab-size 90 --tokenizer " + kind).exit_code == 0);
    CHECK(PreparedCorpus(scratch / "d").source_tokenizer()->size() <= 90);
  }
}

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

TEST_CASE("a given split is used as it is, and its leaks are named") {
  const Scratch scratch;
  write_file(scratch / "train.en", "Go.\nRun!\nHi there.\nStop it.\n");
  write_file(scratch / "train.fr", "Va !\nCours !\nSalut.\nArrête.\n");
  write_file(scratch / "refs.tsv", "Wait.\tAttends.\tAttendez.\nGO!\tBouge.\n");
  write_file(scratch / "test.en", "Sit.\nSit.\n");
  write_file(scratch / "test.fr", "Assis !\nAssieds-toi.\n");
  const std::string command =
      "nmt-prep --train train.en train.fr --valid refs.tsv --test test.en test.fr -o d";
  const auto outcome = run(scratch, command);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(read_file(scratch / "d/train.tsv") ==
        "Go.\tVa !\nRun!\tCours !\nHi there.\tSalut.\nStop it.\tArrête.\n");
  CHECK(read_file(scratch / "d/valid.tsv") == "Wait.\tAttends.\tAttendez.\nGO!\tBouge.\n");
  CHECK(read_file(scratch / "d/test.tsv") == "Sit.\tAssis !\tAssieds-toi.\n");
  CHECK_THAT(outcome.err, Contains("1 source and 0 target sentences of valid also stand in train"));
  write_file(scratch / "test.fr", "Assis !\n");
  const auto uneven = run(scratch, command + "2");
  CHECK(uneven.exit_code == 2);
  CHECK_THAT(uneven.err, Contains("test.en and test.fr") && Contains("found 2 and 1"));
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

TEST_CASE("an output that exists is left alone; --force replaces only what nmt-prep made") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  std::filesystem::create_directory(scratch / "mine");
  write_file(scratch / "mine/letter", "dear");
  const auto existing = run(scratch, "nmt-prep in.txt -o mine");
  CHECK(existing.exit_code == 2);
  CHECK_THAT(existing.err, Contains("mine exists already"));
  const auto forced = run(scratch, "nmt-prep in.txt -o mine --force");
  CHECK(forced.exit_code == 2);
  CHECK_THAT(forced.err, Contains("mine does not look like a directory of nmt-prep: no manifest.json"));
  CHECK(read_file(scratch / "mine/letter") == "dear");
  CHECK(run(scratch, "nmt-prep in.txt -o d && nmt-prep in.txt --seed 9 -o d --force").exit_code == 0);
  CHECK(manifest(scratch)["options"]["seed"] == 9);
}

TEST_CASE("an output that cannot be written is noticed before the input is read") {
  const Scratch scratch;
  write_file(scratch / "file", "x");
  const auto outcome = run(scratch, "nmt-prep missing.txt -o file/d");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("file") && Contains("Not a directory") && !Contains("missing.txt"));
}

TEST_CASE("- is standard input, and what comes may be packed, with CRLF or a byte-order mark") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  write_file(scratch / "windows.txt", "\xEF\xBB\xBF" + sample_corpus("\r\n"));
  REQUIRE(run(scratch, "nmt-prep in.txt -o d && gzip -c windows.txt | nmt-prep - -o e").exit_code == 0);
  CHECK(read_file(scratch / "d/train.bin") == read_file(scratch / "e/train.bin"));
  CHECK_THAT(run(scratch, "nmt-prep - -o f < d").err, Contains("cannot read standard input: Is a directory"));
}

TEST_CASE("what a killed nmt-prep left is gone after the next") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  REQUIRE(run(scratch, "mkdir .d.a1B2c3 && nmt-prep in.txt -q -o d").exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(scratch / ".d.a1B2c3"));
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

TEST_CASE("a dry run writes nothing") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  const auto outcome = run(scratch, "nmt-prep in.txt --dry-run -o d");
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("read 200 pairs") && Contains("nothing written"));
  CHECK_FALSE(std::filesystem::exists(scratch / "d"));
}

TEST_CASE("a part that ends up smaller than asked for is told") {
  const Scratch scratch;
  std::string lines;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    lines += "short " + n + "\tcourt " + n + "\nthis one is much longer " + n +
             "\tcelle-ci est plus longue " + n + "\n";
  }
  write_file(scratch / "in.txt", lines);
  const auto outcome =
      run(scratch,
          "nmt-prep in.txt --valid 20 --test 20 --max-length 3 --tokenizer word --vocab-size 500 -q -o d");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err,
             Contains("warning: valid: ") && Contains(" of the 20 sentences asked for are left"));
}

TEST_CASE("wrong use is named") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  write_file(scratch / "bad.toml", "bogus = 3\n");
  write_file(scratch / "good.toml", "seed = 9\nvalid = 7\n");
  const auto refused = [&](const std::string& options, const std::string& expected) {
    const auto outcome = run(scratch, "nmt-prep " + options);
    INFO(options);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Contains(expected));
  };
  refused("in.txt -o d --frobnicate", "--frobnicate");
  refused("in.txt -o d --config bad.toml", "bogus");
  refused("in.txt -o d --tokenizer morfessor", "morfessor");
  refused("in.txt -o d --vocab-size many", "found many");
  refused("in.txt -o d --vocab-size 10", "different characters, and each takes a piece; use --vocab-size ");
  refused("in.txt -o d --max-length 0", "--max-length");
  refused("in.txt -o d --valid 300", "found only");
  refused("in.txt", "expected -o DIR");
  refused("-o d", "expected INPUT");
  refused("missing.txt -o d", "missing.txt: No such file");
  CHECK(run(scratch, "nmt-prep in.txt -o d --config good.toml").exit_code == 0);
  CHECK((manifest(scratch)["options"]["seed"] == 9 && manifest(scratch)["counts"]["valid"]["sources"] == 7));
  REQUIRE(run(scratch, "nmt-prep --dump-config > dump.toml && nmt-prep in.txt -o e --config dump.toml")
              .exit_code == 0);
  REQUIRE(run(scratch, "nmt-prep in.txt -o f").exit_code == 0);
  check_same_files(scratch, "e", "f");
}

TEST_CASE("real corpora: nothing is lost, nothing leaks") {
  struct Real {
    const char* name;
    int lines;
  };
  for (const Real& real : {Real{"anki/fra-eng-2019-macos.zip", 167130},
                           Real{"anki/vie-eng-2022-3col.zip", 8050}, Real{"anki/fra-3col-5000.txt", 5000}}) {
    const auto path = test::shared_data(real.name);
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

#include "prep_cli.h"

#include <catch2/catch.hpp>

#include "corpus/prepared.h"
#include "text/vocabulary.h"

using namespace nmt;
using namespace nmt::test;
using Catch::Contains;
using nlohmann::json;

namespace {

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

TEST_CASE("what a killed nmt-prep left is gone after the next") {
  const Scratch scratch;
  write_file(scratch / "in.txt", sample_corpus());
  REQUIRE(run(scratch, "mkdir .d.a1B2c3 && nmt-prep in.txt -q -o d").exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(scratch / ".d.a1B2c3"));
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

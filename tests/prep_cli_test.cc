#include <archive.h>
#include <archive_entry.h>

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "corpus/prepared.h"
#include "scratch.h"
#include "text/unicode.h"
#include "text/vocabulary.h"

using namespace nmt;
using Catch::Contains;
using nlohmann::json;
using test::run;
using test::Scratch;

namespace {

// 200 pairs over small vocabularies: every line another source, two in three another target.
std::string corpus(const std::string& end = "\n", const std::string& attribution = "") {
  const char* who[] = {"The cat", "A dog", "My sister", "Nobody", "The king"};
  const char* qui[] = {"Le chat", "Un chien", "Ma sœur", "Personne", "Le roi"};
  const char* does[] = {"sees", "likes", "follows", "paints"};
  const char* fait[] = {"voit", "aime", "suit", "peint"};
  std::string text;
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i / 20 + 2), birds = std::to_string(i % 3 == 0 ? i : i - i % 3);
    text += std::string(who[i % 5]) + " " + does[i / 5 % 4] + " " + number + " birds and " +
            std::to_string(i) + ".\t";
    text += std::string(qui[i % 5]) + " " + fait[i / 5 % 4] + " " + number + " oiseaux\u202Fet " + birds +
            "\u00A0!";
    text += attribution + end;
  }
  return text;
}

struct Entry {
  std::string path, text;
};

void write_archive(const std::filesystem::path& path, const std::vector<Entry>& entries,
                   int (*format)(archive*) = archive_write_set_format_zip,
                   int (*filter)(archive*) = archive_write_add_filter_none, bool sizes_later = false) {
  archive* writer = archive_write_new();
  filter(writer);
  format(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  REQUIRE(archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK);
  for (const auto& [name, text] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.back() == '/' ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0755);
    if (!sizes_later) archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
    archive_write_data(writer, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_free(writer);
}

json manifest(const Scratch& scratch, const std::string& name = "d") {
  return json::parse(read_file(scratch / (name + "/manifest.json")));
}

// Runs nmt-prep on `input` as in.txt, which must fail with a message that holds `expected`.
void check_refused(const std::string& input, const std::string& expected) {
  const Scratch scratch;
  write_file(scratch / "in.txt", input);
  const auto outcome = run(scratch, "nmt-prep in.txt -o d");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains(expected));
  CHECK_FALSE(std::filesystem::exists(scratch / "d"));
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
  write_file(scratch / "fra.txt", corpus());
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
  CHECK(prepared.source_tokenizer().decode(ids) == text.substr(0, text.find('\t')));
  CHECK_THAT(text, !Contains("\u202F") && !Contains("\u00A0"));
  check_no_leak(scratch / "out/d");
}

TEST_CASE("the same bytes on any number of threads, another seed another split") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
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
  write_file(scratch / "in.txt", corpus());
  REQUIRE(run(scratch,
              "nmt-prep in.txt -o d --src-lang en --tgt-lang fr --reverse --joint-vocab --lowercase "
              "--tokenizer bpe --vocab-size 150")
              .exit_code == 0);
  const PreparedCorpus prepared(scratch / "d");
  CHECK(
      (prepared.source_language() == "fr" && prepared.joint_vocabulary() && prepared.normalizer().lowercase));
  CHECK(&prepared.source_tokenizer() == &prepared.target_tokenizer());
  CHECK(prepared.source_tokenizer().size() == 150);
  CHECK(std::filesystem::exists(scratch / "d/joint.spm"));
  CHECK_THAT(read_file(scratch / "d/train.tsv"), Contains("oiseaux et") && Contains("\ta dog "));
  CHECK(prepared.manifest()["options"]["tokenizer"] == "bpe");
  for (const std::string kind : {"unigram", "char", "word"}) {
    REQUIRE(run(scratch, "nmt-prep in.txt --force -o d --vocab-size 90 --tokenizer " + kind).exit_code == 0);
    CHECK(PreparedCorpus(scratch / "d").source_tokenizer().size() <= 90);
  }
}

TEST_CASE("the same corpus comes out of every kind of wrapping") {
  const Scratch scratch;
  const std::string text = corpus();
  const auto check = [&](const std::string& file, const std::string& input = "") {
    INFO(file);
    const auto outcome = run(scratch, input + "nmt-prep " + file + " -o d --force");
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    CHECK(sha256(read_file(scratch / "d/train.bin")) == sha256(read_file(scratch / "first/train.bin")));
  };
  write_file(scratch / "plain.zip", text);  // what a file is, its bytes say
  REQUIRE(run(scratch, "nmt-prep plain.zip -o first").exit_code == 0);
  write_file(scratch / "crlf.tsv", corpus("\r\n"));
  write_file(scratch / "bom.txt", "\xEF\xBB\xBF" + text);
  const std::vector<Entry> mac = {{"fra/", ""},
                                  {"__MACOSX/._fra", "x"},
                                  {"fra/_about.txt", "About."},
                                  {"__MACOSX/fra/._fra.txt", std::string("\0\5\26", 3)},
                                  {"fra/fra.txt", text}};
  write_archive(scratch / "mac.zip", mac);
  write_archive(scratch / "later.zip", mac, archive_write_set_format_zip, archive_write_add_filter_none,
                true);
  write_archive(scratch / "fra.tar", mac, archive_write_set_format_ustar);
  write_archive(scratch / "fra.tgz", mac, archive_write_set_format_ustar, archive_write_add_filter_gzip);
  write_archive(scratch / "fra.gz", {{"fra.txt", text}}, archive_write_set_format_raw,
                archive_write_add_filter_gzip);
  write_archive(scratch / "fra.xz", {{"fra.txt", text}}, archive_write_set_format_raw,
                archive_write_add_filter_xz);
  write_archive(scratch / "fra.zst", {{"fra.txt", text}}, archive_write_set_format_raw,
                archive_write_add_filter_zstd);
  write_archive(scratch / "fra.bz2", {{"fra.txt", text}}, archive_write_set_format_raw,
                archive_write_add_filter_bzip2);
  for (const std::string file : {"crlf.tsv", "bom.txt", "fra.tar", "fra.tgz", "fra.gz", "fra.xz", "fra.zst",
                                 "fra.bz2", "mac.zip", "later.zip"}) {
    check(file);
  }
  CHECK_THAT(read_file(scratch / "d/NOTICE"), Contains("About."));
  check("-", "cat fra.gz | ");
}

TEST_CASE("an archive that is cut off, or holds none or two texts, is refused") {
  const Scratch scratch;
  const auto refused = [&](const std::string& file, const std::string& expected) {
    const auto outcome = run(scratch, "nmt-prep " + file + " -o d");
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Contains(file) && Contains(expected));
    CHECK_FALSE(std::filesystem::exists(scratch / "d"));
  };
  const auto cut = [&](const std::string& file, const std::string& name) {
    const std::string bytes = read_file(scratch / file);
    write_file(scratch / name, bytes.substr(0, bytes.size() / 2));
    refused(name, "cut off or damaged");
  };
  write_archive(scratch / "a.zip", {{"fra.txt", corpus()}});
  cut("a.zip", "cut.zip");
  write_archive(scratch / "a.gz", {{"fra.txt", corpus()}}, archive_write_set_format_raw,
                archive_write_add_filter_gzip);
  cut("a.gz", "cut.gz");
  write_archive(scratch / "a.xz", {{"fra.txt", corpus()}}, archive_write_set_format_raw,
                archive_write_add_filter_xz);
  cut("a.xz", "cut.xz");
  write_archive(scratch / "a.zst", {{"fra.txt", corpus()}}, archive_write_set_format_raw,
                archive_write_add_filter_zstd);
  cut("a.zst", "cut.zst");
  std::string damaged = read_file(scratch / "a.zip");
  for (std::size_t i = 60; i < 600; ++i) damaged[i] ^= 0x55;
  write_file(scratch / "damaged.zip", damaged);
  refused("damaged.zip", "cut off or damaged");
  write_archive(scratch / "none.zip", {{"_about.txt", "x"}, {"picture.png", "x"}});
  refused("none.zip", "expected a text file in the archive, found none");
  write_archive(scratch / "two.zip", {{"a.txt", "x\ty\n"}, {"b/b.tsv", "x\ty\n"}});
  refused("two.zip", "found 2: a.txt, b/b.tsv");
}

TEST_CASE("a file without a usable pair is refused with the reason") {
  using namespace std::string_literals;
  check_refused("", "in.txt: the file is empty");
  check_refused("version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n", "git lfs pull");
  check_refused("no tab\nnor here\n", "in.txt: no usable pair: no TAB 2 (first: in.txt:1");
  check_refused("a\0\tb\n"s, "NUL byte 1 (first: in.txt:1 (at byte 2))");
  check_refused("ab\xFF\tb\n", "bad UTF-8 1 (first: in.txt:1 (at byte 3))");
  check_refused("a\tb\rc\td\r", "lone CR 1 (first: in.txt:1 (at byte 4))");
  check_refused("a\tb\u2028\n", "U+2028 or U+2029 1");
  check_refused("   \n \t \n", "empty side 2");
  check_refused(std::string(1'000'001, 'x') + "\ty\n", "line over 1 MB 1");
  check_refused("\u200B\t\u00AD\n", "empty side 1");
  check_refused("\xEF\xBB\xBF", "no line at all");
}

TEST_CASE("bad lines are skipped and reported, and --strict stops at the first") {
  using namespace std::string_literals;
  const Scratch scratch;
  std::string words = "w";
  for (int i = 1; i < 10000; ++i) words += " w";
  write_file(scratch / "in.txt", corpus() + "no tab\nab\xFF\tb\na\0\tb\n"s + words + "\t" + words + "\n" +
                                     std::string(1'000'001, 'x') +
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
  write_file(scratch / "in.txt", corpus());
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
             corpus("\n", "\tCC-BY 2.0 (France) Attribution: tatoeba.org #1 (CM) & #2 (Wittydev)"));
  REQUIRE(run(scratch, "nmt-prep in.txt -o d").exit_code == 0);
  CHECK_THAT(read_file(scratch / "d/NOTICE"), Contains("tatoeba.org (200)") && Contains("CM (200)"));
  CHECK_THAT(read_file(scratch / "d/attribution.tsv"), Contains("\tCC-BY 2.0 (France)"));
  CHECK_THAT(read_file(scratch / "d/train.tsv"), !Contains("CC-BY"));
}

TEST_CASE("an output that exists is left alone; --force replaces only what nmt-prep made") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
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

TEST_CASE("a number of sentences may stand before the input") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
  const auto outcome = run(scratch, "nmt-prep --valid 4 --test 6 in.txt -o d");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const json counts = manifest(scratch)["counts"];
  CHECK((counts["valid"]["sources"] == 4 && counts["test"]["sources"] == 6));
}

TEST_CASE("names that are not UTF-8 do no harm") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
  const auto outcome = run(scratch,
                           "cp in.txt \"$(printf 'fran\\347ais.txt')\"; nmt-prep fran*.txt -o d --src-lang "
                           "\"$(printf '\\377')\"");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_NOTHROW(PreparedCorpus(scratch / "d"));
}

TEST_CASE("a dry run writes nothing") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
  const auto outcome = run(scratch, "nmt-prep in.txt --dry-run -o d");
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("read 200 pairs") && Contains("nothing written"));
  CHECK_FALSE(std::filesystem::exists(scratch / "d"));
}

TEST_CASE("wrong use is named") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
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
  refused("in.txt -o d --vocab-size 10", "cannot learn a vocabulary of 10 pieces");
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

TEST_CASE("a prepared directory that is foreign, newer, incomplete or changed is refused") {
  const Scratch scratch;
  write_file(scratch / "in.txt", corpus());
  REQUIRE(run(scratch, "nmt-prep in.txt -o d").exit_code == 0);
  const auto opening = [&](const std::string& name) { PreparedCorpus prepared(scratch / name); };
  CHECK_THROWS_WITH(opening("none"),
                    Contains("does not look like a directory of nmt-prep: it does not exist"));
  std::filesystem::create_directory(scratch / "empty");
  CHECK_THROWS_WITH(opening("empty"), Contains("no manifest.json"));
  const json original = manifest(scratch);
  const auto with = [&](const char* key, const json& value) {
    json changed = original;
    changed[key] = value;
    write_file(scratch / "d/manifest.json", changed.dump());
    opening("d");
  };
  CHECK_THROWS_WITH(with("version", 2), Contains("was made by a newer nmt-prep"));
  CHECK_THROWS_WITH(with("version", "x"), Contains("does not look like"));
  CHECK_THROWS_WITH(with("format", "other"), Contains("does not look like"));
  CHECK_THROWS_AS(with("files", json::object()), Error);
  CHECK_THROWS_AS(with("files", 3), Error);
  CHECK_THROWS_AS(with("languages", json::array()), Error);
  CHECK_THROWS_WITH(with("files", {{"../in.txt", {{"bytes", 1}}}}), Contains("expected the name of a file"));
  write_file(scratch / "d/manifest.json", "[1, 2");
  CHECK_THROWS_WITH(opening("d"), Contains("does not look like"));
  write_file(scratch / "d/manifest.json", original.dump());
  CHECK_NOTHROW(opening("d"));
  for (const auto& [name, facts] : original["files"].items()) {
    const auto path = scratch / ("d/" + name);
    const std::string bytes = read_file(path);
    write_file(path, bytes.substr(0, bytes.size() - 1));
    CHECK_THROWS_WITH(opening("d"), Contains(name) && Contains("bytes, found"));
    std::string other = bytes;
    other[bytes.size() / 2] ^= 1;
    write_file(path, other);
    CHECK_THROWS_WITH(opening("d"), Contains(name) && Contains("was changed"));
    write_file(path, bytes);
  }
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

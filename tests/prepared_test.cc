#include "corpus/prepared.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "corpus/prepare.h"
#include "sample_corpus.h"
#include "scratch.h"

using namespace nmt;
using Catch::Contains;
using nlohmann::json;
using test::Scratch;

namespace {

// A prepared corpus as "d".
void make_prepared(const Scratch& scratch, const std::string& text = test::sample_corpus()) {
  write_file(scratch / "in.txt", text);
  PrepareOptions options;
  options.inputs = {{InputFiles::Kind::pairs, (scratch / "in.txt").string(), ""}};
  write_prepared(scratch / "d", prepare(options).files, true);
}

void check_refused(const std::string& input, const std::string& expected) {
  const Scratch scratch;
  const std::string folder = scratch.path().string() + "/";
  std::string message;
  try {
    make_prepared(scratch, input);
  } catch (const Error& error) {
    message = error.what();
  }
  for (std::size_t at; (at = message.find(folder)) != message.npos;) message.erase(at, folder.size());
  CHECK_THAT(message, Contains(expected));
}

}  // namespace

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

TEST_CASE("a directory that is foreign, newer, incomplete or changed is refused") {
  const Scratch scratch;
  make_prepared(scratch);
  const auto opening = [&](const std::string& name) { PreparedCorpus prepared(scratch / name); };
  CHECK_THROWS_WITH(opening("none"),
                    Contains("does not look like a directory of nmt-prep: it does not exist"));
  std::filesystem::create_directory(scratch / "empty");
  CHECK_THROWS_WITH(opening("empty"), Contains("no manifest.json"));
  const json original = json::parse(read_file(scratch / "d/manifest.json"));
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

TEST_CASE("a corpus of one pair, with nothing to validate on, can be prepared and opened") {
  const Scratch scratch;
  make_prepared(scratch, "Go.\tVa !\n");
  const PreparedCorpus prepared(scratch / "d");
  CHECK((prepared.train().size() == 1 && prepared.valid().empty() && prepared.test().empty()));
}

TEST_CASE("the checksum changes with what training depends on, and with nothing else") {
  const Scratch scratch;
  const auto checksum = [&] { return PreparedCorpus(scratch / "d").checksum(); };
  make_prepared(scratch);
  const std::string first = checksum();
  make_prepared(scratch, test::sample_corpus("\r\n"));  // another file, the same pairs
  CHECK(checksum() == first);
  make_prepared(scratch, test::sample_corpus() + "One more.\tUn de plus.\n");
  CHECK(checksum() != first);
}

TEST_CASE("the progress of the stages is told from beginning to end") {
  const Scratch scratch;
  write_file(scratch / "in.txt", test::sample_corpus());
  PrepareOptions options;
  options.inputs = {{InputFiles::Kind::pairs, (scratch / "in.txt").string(), ""}};
  std::vector<std::string> stages;
  prepare(options, [&](const std::string& stage, std::size_t done, std::size_t total) {
    if (total == 0) stages.push_back(stage);
    CHECK(done <= total);
  });
  CHECK(stages == std::vector<std::string>{"reading", "cleaning", "splitting", "learning the vocabularies",
                                           "encoding"});
}

#include <algorithm>
#include <catch2/catch.hpp>

#include "scratch.h"
#include "tiny_bundle.h"

// What all commands have in common.
using namespace nmt;
using namespace nmt::test;
using Catch::Contains;

namespace {

const std::string kCommands[] = {"nmt-prep", "nmt-train", "nmt-translate", "nmt-align-viz", "nmt-eval"};

void refuses(const Scratch& scratch, const std::string& command, const std::string& text) {
  const auto outcome = run(scratch, command);
  INFO(command << "\n" << outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(text) && !Contains("unexpected error"));
}

}  // namespace

TEST_CASE("--version tells version, commit, compiler, instruction set and matrix library") {
  const Scratch scratch;
  for (const std::string& command : kCommands) {
    const auto outcome = run(scratch, command + " --version");
    INFO(command);
    CHECK(outcome.exit_code == 0);
    const auto lines = lines_of(outcome.out);
    REQUIRE(lines.size() == 4);
    CHECK_THAT(lines[0], Catch::StartsWith("nmt ") && Contains(" (commit "));
    CHECK_THAT(lines[1], Catch::StartsWith("compiler: "));
    CHECK_THAT(lines[2], Catch::StartsWith("compiled for: "));
    CHECK_THAT(lines[3], Catch::StartsWith("matrix products: "));
  }
}

TEST_CASE("--help shows what a command is for and the options that all have") {
  const Scratch scratch;
  for (const std::string& command : kCommands) {
    const auto outcome = run(scratch, command + " --help");
    INFO(command);
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
    for (const char* part : {"Usage:", "--threads", "--quiet", "--verbose", "--config", "--dump-config",
                             "--version", "--help"}) {
      CHECK_THAT(outcome.out, Contains(part));
    }
  }
}

TEST_CASE("a command that lacks what it needs says what that is, and can tell its options all the same") {
  const Scratch scratch;
  for (const auto& [command, needed] :
       {std::pair("nmt-prep", "expected INPUT"), std::pair("nmt-train", "expected a directory of nmt-prep"),
        std::pair("nmt-translate", "expected -m MODEL"), std::pair("nmt-align-viz", "expected -m MODEL")}) {
    refuses(scratch, command, needed);
    CHECK(run(scratch, std::string(command) + " --dump-config > c.toml").exit_code == 0);
    refuses(scratch, std::string(command) + " --config c.toml", needed);
  }
}

TEST_CASE("options that there are not, and numbers that cannot be, are refused by name") {
  const Scratch scratch;
  write_file(scratch / "bad.toml", "quiet = true\nflux = 3\n");
  for (const std::string& command : kCommands) {
    refuses(scratch, command + " --frobnicate", "--frobnicate");
    refuses(scratch, command + " --threads 0", "--threads");
    refuses(scratch, command + " --threads many", "--threads");
    refuses(scratch, command + " --config bad.toml", "bad.toml:2: there is no option 'flux'");
    refuses(scratch, command + " --config none.toml", "none.toml");
  }
}

TEST_CASE("a full disk behind standard output is an error") {
  const Scratch scratch;
  write_tiny_bundle(scratch / "m");
  write_file(scratch / "in", "the cat\n");
  write_file(scratch / "pairs.tsv", "the cat\tle chat\n");
  for (const char* command :
       {"nmt-prep --dump-config", "nmt-train --list-presets", "nmt-translate -q -m m in",
        "nmt-align-viz -q -m m pairs.tsv", "nmt-eval -q in in"}) {
    refuses(scratch, std::string(command) + " > /dev/full",
            "cannot write to standard output: No space left on device");
  }
}

TEST_CASE("a reader that has gone ends a command quietly") {
  const Scratch scratch;
  write_tiny_bundle(scratch / "m");
  std::string sentences, pairs;
  for (int i = 0; i < 600; ++i) {  // more than fits into a pipe
    sentences += "the cat sat on the mat.\n";
    pairs += "the cat sat on the mat.\tle chat est sur le tapis.\n";
  }
  write_file(scratch / "in", sentences);
  write_file(scratch / "pairs.tsv", pairs);
  for (const char* command :
       {"nmt-translate -q -m m --format json in", "nmt-align-viz -q -m m --format json pairs.tsv"}) {
    CHECK(run(scratch, command).out.size() > 1 << 16);
    const auto outcome = run(scratch, "{ " + std::string(command) + "; echo $? > code; } | head -n 1");
    INFO(command);
    CHECK(lines_of(outcome.out).size() == 1);
    CHECK(outcome.err.empty());
    CHECK(read_file(scratch / "code") == "0\n");
  }
}

#include <catch2/catch.hpp>
#include <set>

#include "train_cli.h"

using namespace nmt;
using namespace nmt::test;

TEST_CASE("where a file cannot be written it is told which, and how much room there is") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = run(scratch, "ulimit -f 20; " + kTrain + "--max-updates 3 -o m");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains("state-0.safetensors: File too large; ") &&
                              Catch::Contains(" MB free there; the state of the training takes 0."));
  CHECK_FALSE(std::filesystem::exists(scratch / "m"));
}

TEST_CASE("where the file system cannot exchange directories, models are replaced all the same") {
  const Scratch scratch;
  prepare(scratch);
  const std::string without = "LD_PRELOAD='" NMT_NO_RENAME_FLAGS "' ASAN_OPTIONS=verify_asan_link_order=0 ";
  for (const char* how : {"", "--resume "}) {
    const auto outcome = run(scratch, without + kTrain + "--max-updates 6 --valid-every 2 -o m " + how +
                                          (*how ? "--max-updates 8" : ""));
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
  }
  REQUIRE(run(scratch, kTrain + "--max-updates 8 --valid-every 2 -q -o whole").exit_code == 0);
  for (const std::string& name : bundle_files()) {
    CHECK((read_file(scratch / ("m/" + name)) == read_file(scratch / ("whole/" + name))));
  }
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    const std::string name = entry.path().filename().string();
    CHECK(std::set<std::string>{"data", "m", "pairs.txt", "whole", ".out", ".err"}.contains(name));
  }
}

TEST_CASE("on a full disk the model stays whole, training goes on and saves again when there is room") {
  const Scratch scratch;
  if (run(scratch, "unshare -rm sh -c 'mkdir disk && mount -t tmpfs tmpfs disk'").exit_code != 0) {
    WARN("skipped: no small file system can be mounted here");
    return;
  }
  prepare(scratch);
  write_file(scratch / "script",
             "set -eu\n"
             "mount -t tmpfs -o size=6m tmpfs disk\n"
             "fill() { dd if=/dev/zero of=disk/filler bs=64k 2> /dev/null || :; }\n"
             "await() { until grep -q \"$1\" log; do sleep 0.05; done; }\n" +
                 kTrain +
                 "--valid-every 10 --save-every 0.001 --patience 0 -o disk/m 2> log &\n"
                 "trap \"kill -9 $! 2> /dev/null || :\" EXIT\n"
                 "until [ -e disk/m/config.json ]; do sleep 0.05; done\n"
                 "fill\n"
                 "await 'No space left on device; [0-9.]* MB free there.*tries again'\n"
                 "echo ba | nmt-translate -q -m disk/m\n"
                 "rm disk/filler\n"
                 "await 'could be written this time'\n"
                 ": > log\n"
                 "fill\n"
                 "await 'tries again'\n"
                 "kill $!\n"
                 "code=0; wait $! || code=$?\n"
                 "[ $code = 2 ] && grep -q 'asked to stop.*--resume goes on from there' log\n"
                 "rm disk/filler\n" +
                 kTrain + "-q --resume -o disk/m --max-updates 1\n" +
                 "echo ba | nmt-translate -q -m disk/m\n");
  const auto outcome = run(scratch, "timeout 60 unshare -rm sh script || { cat log; false; }");
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit_code == 0);
}

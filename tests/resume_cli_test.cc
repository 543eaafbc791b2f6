#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/presets.h"
#include "train_cli.h"

using namespace nmt;
using namespace nmt::test;
using nlohmann::json;

namespace {

void trains(const Scratch& scratch, const std::string& options) {
  const auto outcome = run(scratch, kTrain + options);
  INFO(options << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == 0);
}

void refused(const Scratch& scratch, const std::string& command, const std::string& text) {
  const auto outcome = run(scratch, command);
  INFO(command << "\n" << outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains(text));
}

json state(const Scratch& scratch, const std::string& model) {
  json all = json::parse(read_file(scratch / (model + "/training/checkpoint.json")))["state"];
  all["progress"].erase("seconds");
  return all;
}

std::string tensors(const Scratch& scratch, const std::string& model, int updates) {
  return read_file(scratch / (model + "/training/state-" + std::to_string(updates) + ".safetensors"));
}

// Its lines, but for the clock.
std::vector<json> log(const Scratch& scratch, const std::string& model) {
  std::vector<json> lines;
  for (const std::string& line : lines_of(read_file(scratch / (model + "/training/log.jsonl")))) {
    lines.push_back(json::parse(line));
    lines.back().erase("seconds");
  }
  return lines;
}

// Kills nmt-train some times; see tools/random_kills.sh.
void kill_and_compare(const Scratch& scratch, int kills, const std::string& options) {
  const auto outcome =
      run(scratch, "BUILD='" NMT_BINARY_DIR "' '" NMT_SOURCE_DIR "/tools/random_kills.sh' data kills " +
                       std::to_string(kills) + " --hidden 16 --embedding 16 --batch-tokens 200 " + options);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::Contains("runs bit-identical"));
}

}  // namespace

TEST_CASE("killed at random moments, a training resumes and ends with the bits of one left alone") {
  const Scratch scratch;
  prepare(scratch);
  kill_and_compare(scratch, 12,
                   "--max-updates 40 --valid-every 10 --save-every 0.005 --subword-sampling 0.2");
}

TEST_CASE("killed while it saves, which is all the time, it does so too") {
  const Scratch scratch;
  prepare(scratch);
  kill_and_compare(
      scratch, 12,
      "--max-updates 40 --valid-every 10 --save-every 0.000001 --preset hard --dropout 0.3 "
      "--optimizer adadelta --learning-rate 2 --schedule plateau --halve-after 1 --min-gain 0.1 --ema 0.9");
}

TEST_CASE("every preset goes on after a limit with the bits of a training that had a larger one") {
  const Scratch scratch;
  prepare(scratch);
  for (const Preset& preset : presets()) {
    const std::string name = preset.name, options = "-q --valid-metrics ce --preset " + name + " ";
    trains(scratch, options + "--max-updates 5 -o whole" + name);
    trains(scratch, options + "--max-updates 2 -o " + name);
    trains(scratch, options + "--max-updates 5 --resume -o " + name);
    INFO(name);
    CHECK((tensors(scratch, name, 5) == tensors(scratch, "whole" + name, 5)));
    CHECK(state(scratch, name)["baseline"] == state(scratch, "whole" + name)["baseline"]);
    CHECK(state(scratch, name)["progress"] == state(scratch, "whole" + name)["progress"]);
  }
}

TEST_CASE("what a limit's end validates changes nothing in a training that goes on") {
  const Scratch scratch;
  prepare(scratch);
  // A checkpoint at each update, halvings at nearly each validation, limits where none is due.
  const std::string options =
      "-q --valid-every 10 --schedule plateau --halve-after 1 --min-gain 0.1 --learning-rate 0.3 --ema 0.9 "
      "--keep 9 "
      "--save-every 0.000001 ";
  trains(scratch, options + "--max-updates 45 -o whole");
  for (const char* limit : {"5", "17", "38", "45"}) {
    trains(scratch,
           options + "--max-updates " + limit + (limit == std::string("5") ? "" : " --resume") + " -o m");
    CHECK(run(scratch, "echo ba | nmt-translate -q -m m").exit_code == 0);
  }
  CHECK((tensors(scratch, "m", 45) == tensors(scratch, "whole", 45)));
  CHECK(state(scratch, "m") == state(scratch, "whole"));
  CHECK(state(scratch, "m")["halvings"] > 0);
  CHECK(log(scratch, "m") == log(scratch, "whole"));
  for (const int updates : {10, 20, 30, 40, 45}) {
    const std::string name = "/training/model-" + std::to_string(updates) + ".safetensors";
    CHECK((read_file(scratch / ("m" + name)) == read_file(scratch / ("whole" + name))));
  }
  for (const int updates : {5, 17, 38}) {
    CHECK_FALSE(
        std::filesystem::exists(scratch / ("m/training/model-" + std::to_string(updates) + ".safetensors")));
  }
}

TEST_CASE("threads, validations and checkpoints change no bit of parameters and moments") {
  const Scratch scratch;
  prepare(scratch);
  trains(scratch, "-q --max-updates 12 --threads 1 -o a");
  trains(scratch, "-q --max-updates 12 --threads 3 --valid-every 5 --save-every 0.000001 -o b");
  CHECK((tensors(scratch, "a", 12) == tensors(scratch, "b", 12)));
}

TEST_CASE(
    "told to stop before its first validation, a training leaves a model, and goes on as if it had not") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options = "--valid-every 100000 --patience 0 ";
  const auto outcome = told_to_stop(scratch, "HUP", options + "--max-updates 100000", "m");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err,
             Catch::Contains("asked to stop; the best model is in m; --resume goes on from update "));
  CHECK(run(scratch, "echo ba | nmt-translate -q -m m").exit_code == 0);
  const int stopped = state(scratch, "m")["progress"]["updates"];
  CHECK(stopped >= 50);
  CHECK(state(scratch, "m")["validations"] == 0);
  const std::string more = " --max-updates " + std::to_string(stopped + 7);
  trains(scratch, options + "--resume -o m" + more);
  trains(scratch, options + "-o whole" + more);
  CHECK(state(scratch, "m") == state(scratch, "whole"));
  CHECK(log(scratch, "m") == log(scratch, "whole"));
  for (const std::string& name : bundle_files()) {
    INFO(name);
    CHECK((read_file(scratch / ("m/" + name)) == read_file(scratch / ("whole/" + name))));
  }
}

TEST_CASE("--resume takes the checkpoint's options where none are given, and names those that differ") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options =
      "--cell lstm --encoder-cell gru --learning-rate 3e-3 --schedule inverse-sqrt --warmup 4 --clip-norm "
      "0.5 "
      "--shards 3 --seed 7 --label-smoothing 0.2 --valid-metrics chrf,ce -q ";
  trains(scratch, options + "--max-updates 9 -o whole");
  trains(scratch, options + "--max-updates 4 -o m");
  const auto gone_on = run(scratch, "nmt-train data -o m --resume --max-updates 9");
  INFO(gone_on.err);
  REQUIRE(gone_on.exit_code == 0);
  CHECK_THAT(gone_on.err, Catch::Contains("resumed: goes on from update 4"));
  CHECK((tensors(scratch, "m", 9) == tensors(scratch, "whole", 9)));
  const auto model = json::parse(read_file(scratch / "m/config.json"))["model"];
  CHECK(model == json::parse(read_file(scratch / "whole/config.json"))["model"]);
  const auto outcome = run(scratch,
                           "nmt-train data -o m --resume --hidden 24 --seed 8 --cell lstm --schedule linear "
                           "--valid-metrics ce --preset luong --max-updates 20 --patience 3");
  CHECK(outcome.exit_code == 2);
  for (const char* part :
       {"--hidden: 16 in the checkpoint, 24 asked for", "--seed: 7 in the checkpoint, 8 asked for",
        "--schedule: inverse-sqrt in the checkpoint, linear asked for", "--encoder-cell: gru in",
        "--valid-metrics: chrf,ce in the checkpoint, ce asked", "--preset: base in the checkpoint, luong"}) {
    CHECK_THAT(outcome.err, Catch::Contains(part));
  }
  CHECK_THAT(outcome.err, !Catch::Contains("--patience") && !Catch::Contains("--shards"));
  REQUIRE(run(scratch, "nmt-prep pairs.txt -o other --vocab-size 60 --valid 25 --test 20 -q").exit_code == 0);
  refused(scratch, "nmt-train other -o m --resume", "the data: checksum ");
  trains(scratch, "-q --schedule linear --max-updates 4 -o linear");
  refused(scratch, "nmt-train data -o linear --resume --max-updates 8",
          "after update 1 the learning rate falls towards --max-updates 4");
}

TEST_CASE("a batch size that was left to nmt-train stays what it was when a training goes on") {
  const Scratch scratch;
  prepare(scratch);
  const std::string command =
      "nmt-train data --preset base --hidden 16 --embedding 16 --batch-tokens auto -o m -q ";
  REQUIRE(run(scratch, command + "--max-updates 2").exit_code == 0);
  const auto outcome = run(scratch, command + "--max-updates 3 --resume");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(state(scratch, "m")["progress"]["updates"] == 3);
}

TEST_CASE("what cannot be resumed is refused with the reason") {
  const Scratch scratch;
  prepare(scratch);
  refused(scratch, "nmt-train data -o m --resume", "there is nothing to resume in m: it does not exist");
  refused(scratch, "nmt-train data -o data --resume", "no training/checkpoint.json");
  refused(scratch, "nmt-train data -o m --resume --force",
          "--resume goes on with a training and --force throws");
  trains(scratch, "-q --max-updates 2 -o m");
  refused(scratch, kTrain + "-o m", "m exists already: choose another -o, or --resume to go on");
  const auto damaged = [&](const std::string& name, const std::string& bytes, const std::string& text) {
    const std::string whole = read_file(scratch / ("m/training/" + name));
    write_file(scratch / ("m/training/" + name), bytes);
    refused(scratch, "nmt-train data -o m --resume", text);
    write_file(scratch / ("m/training/" + name), whole);
  };
  const std::string numbers = tensors(scratch, "m", 2), kState = "state-2.safetensors";
  damaged(kState, numbers.substr(0, numbers.size() / 2), "state-2.safetensors is cut off: expected ");
  for (const std::size_t at : {std::size_t{9}, numbers.size() / 2, numbers.size() - 1}) {
    std::string changed = numbers;
    changed[at] ^= 1;
    damaged(kState, changed, "state-2.safetensors is damaged: its checksum");
  }
  const std::string text = read_file(scratch / "m/training/checkpoint.json");
  damaged("checkpoint.json", text.substr(0, text.size() / 2), "checkpoint.json is damaged");
  std::string changed = text;
  changed.replace(changed.find("\"updates\": 2"), 12, "\"updates\": 3");
  damaged("checkpoint.json", changed, "checkpoint.json is damaged: its checksum is another");
  changed = text;
  changed.replace(changed.find("\"format_version\": 3"), 19, "\"format_version\": 9");
  damaged("checkpoint.json", changed, "it was made by a newer nmt");
  changed.replace(changed.find("\"format_version\": 9"), 19, "\"format_version\": 1");
  damaged("checkpoint.json", changed, "it was made by an older nmt, which can go on with it");
  std::filesystem::rename(scratch / "m/training/state-2.safetensors", scratch / "gone");
  refused(scratch, "nmt-train data -o m --resume", "state-2.safetensors is missing");
}

TEST_CASE("a model can be moved and resumed, and without training/ it is whole but cannot") {
  const Scratch scratch;
  prepare(scratch);
  trains(scratch, "-q --max-updates 2 -o m");
  for (const char* name : {"m/training/checkpoint.json", "m/training/log.jsonl", "m/config.json"}) {
    CHECK_THAT(read_file(scratch / name), !Catch::Contains(scratch.path().string()));
  }
  std::filesystem::create_directory(scratch / "far");
  std::filesystem::rename(scratch / "m", scratch / "far/n");
  std::filesystem::rename(scratch / "data", scratch / "far/data");
  CHECK(run(scratch, "nmt-train far/data -o far/n --resume --max-updates 4 -q").exit_code == 0);
  std::filesystem::create_directory_symlink("far/n", scratch / "link");
  CHECK(run(scratch, "nmt-train far/data -o link --resume --max-updates 6 -q").exit_code == 0);
  CHECK(std::filesystem::is_symlink(scratch / "link"));
  CHECK(std::filesystem::exists(scratch / "far/n/training/state-6.safetensors"));
  std::filesystem::remove_all(scratch / "far/n/training");
  CHECK(run(scratch, "echo ba | nmt-translate -q -m far/n").exit_code == 0);
  refused(scratch, "nmt-train far/data -o far/n --resume",
          "the model is there, but no state of its training");
}

TEST_CASE("what users put into a model stays there while it is trained") {
  const Scratch scratch;
  prepare(scratch);
  trains(scratch, "-q --max-updates 2 -o m");
  REQUIRE(run(scratch,
              "mkdir m/drawings && echo mine > m/drawings/a.svg && ln -s nowhere m/link && "
              "echo note > m/training/note")
              .exit_code == 0);
  trains(scratch, "-q --max-updates 30 --valid-every 2 --resume -o m");
  CHECK(read_file(scratch / "m/drawings/a.svg") == "mine\n");
  CHECK(read_file(scratch / "m/training/note") == "note\n");
  CHECK(std::filesystem::is_symlink(scratch / "m/link"));
}

TEST_CASE("the log tells each validation and is cut off where a training goes on") {
  const Scratch scratch;
  prepare(scratch);
  trains(scratch, "-q --max-updates 60 --valid-every 20 -o m");
  const std::vector<json> lines = log(scratch, "m");
  std::vector<std::string> events;
  for (const json& line : lines) events.push_back(line["event"]);
  CHECK(events ==
        std::vector<std::string>{"start", "validation", "validation", "update", "validation", "end"});
  for (const char* key : {"update", "epoch", "loss", "learning_rate", "target_tokens", "cross_entropy",
                          "bleu", "chrf", "best", "samples"}) {
    CHECK(lines[1].contains(key));
  }
  trains(scratch, "-q --resume -o m");  // at its limit: nothing but the end is told again
  CHECK(log(scratch, "m") == lines);
}

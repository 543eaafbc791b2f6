#include "train_cli.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/presets.h"

using namespace nmt;
using namespace nmt::test;

TEST_CASE("a model is trained, told about and can be used") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = run(scratch, kTrain + "--max-updates 20 --valid-every 10 -o model");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.out.empty());
  for (const char* part :
       {"preset base: ", " parameters", "memory: ", "batches of up to 200 target pieces an epoch",
        "update 10, epoch ", "perplexity", "BLEU", "chrF", "--max-updates reached"}) {
    CHECK_THAT(outcome.err, Catch::Contains(part));
  }
  for (const std::string& name : bundle_files()) CHECK(std::filesystem::exists(scratch / ("model/" + name)));
  const auto config = nlohmann::json::parse(read_file(scratch / "model/config.json"));
  CHECK(config["model"]["encoder_hidden"] == 16);
  CHECK(config["training"]["updates"].get<int>() <= 20);
  CHECK(config.dump().find(scratch.path().string()) == std::string::npos);  // no path of this machine
  const std::string report = read_file(scratch / "model/training/report.html");
  for (const char* part :
       {"BLEU", "Samples over time", "Attention over time", "ended: --max-updates reached"}) {
    CHECK_THAT(report, Catch::Contains(part));
  }
  const auto translated = run(scratch, "printf 'ba do\\n\\nki\\n' | nmt-translate -m model -q");
  CHECK(translated.exit_code == 0);
  CHECK(std::count(translated.out.begin(), translated.out.end(), '\n') == 3);
}

TEST_CASE("the same data, options and seed give the same bundle on any number of threads") {
  const Scratch scratch;
  prepare(scratch);
  for (const std::string threads : {"1", "2", "3"}) {
    REQUIRE(run(scratch, kTrain + "-q --max-updates 12 --threads " + threads + " -o m" + threads).exit_code ==
            0);
  }
  REQUIRE(run(scratch, kTrain + "-q --max-updates 12 --seed 2 -o other").exit_code == 0);
  for (const std::string& name : bundle_files()) {
    const std::string want = read_file(scratch / ("m1/" + name));
    CHECK(read_file(scratch / ("m2/" + name)) == want);
    CHECK(read_file(scratch / ("m3/" + name)) == want);
  }
  CHECK(read_file(scratch / "other/model.safetensors") != read_file(scratch / "m1/model.safetensors"));
}

TEST_CASE("every preset trains and translates") {
  const Scratch scratch;
  prepare(scratch);
  const std::string listed = run(scratch, "nmt-train --list-presets").out;
  for (const Preset& preset : presets()) {
    const std::string name = preset.name;
    const auto outcome = run(scratch, kTrain + "-q --max-updates 3 --preset " + name + " -o " + name);
    INFO(name << " " << outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK(run(scratch, "echo ba do | nmt-translate -q -m " + name).exit_code == 0);
    CHECK_THAT(listed, Catch::Contains(name));
  }
  REQUIRE(run(scratch, kTrain + "-q --max-updates 3 --preset seq2seq --context first -o first").exit_code ==
          0);
  CHECK(read_file(scratch / "first/model.safetensors") ==
        read_file(scratch / "seq2seq-first/model.safetensors"));
}

TEST_CASE("hard attention tells how much its gradient varies, others have nothing to tell") {
  const Scratch scratch;
  prepare(scratch);
  const std::string figures = "hard attention: rewards ";
  const auto hard = run(scratch, kTrain + "--preset hard --max-updates 2 -o hard");
  CHECK_THAT(hard.err, Catch::Contains(figures) && Catch::Contains(" nats from their base line, entropy ") &&
                           Catch::Contains(" nats a piece; gradient's norm "));
  CHECK_THAT(run(scratch, kTrain + "--max-updates 2 -o base").err, !Catch::Contains(figures));
}

TEST_CASE("one vocabulary for both sides is the model's on both sides") {
  const Scratch scratch;
  prepare(scratch);
  REQUIRE(
      run(scratch, "nmt-prep pairs.txt -o data --force --joint-vocab --vocab-size 80 --valid 20 --test 20 -q")
          .exit_code == 0);
  const auto outcome = run(scratch, kTrain + "-q --max-updates 3 -o m");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(read_file(scratch / "m/source.spm") == read_file(scratch / "data/joint.spm"));
  CHECK(read_file(scratch / "m/target.spm") == read_file(scratch / "data/joint.spm"));
  const auto translated = run(scratch, "echo ba do | nmt-translate -q -m m --alignments pharaoh");
  CHECK(translated.exit_code == 0);
}

TEST_CASE("SIGTERM, Ctrl-C and SIGHUP save what there is and end") {
  const Scratch scratch;
  prepare(scratch);
  for (const std::string signal : {"TERM", "INT", "HUP"}) {
    const auto outcome = told_to_stop(scratch, signal, "--valid-every 100000 --patience 0", signal);
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK_THAT(outcome.err, Catch::Contains("asked to stop"));
    CHECK(run(scratch, "echo ba | nmt-translate -q -m " + signal).exit_code == 0);
  }
}

TEST_CASE("what is there is not overwritten unasked, and --force replaces models only") {
  const Scratch scratch;
  prepare(scratch);
  const std::string train = kTrain + "-q --max-updates 2 -o model";
  REQUIRE(run(scratch, train).exit_code == 0);
  const auto again = run(scratch, train);
  CHECK(again.exit_code == 2);
  CHECK_THAT(again.err, Catch::Contains("model exists already") && Catch::Contains("--force"));
  CHECK(run(scratch, train + " --force").exit_code == 0);
  const auto data = run(scratch, kTrain + "--force -o data");
  CHECK(data.exit_code == 2);
  CHECK_THAT(data.err, Catch::Contains("data exists and is no model"));
  write_file(scratch / "file", "");
  const auto below = run(scratch, kTrain + "-o file/model");
  CHECK(below.exit_code == 2);
  CHECK_THAT(below.err, Catch::Contains("file"));
}

TEST_CASE("a bundle that is cut off or has one byte changed is refused, whichever file it is") {
  const Scratch scratch;
  prepare(scratch);
  REQUIRE(run(scratch, kTrain + "-q --max-updates 2 -o model").exit_code == 0);
  const auto refused = [&](const std::string& name, const std::string& bytes) {
    const std::string whole = read_file(scratch / ("model/" + name));
    write_file(scratch / ("model/" + name), bytes);
    const auto outcome = run(scratch, "echo ba | nmt-translate -q -m model");
    INFO(name << " " << outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Contains("model/") && !Catch::Contains("unexpected"));
    write_file(scratch / ("model/" + name), whole);
  };
  for (const std::string name : {"model.safetensors", "source.spm", "target.spm", "NOTICE"}) {
    const std::string whole = read_file(scratch / ("model/" + name));
    refused(name, whole.substr(0, whole.size() / 2));
    std::string changed = whole;
    changed[changed.size() / 2] ^= 1;
    refused(name, changed);
  }
  const std::string of_model = read_file(scratch / "model/config.json");
  for (const auto& [key, value] :
       std::vector<std::pair<const char*, const char*>>{{"/format", "1"},
                                                        {"/format_version", "\"1\""},
                                                        {"/model/half_width", "0"},
                                                        {"/model/cell", "\"lstn\""},
                                                        {"/model/cell", "null"},
                                                        {"/normalizer", "{}"},
                                                        {"/training", "null"}}) {
    auto config = nlohmann::json::parse(of_model);
    const nlohmann::json::json_pointer at(key);
    if (std::string(value) == "null") {
      config.at(at.parent_pointer()).erase(at.back());
    } else {
      config[at] = nlohmann::json::parse(value);
    }
    refused("config.json", config.dump());
    config.erase("sha256");  // as models of before have none
    refused("config.json", config.dump());
  }
  refused("config.json", "");
  refused("config.json", read_file(scratch / "model/config.json").substr(0, 300));
  auto config = nlohmann::json::parse(read_file(scratch / "model/config.json"));
  config.erase("sha256");
  write_file(scratch / "model/config.json", config.dump());
  CHECK(run(scratch, "echo ba | nmt-translate -q -m model").exit_code == 0);
  config["format_version"] = 99;
  refused("config.json", config.dump());
  config.erase("format");
  refused("config.json", config.dump());
  CHECK(run(scratch, "echo ba | nmt-translate -q -m model").exit_code == 0);
  std::filesystem::remove(scratch / "model/target.spm");
  CHECK_THAT(run(scratch, "echo ba | nmt-translate -q -m model").err,
             Catch::Contains("target.spm is missing"));
}

TEST_CASE(
    "where validations get no better, --schedule plateau goes back to the best model with half the rate") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome =
      run(scratch, kTrain + "-o m --schedule plateau --halve-after 1 --learning-rate 0.5 --valid-every 4 " +
                       "--valid-metrics ce --max-updates 40");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto state = nlohmann::json::parse(read_file(scratch / "m/training/checkpoint.json"))["state"];
  const int halvings = state["halvings"];
  CHECK(halvings >= 2);
  CHECK(state["progress"]["learning_rate"].get<double>() >= std::ldexp(0.5, -halvings));
  CHECK(state["progress"]["learning_rate"].get<double>() <= 0.25);
}

TEST_CASE("a validation that is better by less than --min-gain is kept, and counts as none for the rest") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = run(scratch, kTrain +
                                        "-o m --schedule plateau --halve-after 2 --min-gain 0.9 --patience 4 "
                                        "--valid-every 4 --valid-metrics ce");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto state = nlohmann::json::parse(read_file(scratch / "m/training/checkpoint.json"))["state"];
  // The first validation is better than nothing; none of the four after it by nine tenths.
  CHECK(state["validations"] == 5);
  CHECK(state["halvings"] == 2);
  const auto config = nlohmann::json::parse(read_file(scratch / "m/config.json"));
  CHECK(config["training"]["updates"] > 4);
}

TEST_CASE("a batch for which there is no room is refused before it is tried, with one that fits") {
#ifdef NMT_SANITIZED
  WARN("not tried: the sanitizer needs more room itself");
#else
  const Scratch scratch;
  prepare(scratch);
  const std::string large = "ulimit -v 550000; nmt-train data -o m --preset base --hidden 512 ";
  const auto refused = run(scratch, large + "--threads 2 --batch-tokens 100000 --max-updates 1");
  INFO(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Catch::Contains("target pieces would take ") && Catch::Contains(" would fit, or "));
  CHECK(!std::filesystem::exists(scratch / "m"));
#endif
}

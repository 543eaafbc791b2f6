#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "train_cli.h"

using namespace nmt;
using namespace nmt::test;
using nlohmann::json;

namespace {

struct Trained {
  std::string err;
  json state, config;       // of the last checkpoint; of the model
  std::vector<json> valid;  // what each validation told
};

// Trains "m", to the end.
Trained trained(const Scratch& scratch, const std::string& options) {
  const auto outcome = run(scratch, kTrain + "-o m " + options);
  INFO(options << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == 0);
  Trained result{outcome.err,
                 json::parse(read_file(scratch / "m/training/checkpoint.json"))["state"],
                 json::parse(read_file(scratch / "m/config.json")),
                 {}};
  for (const std::string& line : lines_of(read_file(scratch / "m/training/log.jsonl"))) {
    json record = json::parse(line);
    if (record["event"] == "validation") result.valid.push_back(std::move(record));
  }
  return result;
}

// What stands behind `name` in what nmt-eval prints.
double figure(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name + " = ");
  REQUIRE(at != text.npos);
  return std::stod(text.substr(at + name.size() + 3));
}

}  // namespace

TEST_CASE("--max-epochs ends a training with the last batch of that epoch, and a larger one goes on") {
  const Scratch scratch;
  prepare(scratch);
  std::int64_t batches = 0;
  for (const int epochs : {1, 3}) {
    const Trained result = trained(scratch, "--valid-metrics ce --max-epochs " + std::to_string(epochs) +
                                                (epochs > 1 ? " --resume" : ""));
    CHECK_THAT(result.err, Catch::Contains("ended: --max-epochs reached"));
    const json& progress = result.state["progress"];
    CHECK(progress["epoch"] == epochs);
    CHECK(progress["epoch_share"] == 1);
    if (epochs == 1) {
      batches = progress["updates"];
      CHECK_THAT(result.err, Catch::Contains(" " + std::to_string(batches) + " batches of up to 200 "));
    } else {
      CHECK(progress["updates"].get<double>() == Approx(static_cast<double>(epochs * batches)).margin(2));
    }
  }
}

TEST_CASE("--max-minutes counts the time of all updates, those before an interruption too") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = [&](const std::string& limit, const std::string& how) {
    const Trained result = trained(scratch, "--valid-metrics ce --patience 0 --max-minutes " + limit + how);
    CHECK_THAT(result.err, Catch::Contains("ended: --max-minutes reached"));
    CHECK(result.state["progress"]["seconds"].get<double>() >= 60 * std::stod(limit));
    return result.state["progress"]["updates"].get<int>();
  };
  const int updates = outcome("0.004", "");
  CHECK(updates > 0);
  CHECK(outcome("0.004", " --resume") == updates);  // it is at its limit
  CHECK(outcome("0.008", " --resume") > updates);
}

TEST_CASE("what falls towards the end takes as many updates as epochs or minutes hold, and keeps to them") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options = "--valid-metrics ce --learning-rate 0.01 --cooldown 0.5 ";
  const Trained result = trained(scratch, options + "--max-epochs 2");
  const int updates = result.state["progress"]["updates"];
  CHECK_THAT(result.err, Catch::Contains(", about " + std::to_string(updates) + " updates take ") &&
                             Catch::Contains("ended: --max-epochs reached"));
  CHECK_THAT(result.err, Catch::Contains("what goes on from it is another training: --init-from m"));
  CHECK(result.state["progress"]["epoch"] == 2);
  CHECK(result.state["progress"]["learning_rate"].get<double>() == Approx(0.0005));
  CHECK(result.config["training"]["max_updates"] == updates);
  // The same as if they had been given.
  const auto given = run(scratch, kTrain + options + "-o n --max-updates " + std::to_string(updates));
  REQUIRE(given.exit_code == 0);
  CHECK((read_file(scratch / "n/model.safetensors") == read_file(scratch / "m/model.safetensors")));

  const auto endless = run(scratch, kTrain + "-o o --cooldown 0.5");
  CHECK(endless.exit_code == 2);
  const auto twice = run(scratch, kTrain + "-o o --cooldown 0.5 --schedule linear --max-updates 5");
  CHECK(twice.exit_code == 2);
  CHECK_THAT(twice.err, Catch::Contains("leave one of them out"));
  CHECK_THAT(endless.err, Catch::Contains("--cooldown needs --max-updates, --max-epochs or --max-minutes"));
}

TEST_CASE(
    "towards an end in minutes the learning rate falls when their share is over, by the clock of the "
    "training") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options = "--valid-metrics ce --learning-rate 0.01 --patience 0 --cooldown 0.5 ";
  const Trained result = trained(scratch, options + "--max-minutes 0.05");
  CHECK_THAT(result.err, Catch::Contains("ended: --max-minutes reached"));
  const double seconds = result.state["progress"]["seconds"];
  const int updates = result.state["progress"]["updates"], last = result.state["last_update"];
  CHECK(seconds > 1.5);
  CHECK(updates <= last);
  CHECK(updates > last / 2);
  CHECK(result.state["progress"]["learning_rate"].get<double>() < 0.01);
  CHECK(result.config["training"]["max_minutes"] == 0.05);
  const json& best = result.config["training"];
  CHECK(best["max_updates"] == (best["updates"].get<int>() > last / 2 ? last : 0));

  // The same as with as many updates; and what fell goes on to the end that it fell towards.
  const Trained longer = trained(scratch, "--resume --max-minutes 9");
  CHECK(longer.state["progress"]["updates"] == last);
  CHECK_THAT(longer.err,
             Catch::Contains("already: another limit does not move that end") &&
                 Catch::Contains("the learning rate has fallen, so what goes on from it is another"));
  CHECK(longer.state["progress"]["learning_rate"].get<double>() == Approx(0.0005));
  const auto given = run(scratch, kTrain + options + "-o n --max-updates " + std::to_string(last));
  REQUIRE(given.exit_code == 0);
  const std::string state = "/training/state-" + std::to_string(last) + ".safetensors";
  CHECK((read_file(scratch / ("n" + state)) == read_file(scratch / ("m" + state))));
}

TEST_CASE(
    "an end to fall towards can be chosen later, as if it had been from the start, until the fall begins") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options = "--valid-metrics ce --learning-rate 0.01 --threads 1 ";
  const auto go_on = [&](const std::string& limits) {
    return run(scratch, kTrain + "-o m --resume " + limits);
  };
  trained(scratch, options + "--max-updates 10");
  const auto early = go_on("--cooldown 0.7 --max-updates 20");
  CHECK(early.exit_code == 2);
  CHECK_THAT(early.err,
             Catch::Contains(
                 "with --cooldown 0.7 the learning rate would have to fall after update 6 of the 10 that "
                 "are done, towards --max-updates 20; at least --max-updates 34 can be the end"));
  const auto never = go_on("--cooldown 1 --max-updates 20");
  CHECK_THAT(never.err, Catch::Contains("towards --max-updates 20; none can be the end"));
  const auto soon = go_on("--cooldown 0.5 --max-updates 0 --max-minutes 0.0001");
  CHECK(soon.exit_code == 2);
  CHECK_THAT(soon.err, Catch::Contains("towards --max-minutes 0.0001; at least --max-minutes 0.") &&
                           Catch::Contains(" minutes that are done"));
  const auto none = go_on("--cooldown 0.5 --max-updates 0");
  CHECK_THAT(none.err, Catch::Contains("--cooldown needs --max-updates"));

  // Chosen, moved before the fall, and reached.
  REQUIRE(go_on("--cooldown 0.5 --max-updates 100 --max-minutes 0").exit_code == 0);
  const auto late = go_on("--max-updates 200");
  CHECK(late.exit_code == 2);
  CHECK_THAT(late.err,
             Catch::Contains("after update 50 the learning rate falls towards --max-updates 100, and "
                             "100 are done: that end cannot be moved any more. --init-from"));
  CHECK_THAT(go_on("--cooldown 0").err, Catch::Contains("that end cannot be moved any more"));
  // Other minutes do not move it.
  const auto longer = go_on("--max-minutes 9");
  CHECK(longer.exit_code == 0);
  CHECK_THAT(longer.err, Catch::Contains("ended: --max-updates reached"));
  const auto at_once = run(scratch, kTrain + options + "-o n --cooldown 0.5 --max-updates 100");
  REQUIRE(at_once.exit_code == 0);
  CHECK((read_file(scratch / "n/training/state-100.safetensors") ==
         read_file(scratch / "m/training/state-100.safetensors")));
  CHECK((read_file(scratch / "n/model.safetensors") == read_file(scratch / "m/model.safetensors")));
}

TEST_CASE("--patience ends a training after as many validations that were no better") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options = "--valid-metrics ce --valid-every 5 --patience 3 --max-updates 100 ";
  const Trained result = trained(scratch, options + "--learning-rate 1e-30");  // learns nothing
  CHECK_THAT(result.err, Catch::Contains("ended: no better model for --patience validations"));
  CHECK(result.state["progress"]["updates"] == 20);  // the first is the best
  CHECK(result.config["training"]["updates"] == 5);
  const auto best = [](const json& record) { return record["best"].get<bool>(); };
  REQUIRE(result.valid.size() == 4);
  CHECK(best(result.valid[0]));
  CHECK(std::none_of(result.valid.begin() + 1, result.valid.end(), best));
}

TEST_CASE("the first of --valid-metrics decides which model is the best") {
  const Scratch scratch;
  prepare(scratch);
  for (const std::string metric : {"ce", "chrf", "bleu"}) {
    const Trained result =
        trained(scratch,
                "--force --max-updates 60 --valid-every 4 --patience 0 --learning-rate 0.02 "
                "--valid-metrics " +
                    metric + (metric == "ce" ? ",bleu,chrf" : ""));
    const std::string key = metric == "ce" ? "cross_entropy" : metric;
    double best = metric == "ce" ? 1e9 : -1, lowest = 1e9;
    int best_update = 0, otherwise = 0;  // how often cross-entropy would have decided otherwise
    REQUIRE(result.valid.size() == 15);
    for (const json& record : result.valid) {
      const double value = record[key], cross_entropy = record["cross_entropy"];
      const bool better = metric == "ce" ? value < best : value > best;
      CHECK(record["best"] == better);
      otherwise += (cross_entropy < lowest) != better;
      lowest = std::min(lowest, cross_entropy);
      if (!better) continue;
      best = value;
      best_update = record["update"];
    }
    CHECK(result.config["training"]["updates"] == best_update);
    CHECK((otherwise > 0) == (metric != "ce"));
  }
}

TEST_CASE("the figures of a validation are those that nmt-translate and nmt-eval find for the model") {
  const Scratch scratch;
  prepare(scratch);
  const Trained result =
      trained(scratch, "--max-updates 300 --valid-every 150 --learning-rate 0.01 --threads 2");
  const json& valid = result.config["training"]["valid"];
  const auto scored = run(scratch, "cut -f 1,2 data/valid.tsv | nmt-translate -q -m m --score --format json");
  REQUIRE(scored.exit_code == 0);
  double sum = 0, pieces = 0;
  for (const std::string& line : lines_of(scored.out)) {
    const json pair = json::parse(line);
    const double log_probability = pair["log_probability"];
    sum += log_probability;
    pieces += std::round(log_probability / std::log(pair["probability"].get<double>()));
  }
  CHECK(valid["cross_entropy"] == Approx(-sum / pieces).epsilon(1e-4));
  const auto judged = run(
      scratch, "cut -f 1 data/valid.tsv | nmt-translate -q -m m --beam 1 > out; nmt-eval out data/valid.tsv");
  INFO(judged.out << judged.err);
  REQUIRE(judged.exit_code == 0);
  CHECK(valid["bleu"] == Approx(figure(judged.out, "BLEU")).margin(0.006));
  CHECK(valid["chrf"] == Approx(figure(judged.out, "chrF2")).margin(0.006));
  CHECK(valid["bleu"] > 5);  // else little was compared
}

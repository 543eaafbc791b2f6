#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/safetensors.h"
#include "train_cli.h"

// Models that are made of others.
using namespace nmt;
using namespace nmt::test;

TEST_CASE("--init-from starts from a model's weights, by pieces where the vocabulary is another") {
  const Scratch scratch;
  prepare(scratch);
  REQUIRE(
      run(scratch, kTrain + "-q --max-updates 150 --learning-rate 0.01 --valid-metrics ce -o m").exit_code ==
      0);
  const auto cross_entropy = [&](const std::string& model) -> double {
    return nlohmann::json::parse(
        read_file(scratch / (model + "/config.json")))["training"]["valid"]["cross_entropy"];
  };
  const std::string tuning =
      "--batch-tokens 200 --max-updates 1 --learning-rate 1e-9 --precision fp32 --valid-metrics ce ";
  const auto same = run(scratch, "nmt-train data --init-from m -o same " + tuning);
  INFO(same.err);
  REQUIRE(same.exit_code == 0);
  CHECK_THAT(same.err, Catch::Contains("started from m, which knows ") && !Catch::Contains("new:"));
  CHECK(cross_entropy("same") == Approx(cross_entropy("m")).epsilon(1e-4));

  // Words without the letter b and with the new letters y and z.
  REQUIRE(run(scratch,
              "sed 's/ba/zy/g; s/ab/yz/g' pairs.txt > other.txt && nmt-prep other.txt -o letters "
              "--tokenizer char --valid 20 --test 20 -q")
              .exit_code == 0);
  const auto letters = run(scratch, "nmt-train letters --init-from m -o n-letters --score concat " + tuning);
  INFO(letters.err);
  REQUIRE(letters.exit_code == 0);
  CHECK_THAT(letters.err, Catch::Contains("knows 18 of 20 source pieces and 18 of 20 target pieces") &&
                              Catch::Contains("; new: concat.weight"));

  for (const auto& [options, text] :
       {std::pair("--init-from m --hidden 32 -o n", "leave the options of sizes and parts out"),
        std::pair("--init-from m --resume -o m", "leave --init-from out"),
        std::pair("--init-from data -o n", "data")}) {
    const auto refused = run(scratch, std::string("nmt-train data ") + options);
    INFO(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, Catch::Contains(text));
    CHECK(!std::filesystem::exists(scratch / "n"));
  }
}

TEST_CASE("--freeze leaves parts as they are and trains the others") {
  const Scratch scratch;
  prepare(scratch);
  const std::string two = kTrain + "-q --valid-metrics ce --ema 0.9 --freeze src_emb,enc ";
  REQUIRE(run(scratch, two + "--max-updates 1 --learning-rate 1e-9 -o start").exit_code == 0);
  REQUIRE(run(scratch, two + "--max-updates 10 -o end").exit_code == 0);
  const Safetensors start(scratch / "start/model.safetensors"), end(scratch / "end/model.safetensors");
  for (std::size_t i = 0; i < start.tensors().size(); ++i) {
    const TensorView &before = start.tensors()[i], &after = end.tensors()[i];
    const std::string& name = before.name;
    INFO(name);
    CHECK(std::ranges::equal(before.numbers, after.numbers) ==
          (name.starts_with("src_emb.") || name.starts_with("enc.")));
  }
  const auto refused = run(scratch, kTrain + "--freeze encoder -o n");
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err,
             Catch::Contains("--freeze encoder: the model has no such part; it has src_emb, enc, "));
}

TEST_CASE("--keep leaves the models of the last validations, and --average makes one of several") {
  const Scratch scratch;
  prepare(scratch);
  REQUIRE(run(scratch, kTrain + "-q --max-updates 12 --valid-every 3 --valid-metrics ce --keep 2 -o m")
              .exit_code == 0);
  CHECK(!std::filesystem::exists(scratch / "m/training/model-6.safetensors"));
  const auto first = [&](const std::string& file, const char* name) {
    const Safetensors tensors(scratch / file);
    const auto found = std::ranges::find(tensors.tensors(), name, &TensorView::name);
    return found->numbers[0];
  };
  const auto outcome =
      run(scratch,
          "nmt-train --average m m/training/model-9.safetensors m/training/model-12.safetensors -o mean");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const char* name = "tgt_emb.weight";
  CHECK(first("mean/model.safetensors", name) ==
        Approx((first("m/model.safetensors", name) + first("m/training/model-9.safetensors", name) +
                first("m/training/model-12.safetensors", name)) /
               3));
  CHECK(run(scratch, "echo ba | nmt-translate -q -m mean").exit_code == 0);
  REQUIRE(run(scratch, "nmt-train --average m m m -o same").exit_code == 0);
  CHECK((read_file(scratch / "same/model.safetensors") == read_file(scratch / "m/model.safetensors")));

  REQUIRE(run(scratch, kTrain + "-q --max-updates 1 --cell lstm -o lstm").exit_code == 0);
  for (const auto& [options, text] :
       {std::pair("m lstm -o n", "lstm has other parts"),
        std::pair("m/training/model-9.safetensors m -o n", "expected a model first"),
        std::pair("m lstm/model.safetensors -o n",
                  "lstm/model.safetensors: tensor enc.weight_ih_l0 is not of the shape"),
        std::pair("m pairs.txt -o n", "pairs.txt"), std::pair("m none -o n", "none"),
        std::pair("m m", "expected -o MODEL"), std::pair("m m -o m", "exists already"),
        std::pair("m m -o n --hidden 8", "--average trains nothing: leave --hidden out")}) {
    const auto refused = run(scratch, std::string("nmt-train --average ") + options);
    INFO(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, Catch::Contains(text));
  }
}

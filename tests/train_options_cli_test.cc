#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/presets.h"
#include "nn/gemm.h"
#include "train_cli.h"

using namespace nmt;
using namespace nmt::test;

TEST_CASE(
    "without a preset the corpus chooses what is not given, tells it, and a resumed training keeps it") {
  const Scratch scratch;
  prepare(scratch);
  const auto chosen =
      run(scratch, "nmt-train data -o m --hidden 16 --ema 0 --max-updates 2 --valid-metrics ce");
  INFO(chosen.err);
  REQUIRE(chosen.exit_code == 0);
  CHECK_THAT(chosen.err,
             Catch::StartsWith("chosen for 3") && Catch::Contains(" pairs, where you did not:\n  ") &&
                 Catch::Contains("--batch-tokens 1000 ") && Catch::Contains("--subword-sampling 0.5 ") &&
                 !Catch::Contains("--hidden") && !Catch::Contains("--ema"));
  CHECK((chosen.err.find("--precision bf16") != std::string::npos) == can_multiply(Precision::bf16));
  const auto config = nlohmann::json::parse(read_file(scratch / "m/config.json"));
  CHECK(config["model"]["encoder_hidden"] == 16);
  CHECK(config["model"]["preset"] == "auto");
  CHECK(config["model"]["conditional"] == true);
  CHECK(config["model"]["dropout_cells"].get<double>() > 0);
  CHECK(config["training"]["schedule"] == "plateau");
  const auto resumed = run(scratch, "nmt-train data -o m --resume");
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK_THAT(resumed.err, !Catch::Contains("chosen for"));

  // Towards a limit the rate falls, unless its way is told.
  CHECK_THAT(chosen.err, Catch::Contains("--cooldown 0.3 "));
  CHECK(config["training"]["cooldown"] == 0.3);
  // No reason is told for what is not chosen, and nothing is chosen that does not go with what is given.
  const auto linear = run(scratch, "nmt-train data -o s --hidden 16 --schedule linear --max-updates 2");
  CHECK_THAT(linear.err, Catch::Contains("--warmup 300") && !Catch::Contains("--halve-after") &&
                             !Catch::Contains("--min-gain") && !Catch::Contains("--cooldown"));
  const auto plateau = run(scratch, "nmt-train data -o p --hidden 16 --schedule plateau --max-updates 2");
  CHECK_THAT(plateau.err, Catch::Contains("--halve-after 1 --min-gain 0.002 ") &&
                              !Catch::Contains("--schedule") && !Catch::Contains("--cooldown"));
  const auto endless =
      run(scratch, "nmt-train data -o e --hidden 16 --patience 1 --min-gain 0.9 --max-updates 0");
  CHECK(endless.exit_code == 0);
  CHECK_THAT(endless.err, Catch::Contains("--schedule plateau") && !Catch::Contains("--cooldown"));
  const auto fed = run(scratch, "nmt-train data -o f --hidden 16 --input-feeding yes --max-updates 2");
  CHECK(fed.exit_code == 0);
  CHECK_THAT(fed.err, !Catch::Contains("--conditional") && !Catch::Contains("--query"));
  CHECK(run(scratch, "nmt-train data -o h --hidden 16 --decoder-input one-hot --tied no --max-updates 2")
            .exit_code == 0);

  const auto named = run(scratch, "nmt-train data -o n --preset base --hidden 16 --max-updates 2");
  CHECK_THAT(named.err, !Catch::Contains("chosen for") && Catch::Contains("up to 1,000 target pieces"));
  const auto batch =
      run(scratch, "nmt-train data -o b --preset base --hidden 16 --max-updates 2 --batch-tokens auto");
  CHECK_THAT(batch.err, Catch::Contains("where you did not:\n  --batch-tokens 1000 ") &&
                            Catch::Contains("up to 1,000 target pieces"));
  REQUIRE(run(scratch, "nmt-prep pairs.txt -o letters --tokenizer char --valid 20 --test 20 -q").exit_code ==
          0);
  const auto letters = run(scratch, "nmt-train letters -o l --hidden 16 --max-updates 2");
  INFO(letters.err);
  CHECK(letters.exit_code == 0);
  CHECK_THAT(letters.err, !Catch::Contains("--subword-sampling"));
}

TEST_CASE("of many pairs the recipe's dropout and learning rate go by the epochs that the limits leave") {
  const Scratch scratch;
  const char* const words[] = {"ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "ta"};
  std::string lines;
  for (int i = 0; i < 51000; ++i) {
    std::string line;
    for (int rest = 100000 + i; rest > 1; rest /= 10)
      line += std::string(line.empty() ? "" : " ") + words[rest % 10];
    lines += line + "\t" + line + "\n";
  }
  write_file(scratch / "many.txt", lines);
  REQUIRE(run(scratch, "nmt-prep many.txt -o many --vocab-size 60 --valid 20 --test 20 -q").exit_code == 0);
  // Dropout and learning rate that it chose.
  const auto chosen = [&](const std::string& limit) {
    const auto outcome = run(scratch,
                             "nmt-train many -o m --force --hidden 8 --embedding 8 --valid-metrics ce "
                             "--valid-every 1 --patience 1 --min-gain 1 " +
                                 limit);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const auto config = nlohmann::json::parse(read_file(scratch / "m/config.json"));
    return config["model"]["dropout"].dump() + " " + config["training"]["learning_rate"].dump();
  };
  const std::string brief = "0.1 0.003", some = "0.1 0.0015", many = "0.2 0.0015", most = "0.3 0.001";
  CHECK(chosen("") == most);
  CHECK(chosen("--max-epochs 16") == most);
  CHECK(chosen("--max-epochs 15") == many);
  CHECK(chosen("--max-epochs 6") == many);
  CHECK(chosen("--max-epochs 5") == some);
  CHECK(chosen("--max-epochs 3") == some);
  CHECK(chosen("--max-epochs 2") == brief);
  CHECK(chosen("--max-epochs 6 --max-updates 9") == brief);
  CHECK(chosen("--max-updates 15000 --batch-tokens 100") == some);
  CHECK(chosen("--max-updates 5000") == many);
  CHECK(chosen("--max-minutes 5") == some);
  CHECK(chosen("--max-minutes 20") == many);
}

TEST_CASE("--precision bf16 trains, and is refused with the reason where it cannot be had") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = run(scratch, kTrain + "--max-updates 20 --precision bf16 -o model");
  INFO(outcome.err);
  if (can_multiply(Precision::bf16)) {
    REQUIRE(outcome.exit_code == 0);
    const auto config = nlohmann::json::parse(read_file(scratch / "model/config.json"));
    CHECK(config["training"]["precision"] == "bf16");
    // A machine without it can go on.
    const auto moved = run(scratch, "nmt-train data -o model --resume --precision fp32 --max-updates 30");
    INFO(moved.err);
    CHECK(moved.exit_code == 0);
    CHECK(run(scratch, "echo 'ba do' | nmt-translate -m model -q").exit_code == 0);
  } else {
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Contains("--precision bf16: this processor"));
    CHECK_FALSE(std::filesystem::exists(scratch / "model"));
  }
}

TEST_CASE("parts are chosen one by one, and the bundle remembers them") {
  const Scratch scratch;
  prepare(scratch);
  const std::string options =
      "--cell lstm --layer-norm yes --encoder unidirectional --layers 3 --decoder-layers 2 --start last "
      "--start-map copy --reverse-source yes --encoder-attention after --encoder-attention-shared yes "
      "--max-source 40 ";
  const auto outcome = run(scratch, kTrain + options + "-q --max-updates 3 -o m");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto model = nlohmann::json::parse(read_file(scratch / "m/config.json"))["model"];
  CHECK(model["cell"] == "lstm");
  CHECK(model["encoder_cell"] == "lstm");
  CHECK(model["decoder_layers"] == 2);
  CHECK(model["start_map"] == "copy");
  CHECK(model["encoder_attention"] == "after");
  const std::string line = "ba do ki lu me no pa ri su ta ";
  write_file(scratch / "in", "ba do\n" + line + line + line + line + line + line + "\n");
  const auto translated = run(scratch, "nmt-translate -m m in");
  CHECK(translated.exit_code == 0);
  CHECK(std::count(translated.out.begin(), translated.out.end(), '\n') == 2);
  CHECK_THAT(translated.err, Catch::Contains("1 line too long for the model at once, translated in parts"));
  write_file(scratch / "pair", line + line + line + line + line + line + "\tab\n");
  const auto scored = run(scratch, "nmt-translate -m m --score pair");
  CHECK(scored.exit_code == 0);
  CHECK_THAT(scored.err, Catch::Contains("1 line too long to be scored"));
}

TEST_CASE("a model with weights for each source position must know enough of them") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = run(scratch, kTrain + "--encoder-attention before --max-source 4 -o m");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains("--max-source 4: the longest source has ") &&
                              Catch::Contains(" pieces, </s> counted; use --max-source "));
}

TEST_CASE("wrong use is told in one line, with what was expected") {
  const Scratch scratch;
  prepare(scratch);
  const auto fails = [&](const std::string& command, const std::string& text) {
    const auto outcome = run(scratch, command);
    INFO(command);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Contains(text));
  };
  fails("nmt-train -o m", "expected a directory of nmt-prep");
  fails("nmt-train nothing -o m", "nothing");
  write_file(scratch / "c.toml", "seed=1\n  hiden = 3\n");
  fails("nmt-train --config c.toml data -o m", "c.toml:2: there is no option 'hiden'");
  write_file(scratch / "c.toml", "seed = 1\nhidden = \"x\"\n");
  fails("nmt-train --config c.toml data -o m", "c.toml:2: --hidden: ");
  write_file(scratch / "c.toml", "# all\nmax-updates = -3\n");
  fails("nmt-train --config c.toml data -o m", "c.toml:2: --max-updates: expected 0 or more, found -3");
  fails("nmt-train --config c.toml data -o m --max-updates -4",
        "nmt-train: --max-updates: expected 0 or more");
  fails("nmt-train data -o m --seed -1", "--seed: expected 0 or more, found -1");
  write_file(scratch / "c.toml", "dump-config=true\n");
  fails("nmt-train --config c.toml data -o m",
        "dump-config: This option is not allowed in a configuration file");
  fails("nmt-train data -o m --optimizer sgd", "give a --learning-rate as well");
  fails("nmt-train . -o m", "no manifest.json");
  fails(kTrain + "-o m --preset transformer", "found 'transformer'");
  fails(kTrain + "-o m --cell elman", "--cell");
  fails(kTrain + "-o m --readout-size 7", "--tied yes needs a readout as wide as the embedding");
  fails(kTrain + "-o m --half-width 3",
        "--half-width is of no use here, it needs --window local-m or local-p");
  fails(kTrain + "-o m --score dot --attention-size 9 --decoder-hidden 32", "--attention-size is of no use");
  fails(kTrain + "-o m --max-source 99", "--max-source is of no use here, it needs --encoder-attention");
  fails(kTrain + "-o m --start zero --start-bias no", "--start-bias is of no use here, it needs --start-map");
  fails(kTrain + "-o m --max-updates -2", "--max-updates: expected 0 or more, found -2");
  fails(kTrain + "-o m --clip-norm nan", "--clip-norm: expected 0 or more, found nan");
  fails(kTrain + "-o m --learning-rate 0", "--learning-rate: expected more than 0, found 0");
  fails(kTrain + "-o -", "-o -: the output is a directory");
  fails(kTrain + "-o m --schedule linear", "--schedule linear needs --max-updates");
  fails(kTrain + "-o m --learning-rat 1", "--learning-rat");
  write_file(scratch / "config.toml", "hiden = 5\n");
  fails(kTrain + "-o m --config config.toml", "hiden");
  fails(kTrain + "-o m --learning-rate 1e37 --clip-norm 0 --max-updates 50", "try a lower --learning-rate");
}

TEST_CASE("a training that diverges ends with what to try, and the best model stays") {
  const Scratch scratch;
  prepare(scratch);
  const auto outcome = run(scratch, kTrain +
                                        "--optimizer sgd --clip-norm 0 --learning-rate 1000 --warmup 1000 "
                                        "--valid-every 1 --max-updates 1000 -o m");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains("the training diverges: at update ") &&
                              Catch::Contains("or --clip-norm 1; the best model so far is kept"));
  CHECK(run(scratch, "echo ba | nmt-translate -q -m m").exit_code == 0);
}

TEST_CASE("an option of yes or no may stand alone, and on and true are yes as well") {
  const Scratch scratch;
  prepare(scratch);
  write_file(scratch / "c.toml", "conditional=false\nquery=\"previous\"\n");
  const auto outcome = run(scratch, kTrain +
                                        "-q --config c.toml --reverse-source --layer-norm on --input-feeding "
                                        "--max-updates 1 -o m");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto model = nlohmann::json::parse(read_file(scratch / "m/config.json"))["model"];
  CHECK((model["reverse_source"] == true && model["layer_norm"] == true && model["input_feeding"] == true));
  CHECK(model["conditional"] == false);
}

TEST_CASE("--help tells the preset's parts and marks what the recipe chooses") {
  const Scratch scratch;
  const auto help = [&](const std::string& options) {
    std::string text = run(scratch, "nmt-train " + options + "--help").out;
    std::erase(text, ' ');  // where they stand differs with CLI11's version
    return text;
  };
  CHECK_THAT(help(""),
             Catch::Contains("--cellgru|gru-cho|lstm=gru") && Catch::Contains("(*)Without--preset"));
  CHECK_THAT(help("--preset luong "), Catch::Contains("--cellgru|gru-cho|lstm=lstm"));
}

TEST_CASE("a dumped configuration of every preset is read back") {
  const Scratch scratch;
  for (const Preset& preset : presets()) {
    const std::string command =
        std::string("nmt-train --preset ") + preset.name + " --hidden 16 --dump-config";
    write_file(scratch / "c.toml", run(scratch, command).out);
    const auto outcome = run(scratch, "nmt-train --config c.toml none -o m");
    INFO(preset.name);
    CHECK_THAT(outcome.err, Catch::Contains("none does not look like a directory of nmt-prep"));
  }
}

TEST_CASE("a dumped configuration tells what the preset stands for, and is read back as that") {
  const Scratch scratch;
  const std::string command = "nmt-train --preset luong-local-p --hidden 64 --score concat --dump-config";
  write_file(scratch / "luong.toml", run(scratch, command).out);
  for (const std::string& dumped :
       {read_file(scratch / "luong.toml"), run(scratch, "nmt-train --config luong.toml --dump-config").out}) {
    INFO(dumped);
    for (const char* line : {"preset=\"luong-local-p\"", "cell=\"lstm\"", "decoder-layers=2",
                             "score=\"concat\"", "window=\"local-p\"", "batch-tokens=1000", "half-width=10",
                             "query=\"current\"", "input-feeding=\"yes\"", "start-map=\"copy\"",
                             "readout-inputs=\"s,c\"", "readout-size=64", "tied=\"no\""}) {
      CHECK_THAT(dumped, Catch::Contains(line));
    }
  }
  // What a corpus will choose is left open.
  CHECK_THAT(run(scratch, "nmt-train --ema 0.5 --dump-config").out,
             Catch::Contains("preset=\"auto\"") && Catch::Contains("\nema=0.5\n") &&
                 !Catch::Contains("\nhidden=") && !Catch::Contains("\nbatch-tokens="));
}

TEST_CASE("a dumped configuration trains the same model") {
  const Scratch scratch;
  prepare(scratch);
  REQUIRE(run(scratch, kTrain + "--max-updates 5 --cell gru-cho -o a --dump-config > a.toml").exit_code == 0);
  REQUIRE(run(scratch, kTrain + "-q --max-updates 5 --cell gru-cho -o a").exit_code == 0);
  REQUIRE(run(scratch, "nmt-train --config a.toml -q -o b").exit_code == 0);
  CHECK(read_file(scratch / "a/model.safetensors") == read_file(scratch / "b/model.safetensors"));
}

#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>

#include "model/flop.h"
#include "model/presets.h"
#include "model/safetensors.h"
#include "model/seq2seq.h"
#include "scratch.h"

using namespace nmt;

TEST_CASE("every preset is valid once it knows its vocabularies, and survives JSON") {
  for (const Preset& preset : presets()) {
    ModelConfig config = preset.config();
    CHECK(config.preset == preset.name);
    CHECK_THROWS_AS(config.validate(), Error);
    config.source_vocabulary = config.target_vocabulary = 100;
    CHECK_NOTHROW(config.validate());
    const nlohmann::json json = config;
    CHECK(nlohmann::json(json.get<ModelConfig>()) == json);
  }
}

TEST_CASE("the useful work of the yard-stick is what its equations say") {
  ModelConfig config = preset_config("base");
  config.source_vocabulary = config.target_vocabulary = 8000;
  const Seq2Seq model(config);
  // Multiply-adds: a GRU is 3 H (input + H); the encoder has two, and the keys; …
  const double source = 2 * 3 * 512 * (256 + 512) + 1024 * 512;
  // … the decoder's GRU reads embedding and context; query, readout and output layer.
  const double target = 3 * 512 * (256 + 1024 + 512) + 512 * 512 + (512 + 1024 + 256) * 256 + 256 * 8000;
  const Flop flop = count_flop(model);
  CHECK(flop.source == Approx(2 * source));
  CHECK(flop.target == Approx(2 * target));
  CHECK(flop.pair == Approx(2.0 * 1024 * 512));  // the start
  CHECK(flop.training(1, 10, 10) / 10 == Approx(50.8e6).epsilon(0.002));
}

TEST_CASE("impossible parts are refused with what to change") {
  ModelConfig config;
  config.source_vocabulary = config.target_vocabulary = 100;
  config.readout_size = 7;
  CHECK_THROWS_WITH(
      config.validate(),
      Catch::Contains("--tied yes needs a readout as wide as the embedding") && Catch::Contains("--tied no"));
  CHECK_THROWS_WITH(preset_config("transformer"),
                    Catch::StartsWith("--preset: expected one of base, bahdanau, seq2seq,") &&
                        Catch::EndsWith("found 'transformer'"));
}

TEST_CASE("parts of attention and decoder that do not go together are refused with the reason") {
  using C = ModelConfig;
  const auto refuses = [](void (*change)(C&), const std::string& reason, const std::string& instead) {
    C config;
    config.source_vocabulary = config.target_vocabulary = 100;
    config.validate();
    change(config);
    CHECK_THROWS_WITH(config.validate(), Catch::Contains(reason) && Catch::Contains(instead));
  };
  for (const auto score : {ScoreKind::dot, ScoreKind::scaled_dot, ScoreKind::cosine}) {
    C config;
    config.source_vocabulary = config.target_vocabulary = 100;
    config.score = score;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("--score " + name_of(score) + " compares") &&
                                             Catch::Contains("found 512 and 1024 numbers") &&
                                             Catch::Contains("--decoder-hidden 1024"));
    config.decoder_hidden = 1024;
    CHECK_NOTHROW(config.validate());
  }
  const auto none = [](auto change) {  // without attention
    C config;
    config.source_vocabulary = config.target_vocabulary = 100;
    config.score = ScoreKind::none;
    CHECK_NOTHROW(config.validate());
    change(config);
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("--score none has none"));
  };
  none([](C& c) { c.window = WindowKind::local_m; });
  none([](C& c) { c.normalizer = NormalizerKind::linear; });
  none([](C& c) { c.pick = PickKind::hard; });
  none([](C& c) { c.query = QueryKind::current; });
  none([](C& c) { c.input_feeding = true; });
  none([](C& c) { c.conditional = true; });
  refuses([](C& c) { c.half_width = 0; }, "--half-width: expected 1 to", "found 0");
  refuses(
      [](C& c) {
        c.pick = PickKind::hard;
        c.window = WindowKind::local_p;
      },
      "do not sum to 1", "--window local-m");
  refuses(
      [](C& c) {
        c.tied = false;
        c.readout_size = 0;
      },
      "--readout tanh has a layer of its own", "--readout linear");
  refuses(
      [](C& c) {
        c.tied = false;
        c.readout = ReadoutKind::linear;
        c.readout_size = 0;
        c.input_feeding = true;
      },
      "--input-feeding yes feeds the readout's vector", "give the readout a size");
  refuses([](C& c) { c.decoder_input = WordInput::one_hot; }, "--decoder-input one-hot has none",
          "--tied no");
  refuses([](C& c) { c.conditional = true; }, "asks with the state between its two cells", "--query current");
  refuses(
      [](C& c) {
        c.query = QueryKind::current;
        c.conditional = c.input_feeding = true;
      },
      "do not go together", "choose one");
  refuses(
      [](C& c) {
        c.query = QueryKind::current;
        c.readout_inputs = ReadoutInputs::state;
      },
      "an attention that nothing reads", "--readout-inputs s,c");
}

TEST_CASE("cells, layers and starts that do not go together are refused with what to change") {
  const auto refused = [](const char* message, auto change) {
    ModelConfig config;
    config.source_vocabulary = config.target_vocabulary = 100;
    config.bidirectional = false;
    config.start = StartKind::last;
    config.start_map = StartMap::copy;
    CHECK_NOTHROW(config.validate());
    change(config);
    CHECK_THROWS_WITH(config.validate(), Catch::Contains(message));
  };
  refused("it needs --start last, found mean; or use --start-map tanh",
          [](ModelConfig& c) { c.start = StartKind::mean; });
  refused("it needs --encoder unidirectional", [](ModelConfig& c) { c.bidirectional = true; });
  refused("of one size, found 512 (--hidden) and 256 (--decoder-hidden)",
          [](ModelConfig& c) { c.decoder_hidden = 256; });
  refused("the same cell, found gru and lstm", [](ModelConfig& c) { c.cell = CellKind::lstm; });
  refused("--decoder-layers 2 are more than --layers 1", [](ModelConfig& c) { c.decoder_layers = 2; });
  refused("--decoder-layers: expected 1 to 8, found 9", [](ModelConfig& c) { c.decoder_layers = 9; });
  refused("--context first is for models without attention",
          [](ModelConfig& c) { c.context = ContextKind::first; });
  refused("--context first keeps the source from the readout, found --readout-inputs s,c,e",
          [](ModelConfig& c) {
            c.score = ScoreKind::none;
            c.context = ContextKind::first;
          });
  refused("needs --encoder-attention before or after",
          [](ModelConfig& c) { c.encoder_attention_shared = true; });
}

TEST_CASE("a source longer than the model's positions is refused") {
  ModelConfig config;
  config.source_vocabulary = config.target_vocabulary = 100;
  config.encoder_attention = EncoderAttention::before;
  config.max_source = 3;
  const Seq2Seq model(config);
  const std::vector<std::int32_t> longest{5, 6, 2}, longer{5, 6, 7, 2};
  const auto encode = [&](const std::vector<std::int32_t>& source) {
    Tape t(false);
    const Batch batch = make_batch(std::vector<PairView>{{source, {}}});
    model.encoder()(t, batch);
  };
  CHECK_NOTHROW(encode(longest));
  CHECK_THROWS_WITH(encode(longer), Catch::Contains("a source of 4 pieces, </s> counted"));
}

TEST_CASE("a configuration with a missing, an unknown or a wrong key is refused by name") {
  nlohmann::json json = ModelConfig();
  json.erase("cell");
  CHECK_THROWS_WITH(json.get<ModelConfig>(), Catch::Contains("lacks \"cell\""));
  json["cell"] = "gru";
  json["flux"] = 1;
  CHECK_THROWS_WITH(json.get<ModelConfig>(), Catch::Contains("unknown key \"flux\""));
  json.erase("flux");
  json["layers"] = "two";
  CHECK_THROWS_WITH(json.get<ModelConfig>(), Catch::Contains("wrong kind for \"layers\""));
}

TEST_CASE("a configuration of before there were vectors and more kinds of dropout has none of these") {
  nlohmann::json json = ModelConfig();
  for (const char* key : {"source_features", "dropout_cells", "dropout_words"}) json.erase(key);
  const auto config = json.get<ModelConfig>();
  CHECK((config.source_features == 0 && config.dropout_cells == 0 && config.dropout_words == 0));
  CHECK(config.dropout == ModelConfig().dropout);
}

TEST_CASE("first weights depend on the seed alone") {
  ModelConfig config;
  config.source_vocabulary = config.target_vocabulary = 50;
  Seq2Seq a(config), b(config), c(config);
  a.parameters().initialize(1);
  b.parameters().initialize(1);
  c.parameters().initialize(2);
  CHECK((a.parameters().values() == b.parameters().values()).all());
  CHECK_FALSE((a.parameters().values() == c.parameters().values()).all());
}

static std::string safetensors(std::span<const TensorView> tensors) {
  std::string bytes;
  write_safetensors(tensors, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

TEST_CASE("safetensors are what the format says, and read back") {
  const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
  const std::vector<TensorView> tensors{{"w", {2, 2}, std::span(numbers).first(4)},
                                        {"b", {2}, std::span(numbers).last(2)}};
  const std::string bytes = safetensors(tensors);
  const std::string header =
      R"({"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}})";
  REQUIRE(bytes.size() % 8 == 0);
  CHECK(bytes.substr(8, header.size()) == header);
  const test::Scratch scratch;
  write_file(scratch / "m", bytes);
  const Safetensors file(scratch / "m");
  REQUIRE(file.tensors().size() == 2);
  CHECK(file.tensors()[1].name == "w");  // by name
  CHECK(std::vector<float>(file.tensors()[1].numbers.begin(), file.tensors()[1].numbers.end()) ==
        std::vector<float>{1, 2, 3, 4});
}

TEST_CASE("a safetensors file that is cut off anywhere, or lies about itself, is refused") {
  const std::vector<float> numbers{1, 2, 3, 4};
  const std::string whole = safetensors(std::vector<TensorView>{{"w", {4}, numbers}});
  const test::Scratch scratch;
  const auto refused = [&](const std::string& bytes) {
    write_file(scratch / "m", bytes);
    CHECK_THROWS_AS(Safetensors(scratch / "m"), Error);
  };
  for (std::size_t size = 0; size < whole.size(); ++size) refused(whole.substr(0, size));
  refused(whole + "more");
  refused(std::string(8, '\xff') + whole.substr(8));
  for (const auto& [from, to] :
       {std::pair{"F32", "F16"}, {"[4]", "[5]"}, {"[4]", "[0]"}, {"[0,16]", "[4,20]"}, {"{\"w", "[\"w"}}) {
    std::string changed = whole;
    changed.replace(changed.find(from), std::strlen(from), to);
    refused(changed);
  }
  const std::span both(numbers);
  std::string two = safetensors(std::vector<TensorView>{{"a", {2}, both.first(2)}, {"b", {2}, both.last(2)}});
  refused(two.replace(two.find("[8,16]"), 6, "[0,8] "));
}

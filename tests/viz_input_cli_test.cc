// What nmt-align-viz makes of input and output that are not as they should be.
#include "viz_cli.h"

using namespace nmt;
using namespace nmt::test;
using namespace std::string_literals;
using Catch::Contains;

TEST_CASE("lines with and without a translation may stand in one file") {
  const VizBench bench;
  write_file(bench / "mixed.tsv", "I see cats.\nA cat!\tUn chat !\nThe house.\n");
  const auto objects = objects_of(bench.good("mixed.tsv --format json"));
  REQUIRE(objects.size() == 3);
  CHECK(texts_of(objects[0]["source"]) == std::vector<std::string>{"I", "see", "cats."});
  CHECK(texts_of(objects[1]["target"]) == std::vector<std::string>{"Un", "chat", "!"});
  CHECK(texts_of(objects[2]["source"]) == std::vector<std::string>{"The", "house."});
}

TEST_CASE("standard input is where pairs come from without a file") {
  const VizBench bench;
  const std::string text = bench.good("pairs.tsv --format json");
  write_file(bench / ".in", kPairs);
  CHECK(bench.good("--format json") == text);
  CHECK(bench.good("- --format json") == text);
}

TEST_CASE("bad lines are named, and keep their place where lines count") {
  const VizBench bench;
  write_file(bench / "in.tsv",
             "A cat.\tUn chat.\n\nab\xFF\tb\na\0\tb\n\tvide\nvide\t \n\u00AD\tb\nThe house.\tLa maison.\n"s);
  const Outcome links = bench.viz("in.tsv --format pharaoh");
  CHECK(links.exit_code == 0);
  const auto lines = lines_of(links.out);
  REQUIRE(lines.size() == 8);
  for (int i = 1; i < 7; ++i) CHECK(lines[i] == "");
  for (const char* message :
       {"in.tsv:2: left out: expected a sentence, found a blank line",
        "in.tsv:3: left out: bad UTF-8, at byte 3", "in.tsv:4: left out: NUL byte, at byte 2",
        "in.tsv:5: left out: expected a sentence before the TAB, found none",
        "in.tsv:6: left out: expected a translation behind the TAB, found none",
        "in.tsv:7: left out: expected a sentence, found only characters that count as spaces",
        "aligned 2 pairs, left out 6"}) {
    CHECK_THAT(links.err, Contains(message));
  }
  const auto objects = objects_of(bench.good("in.tsv --format json --eos"));
  REQUIRE(objects.size() == 8);
  CHECK(objects[2]["source"].empty());
  CHECK(objects[2]["weights"].empty());
  CHECK(objects[2]["score"].is_null());
  CHECK(objects[7]["source"].size() == 3);
  const std::string svg = bench.good("in.tsv --format svg");
  CHECK_THAT(svg, Contains(">line 1<") && Contains(">line 8<") && !Contains(">line 7<"));
}

TEST_CASE("many bad lines are counted, and nothing but bad lines is an error") {
  const VizBench bench;
  std::string text;
  for (int i = 0; i < 25; ++i) text += "\tx\n";
  write_file(bench / "bad.tsv", text);
  const std::string message = bench.bad("bad.tsv -o out.svg");
  CHECK(count(message, ": left out: ") == 10);
  CHECK_THAT(message, Contains("and 15 more lines left out") && Contains("bad.tsv: nothing to align"));
  CHECK(!bench.has("out.svg"));
  CHECK(!bench.has("out.svg.part"));
  write_file(bench / "empty.tsv", "");
  CHECK_THAT(bench.bad("empty.tsv"), Contains("empty.tsv: the file is empty"));
  CHECK_THAT(bench.bad("none.tsv"), Contains("none.tsv"));
}

TEST_CASE("of more columns the first two are used, which is said once") {
  const VizBench bench;
  write_file(bench / "anki.txt", "A cat.\tUn chat.\tCC-BY\nA dog.\tUn chien.\tUn toutou.\tLe chien.\n");
  const Outcome outcome = bench.viz("anki.txt --format json");
  const auto objects = objects_of(outcome.out);
  REQUIRE(objects.size() == 2);
  CHECK(texts_of(objects[1]["target"]) == std::vector<std::string>{"Un", "chien."});
  CHECK(count(outcome.err, "columns") == 1);
  CHECK_THAT(outcome.err,
             Contains("anki.txt:1: 3 columns; only the first two are used, here and in 1 other"));
}

TEST_CASE("a sentence that is too long") {
  const VizBench bench;
  std::string sentence;
  for (int i = 0; i < 300; ++i) sentence += "cat ";
  write_file(bench / "long.txt", sentence + "\n");
  const Outcome parts = bench.viz("long.txt --beam 1 --format json");
  CHECK_THAT(parts.err, Contains("long.txt:1: too long for the model at once, translated in"));
  CHECK(objects_of(parts.out)[0]["source"].size() == 300);
  std::string words;
  for (int i = 0; i < 5001; ++i) words += "a ";
  write_file(bench / "longer.tsv", "a\tb\n" + words + "\tb\n");
  const Outcome longer = bench.viz("longer.tsv --format pharaoh");
  CHECK(longer.exit_code == 0);
  CHECK_THAT(longer.err, Contains("longer.tsv:2: left out: expected at most 5,000 pieces"));
  CHECK(lines_of(longer.out).size() == 2);
}

TEST_CASE("a model without attention is refused at once") {
  const VizBench bench;
  write_tiny_bundle(bench / "plain", "seq2seq");
  const Outcome outcome = run(bench, "nmt-align-viz -m plain none.tsv -o x.svg");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("plain: a model without attention (preset seq2seq)"));
  CHECK(!bench.has("x.svg"));
}

TEST_CASE("wrong use is answered with what is right") {
  const VizBench bench;
  CHECK_THAT(bench.bad("pairs.tsv -o x.doc"), Contains(".svg, .json") && Contains("found .doc"));
  CHECK_THAT(bench.bad("pairs.tsv -o plain"), Contains("found no ending"));
  CHECK_THAT(bench.bad("pairs.tsv --format pdf"),
             Contains("--format: expected text|svg|json|npy|pharaoh, found pdf"));
  CHECK_THAT(bench.bad("pairs.tsv -o none/x.svg"), Contains("none/x.svg: No such file"));
  CHECK_THAT(bench.bad("pairs.tsv -o model --format svg"), Contains("cannot write model: Is a directory"));
  const std::string config = bench.good("--level piece --format svg --dump-config");
  CHECK_THAT(config, Contains("level=\"piece\"") && Contains("format=\"svg\""));
  write_file(bench / "viz.toml", config);
  CHECK(bench.good("pairs.tsv --config viz.toml") == bench.good("pairs.tsv --level piece --format svg"));
  const Outcome no_model = run(bench, "nmt-align-viz pairs.tsv");
  CHECK(no_model.exit_code == 2);
  CHECK_THAT(no_model.err, Contains("expected -m MODEL"));
}

TEST_CASE("a pipe and a device are written straight away") {
  const VizBench bench;
  CHECK(bench.good("pairs.tsv --format json -o /dev/stdout | cat") == bench.good("pairs.tsv --format json"));
  bench.good("pairs.tsv -o /dev/null --format text");
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a file is replaced, and a link to one stays a link") {
  const VizBench bench;
  write_file(bench / "real.txt", "old");
  std::filesystem::create_symlink("real.txt", bench / "link.txt");
  bench.good("pairs.tsv -o link.txt");
  CHECK(std::filesystem::is_symlink(bench / "link.txt"));
  CHECK(read_file(bench / "real.txt") == bench.good("pairs.tsv"));
}

TEST_CASE("Ctrl-C leaves nothing behind") {
  const VizBench bench;
  std::string pairs;
  for (int i = 0; i < 20000; ++i) pairs += kPairs;
  write_file(bench / "many.tsv", pairs);
  const Outcome outcome = bench.viz(
      "many.tsv -o all.jsonl & until [ -e all.jsonl.part ]; do kill -0 $! || break; sleep 0.01; done; "
      "kill -INT $!; wait $!");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("interrupted: all.jsonl is not written"));
  CHECK(!bench.has("all.jsonl"));
  CHECK(!bench.has("all.jsonl.part"));
}

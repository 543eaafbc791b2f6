#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "scratch.h"
#include "tiny_bundle.h"

using namespace nmt;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;
using nlohmann::json;
using test::Outcome;
using test::run;
using test::Scratch;
using namespace std::string_literals;

namespace {

const std::string kPairs =
    "The red house is small.\tLa maison rouge est petite.\n"
    "I don't see any black cats.\tJe ne vois pas de chats noirs.\n"
    "A cat!\tUn chat !\n";
const std::string kSentences = "The red house is small.\nI see black cats.\nShe likes the garden.\n";

struct Bench : Scratch {
  Bench() {
    test::write_tiny_bundle(*this / "model");
    write_file(*this / "pairs.tsv", kPairs);
    write_file(*this / "sentences.txt", kSentences);
  }
  Outcome viz(const std::string& arguments) const {
    return run(*this, "nmt-align-viz -m model " + arguments);
  }
  std::string good(const std::string& arguments) const {
    const Outcome outcome = viz(arguments);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    return outcome.out;
  }
  std::string bad(const std::string& arguments) const {
    const Outcome outcome = viz(arguments);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out == "");
    return outcome.err;
  }
  bool has(const std::string& name) const { return std::filesystem::exists(*this / name); }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<json> objects_of(const std::string& text) {
  std::vector<json> objects;
  for (const std::string& line : lines_of(text)) objects.push_back(json::parse(line));
  return objects;
}

std::vector<std::string> texts_of(const json& tokens) {
  std::vector<std::string> texts;
  for (const json& token : tokens) texts.push_back(token["text"]);
  return texts;
}

void check_distribution(const json& object) {
  REQUIRE(object["weights"].size() == object["target"].size());
  for (const json& row : object["weights"]) {
    REQUIRE(row.size() == object["source"].size());
    double sum = 0;
    for (const double weight : row) {
      CHECK(weight >= 0);
      sum += weight;
    }
    CHECK(sum == Approx(1).margin(1e-5));
  }
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

void check_links(const std::string& line, int sources, int targets) {
  std::istringstream stream(line);
  int last = -1;
  for (std::string link; stream >> link;) {
    int source = -1, target = -1;
    char hyphen = 0, more = 0;
    std::istringstream parts(link);
    REQUIRE((parts >> source >> hyphen >> target && hyphen == '-' && !(parts >> more)));
    CHECK((source >= 0 && source < sources));
    CHECK((target > last && target < targets));
    last = target;
  }
}

}  // namespace

TEST_CASE("json: words with their bytes, a row for each target word that sums to 1") {
  const Bench bench;
  const auto objects = objects_of(bench.good("pairs.tsv --format json"));
  REQUIRE(objects.size() == 3);
  CHECK(texts_of(objects[0]["source"]) == std::vector<std::string>{"The", "red", "house", "is", "small."});
  CHECK(texts_of(objects[0]["target"]) ==
        std::vector<std::string>{"La", "maison", "rouge", "est", "petite."});
  CHECK(objects[1]["source"][1] == json{{"text", "don't"}, {"begin", 2}, {"end", 7}});
  CHECK(objects[1]["target"].size() == 7);
  for (const json& object : objects) {
    check_distribution(object);
    CHECK(object["score"].get<double>() < 0);
  }
}

TEST_CASE("without a second column the sentence is translated, and forcing that gives the same") {
  const Bench bench;
  bench.good("sentences.txt --beam 3 -o found.json");
  const auto found = objects_of(read_file(bench / "found.json"));
  REQUIRE(found.size() == 3);
  std::string pairs, sentence;
  std::istringstream sentences(kSentences);
  for (const json& object : found) {
    check_distribution(object);
    std::getline(sentences, sentence);
    pairs += sentence + "\t";
    for (const std::string& word : texts_of(object["target"])) pairs += word + " ";
    pairs += "\n";
  }
  write_file(bench / "found.tsv", pairs);
  const auto forced = objects_of(bench.good("found.tsv --format json"));
  REQUIRE(forced.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(forced[i]["target"] == found[i]["target"]);
    CHECK(forced[i]["score"].get<double>() == Approx(found[i]["score"].get<double>()).epsilon(1e-4));
    for (std::size_t row = 0; row < found[i]["weights"].size(); ++row) {
      for (std::size_t column = 0; column < found[i]["source"].size(); ++column) {
        CHECK(forced[i]["weights"][row][column].get<double>() ==
              Approx(found[i]["weights"][row][column].get<double>()).margin(1e-4));
      }
    }
  }
}

TEST_CASE("lines with and without a translation may stand in one file") {
  const Bench bench;
  write_file(bench / "mixed.tsv", "I see cats.\nA cat!\tUn chat !\nThe house.\n");
  const auto objects = objects_of(bench.good("mixed.tsv --format json"));
  REQUIRE(objects.size() == 3);
  CHECK(texts_of(objects[0]["source"]) == std::vector<std::string>{"I", "see", "cats."});
  CHECK(texts_of(objects[1]["target"]) == std::vector<std::string>{"Un", "chat", "!"});
  CHECK(texts_of(objects[2]["source"]) == std::vector<std::string>{"The", "house."});
}

TEST_CASE("piece level and </s> in every format that has a place for them") {
  const Bench bench;
  const json words = objects_of(bench.good("pairs.tsv --format json --eos"))[0];
  CHECK(texts_of(words["source"]).back() == "</s>");
  CHECK(words["target"].size() == 6);
  check_distribution(words);
  const json pieces = objects_of(bench.good("pairs.tsv --format json --level piece"))[0];
  CHECK(texts_of(pieces["target"]) == texts_of(pieces["pieces"]["target"]));
  CHECK(pieces["source"].size() == pieces["pieces"]["source"].size());
  CHECK(pieces["source"].size() > 5);
  check_distribution(pieces);
  CHECK_THAT(bench.good("pairs.tsv --level piece --eos"), Contains("</s>") && Contains("▁"));
  CHECK_THAT(bench.good("pairs.tsv --format svg --eos"), Contains("&lt;/s&gt;"));
  CHECK_THAT(bench.bad("pairs.tsv --format pharaoh --eos"), Contains("no place for </s>"));
}

TEST_CASE("pharaoh: a line for each pair, indices within its words") {
  const Bench bench;
  bench.good("pairs.tsv -o links.pharaoh");
  const auto words = lines_of(read_file(bench / "links.pharaoh"));
  REQUIRE(words.size() == 3);
  check_links(words[0], 5, 5);
  check_links(words[1], 6, 7);
  check_links(words[2], 2, 3);
  const json object = objects_of(bench.good("pairs.tsv --format json"))[0];
  const auto pieces = lines_of(bench.good("pairs.tsv --format pharaoh --level piece"));
  check_links(pieces[0], static_cast<int>(object["pieces"]["source"].size()),
              static_cast<int>(object["pieces"]["target"].size()));
}

TEST_CASE("npy: version 1.0, little-endian float32 in C order, target x source") {
  const Bench bench;
  bench.good("pairs.tsv --sample 1 --seed 4 -o one.npy");
  const std::string bytes = read_file(bench / "one.npy");
  const json object = objects_of(bench.good("pairs.tsv --sample 1 --seed 4 --format json"))[0];
  const std::size_t rows = object["target"].size(), columns = object["source"].size();
  REQUIRE(bytes.substr(0, 8) == "\x93NUMPY\x01\x00"s);
  const std::size_t header =
      static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  CHECK((10 + header) % 64 == 0);
  CHECK_THAT(bytes.substr(10, header),
             StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                        std::to_string(columns) + "), }"));
  REQUIRE(bytes.size() == 10 + header + 4 * rows * columns);
  float weight = 0;
  std::memcpy(&weight, bytes.data() + 10 + header + 4 * columns, 4);
  CHECK(weight == object["weights"][1][0].get<float>());
  CHECK_THAT(bench.bad("pairs.tsv -o all.npy"),
             Contains("pairs.tsv: found 3 pairs, but a .npy file holds one"));
  CHECK(!bench.has("all.npy"));
}

TEST_CASE("svg: all pairs in one drawing, a square for each pair of words") {
  const Bench bench;
  bench.good("pairs.tsv -o all.svg");
  const std::string svg = read_file(bench / "all.svg");
  CHECK_THAT(svg, StartsWith("<?xml") && EndsWith("</svg>\n"));
  CHECK_THAT(svg, Contains(">line 1<") && Contains(">line 3<") && Contains(">house<") && Contains(">chats<"));
  CHECK(count(svg, " ← ") == 5 * 5 + 6 * 7 + 2 * 3);
  CHECK(!bench.has("all.svg.part"));
  CHECK_THAT(bench.good("pairs.tsv --sample 1 --format svg"), !Contains(">line"));
}

TEST_CASE("text: what standard output gets unless told otherwise") {
  const Bench bench;
  const std::string text = bench.good("pairs.tsv");
  CHECK_THAT(text, StartsWith("line 1\n") && Contains("\nline 3\n"));
  CHECK_THAT(lines_of(text)[1], Contains("The red house is small."));
  CHECK_THAT(lines_of(text)[3], StartsWith("maison"));
  CHECK(bench.good("pairs.tsv --format text -o -") == text);
  bench.good("pairs.tsv -o all.txt");
  CHECK(read_file(bench / "all.txt") == text);
}

TEST_CASE("standard input is where pairs come from without a file") {
  const Bench bench;
  const std::string text = bench.good("pairs.tsv --format json");
  write_file(bench / ".in", kPairs);
  CHECK(bench.good("--format json") == text);
  CHECK(bench.good("- --format json") == text);
}

TEST_CASE("the same output for every number of threads") {
  const Bench bench;
  const std::string all =
      "cat pairs.tsv sentences.txt pairs.tsv | nmt-align-viz -m model --format json --threads ";
  const Outcome one = run(bench, all + "1"), two = run(bench, all + "2"), three = run(bench, all + "3");
  CHECK(one.exit_code == 0);
  CHECK(objects_of(one.out).size() == 9);
  CHECK(one.out == two.out);
  CHECK(one.out == three.out);
}

TEST_CASE("a sample: so many, in their order, the same for the same seed") {
  const Bench bench;
  std::string pairs;
  for (int i = 0; i < 60; ++i) pairs += std::to_string(i) + "\t" + std::to_string(i) + "\n";
  write_file(bench / "many.tsv", pairs);
  const auto numbers = [&](const std::string& seed) {
    std::vector<int> drawn;
    for (const json& object : objects_of(bench.good("many.tsv --format json --sample 7 --seed " + seed)))
      drawn.push_back(std::stoi(object["source"][0]["text"].get<std::string>()));
    return drawn;
  };
  const auto first = numbers("1");
  CHECK(first.size() == 7);
  CHECK(std::is_sorted(first.begin(), first.end()));
  CHECK(first == numbers("1"));
  CHECK(first != numbers("2"));
  CHECK(objects_of(bench.good("many.tsv --format json --sample 1000")).size() == 60);
  CHECK_THAT(bench.bad("many.tsv -o all.svg"),
             Contains("found 60 pairs, too many to draw") && Contains("--sample"));
  CHECK_THAT(bench.bad("many.tsv"), Contains("at most 50"));
  CHECK(!bench.has("all.svg"));
}

TEST_CASE("bad lines are named, and keep their place where lines count") {
  const Bench bench;
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
  const Bench bench;
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
  const Bench bench;
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
  const Bench bench;
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
  const Bench bench;
  test::write_tiny_bundle(bench / "plain", "seq2seq");
  const Outcome outcome = run(bench, "nmt-align-viz -m plain none.tsv -o x.svg");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("plain: a model without attention (preset seq2seq)"));
  CHECK(!bench.has("x.svg"));
}

TEST_CASE("wrong use is answered with what is right") {
  const Bench bench;
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
  CHECK_THAT(no_model.err, Contains("--model is required"));
}

TEST_CASE("a pipe is written straight away, and one that is closed ends quietly") {
  const Bench bench;
  CHECK(bench.good("pairs.tsv --format json -o /dev/stdout | cat") == bench.good("pairs.tsv --format json"));
  CHECK(std::filesystem::is_character_file("/dev/null"));
  const Outcome closed = run(bench, "nmt-align-viz -m model pairs.tsv --format json | true");
  CHECK(closed.exit_code == 0);
}

TEST_CASE("a file is replaced, and a link to one stays a link") {
  const Bench bench;
  write_file(bench / "real.txt", "old");
  std::filesystem::create_symlink("real.txt", bench / "link.txt");
  bench.good("pairs.tsv -o link.txt");
  CHECK(std::filesystem::is_symlink(bench / "link.txt"));
  CHECK(read_file(bench / "real.txt") == bench.good("pairs.tsv"));
}

TEST_CASE("Ctrl-C leaves nothing behind") {
  const Bench bench;
  std::string pairs;
  for (int i = 0; i < 20000; ++i) pairs += kPairs;
  write_file(bench / "many.tsv", pairs);
  const Outcome outcome = bench.viz("many.tsv -o all.jsonl & sleep 0.7; kill -INT $!; wait $!");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("interrupted: all.jsonl is not written"));
  CHECK(!bench.has("all.jsonl"));
  CHECK(!bench.has("all.jsonl.part"));
}

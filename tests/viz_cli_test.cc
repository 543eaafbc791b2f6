#include "viz_cli.h"

#include <algorithm>
#include <cstring>

using namespace nmt;
using namespace nmt::test;
using namespace std::string_literals;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;
using nlohmann::json;

namespace {

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
  const VizBench bench;
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
  const VizBench bench;
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

TEST_CASE("piece level and </s> in every format that has a place for them") {
  const VizBench bench;
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
  const VizBench bench;
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
  const VizBench bench;
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
  const VizBench bench;
  bench.good("pairs.tsv -o all.svg");
  const std::string svg = read_file(bench / "all.svg");
  CHECK_THAT(svg, StartsWith("<?xml") && EndsWith("</svg>\n"));
  CHECK_THAT(svg, Contains(">line 1<") && Contains(">line 3<") && Contains(">house<") && Contains(">chats<"));
  CHECK(count(svg, " ← ") == 5 * 5 + 6 * 7 + 2 * 3);
  CHECK(!bench.has("all.svg.part"));
  CHECK_THAT(bench.good("pairs.tsv --sample 1 --format svg"), !Contains(">line"));
}

TEST_CASE("text: what standard output gets unless told otherwise") {
  const VizBench bench;
  const std::string text = bench.good("pairs.tsv");
  CHECK_THAT(text, StartsWith("line 1\n") && Contains("\nline 3\n"));
  CHECK_THAT(lines_of(text)[1], Contains("The red house is small."));
  CHECK_THAT(lines_of(text)[3], StartsWith("maison"));
  CHECK(bench.good("pairs.tsv --format text -o -") == text);
  bench.good("pairs.tsv -o all.txt");
  CHECK(read_file(bench / "all.txt") == text);
}

TEST_CASE("the same output for every number of threads") {
  const VizBench bench;
  const std::string all =
      "cat pairs.tsv sentences.txt pairs.tsv | nmt-align-viz -m model --format json --threads ";
  const Outcome one = run(bench, all + "1"), two = run(bench, all + "2"), three = run(bench, all + "3");
  CHECK(one.exit_code == 0);
  CHECK(objects_of(one.out).size() == 9);
  CHECK(one.out == two.out);
  CHECK(one.out == three.out);
}

TEST_CASE("a sample: so many, in their order, the same for the same seed") {
  const VizBench bench;
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

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "corpus/prepared.h"
#include "model/presets.h"
#include "npy.h"
#include "scratch.h"

using namespace nmt;
using Catch::Contains;
using test::lines_of;
using test::npy;
using test::run;
using test::Scratch;

namespace {

constexpr int kFeatures = 6;

// A text of the words 'ba' … 'ri' as it might be heard: each word is two to four frames of its own code,
// noisy.
std::string spoken(const std::vector<int>& words, Random& random) {
  std::vector<double> numbers;
  for (const int word : words) {
    for (int frame = 2 + static_cast<int>(random.below(3)); frame > 0; --frame) {
      Random code(3, Purpose::test, static_cast<std::uint32_t>(word));
      for (int i = 0; i < kFeatures; ++i) numbers.push_back(code.normal() + 0.15 * random.normal());
    }
  }
  return npy(static_cast<int>(numbers.size()) / kFeatures, kFeatures, numbers);
}

// `count` sources in the folder "clips", their list "clips/all.txt" and their texts "texts.txt".
void make_clips(const Scratch& scratch, int count) {
  const char* const kWords[] = {"ba", "do", "ki", "lu", "me", "no", "pa", "ri"};
  std::filesystem::create_directory(scratch / "clips");
  Random random(1, Purpose::test);
  std::string list, texts;
  for (int i = 0; i < count; ++i) {
    std::vector<int> words(2 + random.below(4));
    std::string text;
    int last = 0;
    for (int& word : words) {  // none twice in a row: nobody could hear how often
      word = last = (last + 1 + static_cast<int>(random.below(7))) % 8;
      text += std::string(text.empty() ? "" : " ") + kWords[word];
    }
    const std::string name = std::to_string(i) + ".npy";
    write_file(scratch / ("clips/" + name), spoken(words, random));
    list += name + "\n";
    texts += text + "\n";
  }
  write_file(scratch / "clips/all.txt", list);
  write_file(scratch / "texts.txt", texts);
}

const std::string kPrep = "nmt-prep --source-features clips/all.txt --target texts.txt -q ";

// A model of little training, on 60 clips, as "m".
const Scratch& scratch_with_model() {
  static const Scratch scratch;
  static const bool once = [] {
    make_clips(scratch, 60);
    REQUIRE(run(scratch, kPrep + "-o d --valid 4 --test 4").exit_code == 0);
    REQUIRE(run(scratch, "nmt-train d -o m -q --hidden 8 --embedding 8 --max-updates 20").exit_code == 0);
    return true;
  }();
  (void)once;
  return scratch;
}

}  // namespace

TEST_CASE("what was heard is written down: sources of vectors, nearly all of the held-out ones exactly") {
  const Scratch scratch;
  make_clips(scratch, 1500);
  REQUIRE(run(scratch, kPrep + "-o d --valid 40 --test 100").exit_code == 0);
  const auto trained =
      run(scratch,
          "nmt-train d -o m --preset base --hidden 64 --embedding 32 --batch-tokens 300 --dropout 0.1 "
          "--learning-rate 0.003 --warmup 50 --schedule linear --max-updates 800");
  INFO(trained.err);
  REQUIRE(trained.exit_code == 0);
  CHECK_THAT(trained.err, Contains("source vectors of 6 numbers"));
  const auto outcome =
      run(scratch, "cut -f1 d/test.tsv > clips/test.txt && nmt-translate -m m clips/test.txt");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto got = lines_of(outcome.out), want = lines_of(read_file(scratch / "d/test.tsv"));
  REQUIRE(got.size() == want.size());
  int exact = 0;
  for (std::size_t i = 0; i < got.size(); ++i) exact += want[i].ends_with("\t" + got[i]);
  CHECK(exact >= 95);
}

TEST_CASE(
    "a corpus of vectors can be opened, is the same each time, and one with a changed file is refused") {
  const Scratch& scratch = scratch_with_model();
  REQUIRE(run(scratch, kPrep + "-o again --valid 4 --test 4 --threads 1").exit_code == 0);
  for (const char* name :
       {"manifest.json", "train.bin", "train.features", "valid.features", "test.features"}) {
    CHECK(read_file(scratch / (std::string("d/") + name)) ==
          read_file(scratch / (std::string("again/") + name)));
  }
  const PreparedCorpus corpus(scratch / "d");
  CHECK(corpus.source_features() == kFeatures);
  CHECK(corpus.source_tokenizer() == nullptr);
  CHECK(corpus.manifest()["source_features"] == kFeatures);
  CHECK((corpus.valid_vectors().size() == 4 && corpus.test_vectors().size() == 4));
  CHECK(corpus.train().pair(0).source.features == kFeatures);
  std::string bytes = read_file(scratch / "again/train.features");
  bytes[bytes.size() / 2] ^= 1;
  write_file(scratch / "again/train.features", bytes);
  CHECK_THAT(run(scratch, "nmt-train again -o none").err, Contains("train.features: the file was changed"));
}

TEST_CASE("the lines of a list of vectors that cannot be used are told one by one") {
  const Scratch scratch;
  make_clips(scratch, 12);
  const std::string good = read_file(scratch / "clips/all.txt");
  const auto refused = [&](const std::string& bytes, const std::string& expected) {
    write_file(scratch / "clips/new.npy", bytes);
    write_file(scratch / "clips/all.txt", good.substr(0, good.find('\n') + 1) + "new.npy\n" +
                                              good.substr(good.find('\n', good.find('\n') + 1) + 1));
    const auto outcome = run(scratch, kPrep + "-o d");
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Contains("clips/all.txt:2: clips/new.npy: " + expected));
    CHECK_FALSE(std::filesystem::exists(scratch / "d"));
  };
  refused("text", "expected a NumPy array file, found another kind of file");
  refused(npy("6,", {1, 2, 3, 4, 5, 6}), "expected a matrix (positions × features), found an array of 6");
  refused(npy("0, 6", {}), "expected at least one position");
  refused(npy(1, 6, {1, 2, 3, std::numeric_limits<double>::quiet_NaN(), 5, 6}), "expected finite numbers");
  refused(npy(1, 2, {1, 2}), "expected 6 features as in clips/all.txt:1, found 2");
  write_file(scratch / "clips/all.txt", "0.npy\nno.npy\n" + good.substr(12));
  CHECK_THAT(run(scratch, kPrep + "-o d").err,
             Contains("clips/all.txt:2: ") && Contains("no.npy: No such file"));
  write_file(scratch / "clips/all.txt", good + "0.npy\n");
  CHECK_THAT(run(scratch, kPrep + "-o d").err,
             Contains("clips/all.txt and texts.txt: expected as many lines") && Contains("found 13 and 12"));
  write_file(scratch / "clips/all.txt", good);
  const auto wrong = [&](const std::string& options, const std::string& expected) {
    const auto outcome = run(scratch, kPrep + "-o d " + options);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Contains(expected));
  };
  wrong("--joint-vocab", "--joint-vocab: a source of vectors has no words");
  wrong("--reverse", "--reverse: a source of vectors cannot become the target");
  wrong("--max-ratio 3", "--max-ratio compares the lengths of texts");
  wrong("--source texts.txt", "leave one of them out");
  wrong("texts.txt", "expected no other input to train on");
  CHECK_THAT(run(scratch, "nmt-prep --source-features clips/all.txt -o d").err, Contains("--target"));
}

TEST_CASE("sources too long are counted, captions of one source stay together, a split may be given") {
  const Scratch scratch;
  make_clips(scratch, 30);
  write_file(scratch / "clips/copy.npy", read_file(scratch / "clips/5.npy"));
  write_file(scratch / "clips/long.npy", npy(40, kFeatures, std::vector<double>(40 * kFeatures, 0.5)));
  write_file(scratch / "clips/more.txt", "copy.npy\nlong.npy\n7.npy\n");
  write_file(scratch / "more.txt", "ba ba ba\ndo do do\nki ki ki\n");
  const std::string files = "cat clips/more.txt >> clips/all.txt; cat more.txt >> texts.txt; ";
  const auto drawn = run(scratch, files +
                                      "nmt-prep --source-features clips/all.txt --target texts.txt "
                                      "--max-length 25 --valid 6 --test 6 -o d");
  INFO(drawn.err);
  REQUIRE(drawn.exit_code == 0);
  CHECK_THAT(drawn.err, Contains("left out, too long: 1  clips/all.txt:32 (40 vectors)"));
  const PreparedCorpus corpus(scratch / "d");
  const auto shared = corpus.manifest()["split"]["shared"];
  for (const auto& [parts, counts] : shared.items())
    CHECK((counts["sources"] == 0 && counts["targets"] == 0));
  write_file(scratch / "given.txt", "clips/copy.npy\tba ba ba\tba ba\nclips/7.npy\tki\n");
  const auto given = run(scratch,
                         "nmt-prep --source-features clips/all.txt --target texts.txt --max-length 25 "
                         "--valid given.txt --test clips/more.txt more.txt -o g");
  INFO(given.err);
  REQUIRE(given.exit_code == 0);
  CHECK(read_file(scratch / "g/valid.tsv") == "clips/copy.npy\tba ba ba\tba ba\nclips/7.npy\tki\n");
  CHECK(PreparedCorpus(scratch / "g").valid_vectors().size() == 2);
  CHECK_THAT(given.err, Contains("2 source and 1 target sentences of valid also stand in train"));
}

TEST_CASE("a model of vectors writes a line for each line, up to the first that cannot be used") {
  const Scratch& scratch = scratch_with_model();
  CHECK_FALSE(std::filesystem::exists(scratch / "m/source.spm"));
  const auto config = nlohmann::json::parse(read_file(scratch / "m/config.json"));
  CHECK((config["model"]["source_features"] == kFeatures && config["model"]["source_vocabulary"] == 0));
  write_file(scratch / "clips/some.txt", "3.npy\n\n1.npy\n");
  const auto some = run(scratch, "nmt-translate -m m -q clips/some.txt --format tsv");
  INFO(some.err);
  REQUIRE(some.exit_code == 0);
  const auto lines = lines_of(some.out);
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], Catch::StartsWith("3.npy\t"));
  CHECK(lines[1] == "\t\t0\t0");
  CHECK(run(scratch, "cd clips; nmt-translate -m ../m -q --format tsv < some.txt").out == some.out);
  CHECK(run(scratch, "nmt-translate -m m -q clips/some.txt --format tsv --batch-tokens 1 --threads 1").out ==
        some.out);
  const std::string text = lines[0].substr(6, lines[0].find('\t', 6) - 6);
  write_file(scratch / "clips/pairs.tsv", "3.npy\t" + text + "\n");
  const auto scored = run(scratch, "nmt-translate -m m -q --score clips/pairs.tsv");
  REQUIRE(scored.exit_code == 0);
  CHECK(std::stod(scored.out) == Approx(std::stod(lines[0].substr(lines[0].rfind('\t')))).margin(1e-4));
  write_file(scratch / "clips/bad.txt", "3.npy\nmissing.npy\n1.npy\n");
  const auto bad = run(scratch, "nmt-translate -m m -q clips/bad.txt");
  CHECK(bad.exit_code == 2);
  CHECK(lines_of(bad.out) == std::vector<std::string>{text});
  CHECK_THAT(bad.err, Contains("clips/bad.txt:2: ") && Contains("clips/missing.npy: No such file"));
  write_file(scratch / "clips/narrow.npy", npy(1, 2, {1, 2}));
  CHECK_THAT(run(scratch, "echo clips/narrow.npy | nmt-translate -m m -q").err,
             Contains("standard input:1: clips/narrow.npy: expected 6 features as in training, found 2"));
  CHECK_THAT(run(scratch, "printf '\\tba\\n' | nmt-translate -m m -q --score").err,
             Contains("standard input:1: expected the name of a .npy file before the TAB"));
  CHECK_THAT(run(scratch, "nmt-translate -m m --max-pieces 9 clips/some.txt").err, Contains("--max-pieces"));
}

TEST_CASE("every preset reads vectors") {
  const Scratch& scratch = scratch_with_model();
  for (const Preset& preset : presets()) {
    const std::string name = preset.name;
    const auto outcome =
        run(scratch, "nmt-train d -q --hidden 8 --embedding 8 --max-updates 2 --preset " + name + " -o " +
                         name + " && echo clips/3.npy | nmt-translate -q -m " + name);
    INFO(name << " " << outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK(lines_of(outcome.out).size() == 1);
  }
  const auto limited = run(scratch, "nmt-train d -o none --encoder-attention after --max-source 5");
  CHECK_THAT(limited.err, Contains("--max-source 5: the longest source has ") && Contains(" positions; use"));
}

TEST_CASE("the positions of vectors are numbers in an alignment, and their rows sum to 1") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "clips/pairs.tsv", "3.npy\tba do\nmissing.npy\tba\n");
  const auto json = run(scratch, "nmt-align-viz -m m clips/pairs.tsv --format json");
  INFO(json.err);
  REQUIRE(json.exit_code == 0);
  CHECK_THAT(json.err, Contains("clips/pairs.tsv:2: left out: ") && Contains("missing.npy"));
  const auto alignment = nlohmann::json::parse(lines_of(json.out).front());
  const auto frames = test::run(scratch, "head -c 128 clips/3.npy").out;
  const std::size_t positions = std::stoul(frames.substr(frames.find("'shape': (") + 10));
  REQUIRE(alignment["source"].size() == positions);
  CHECK((alignment["source"][0]["text"] == "1" && alignment["source"][1]["text"] == "2"));
  CHECK(alignment["target"].size() == 2);
  for (const auto& row : alignment["weights"]) {
    double sum = 0;
    for (const double weight : row) sum += weight;
    CHECK(sum == Approx(1));
  }
  for (const std::string format : {"text", "svg", "pharaoh", "npy"}) {
    const auto drawn = run(scratch,
                           "head -n 1 clips/pairs.tsv > clips/one.tsv; "
                           "nmt-align-viz -m m clips/one.tsv --eos --format " +
                               format);
    CHECK(drawn.exit_code == (format == "pharaoh" ? 2 : 0));
  }
}

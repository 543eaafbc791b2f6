#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "scratch.h"
#include "search/long_lines.h"
#include "search/translation_formats.h"
#include "search/translator.h"
#include "tiny_bundle.h"

using namespace nmt;
using nmt::test::lines_of;
using nmt::test::run;
using nmt::test::Scratch;

namespace {

// A scratch directory with the bundle `m`.
const Scratch& scratch_with_model() {
  static const Scratch scratch;
  static const bool once = [] {
    test::write_tiny_bundle(scratch / "m");
    test::write_tiny_bundle(scratch / "plain", "seq2seq");
    return true;
  }();
  (void)once;
  return scratch;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> fields;
  for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
  return fields;
}

std::string sentences(int count) {
  const std::vector<std::string> words = {"the", "cat", "sat", "house", "where", "book,", "read.", "you"};
  std::string text;
  for (int i = 0; i < count; ++i) {
    for (int word = 0; word <= i % 7; ++word) text += words[(i * 5 + word * 3) % 8] + " ";
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("one line out for each line in, whatever is in it") {
  const Scratch& scratch = scratch_with_model();
  const std::string bad = std::string("the ca\xff\xc3t") + '\n', nul = std::string("the\0cat", 7) + '\n';
  std::string endless;
  for (int i = 0; i < 1000; ++i) endless += "seat";
  const std::string text =
      "the cat\n\n   \t \n" + bad + nul + "a\u2028b\r\n\r\n\xef\xbb\xbfhouse\n" + endless + "\nno line feed";
  write_file(scratch / "in", text);
  const auto outcome = run(scratch, "nmt-translate -m m in");
  CHECK(outcome.exit_code == 0);
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 10);
  for (const std::size_t empty : {1, 2, 6}) CHECK(lines[empty].empty());
  for (const std::size_t full : {0, 3, 4, 5, 7, 8, 9}) CHECK_FALSE(lines[full].empty());
  CHECK_THAT(outcome.err, Catch::Contains("in: 1 line not UTF-8, bad bytes taken as spaces: line 4\n"));
  CHECK_THAT(outcome.err, Catch::Contains("in: 1 line with NUL bytes, taken as spaces: line 5\n"));
  CHECK_THAT(outcome.err, Catch::Contains("translated in parts: line 9\n"));
  CHECK_THAT(outcome.err, Catch::Contains("translated 10 sentences in "));
  CHECK_THAT(outcome.err, Catch::Contains("beam 5, n-best 1, length penalty 1,"));
}

TEST_CASE("an endless line is cut, and the lines behind it are translated") {
  const Scratch& scratch = scratch_with_model();
  const auto outcome =
      run(scratch,
          "{ echo the cat; head -c 1100000 /dev/zero | tr '\\0' ' '; echo; echo the cat; } | "
          "nmt-translate -m m");
  CHECK(outcome.exit_code == 0);
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].empty());
  CHECK(lines[0] == lines[2]);
  CHECK_THAT(outcome.err, Catch::Contains("standard input: 1 line of more than 1 MiB"));
}

TEST_CASE("empty input gives empty output") {
  const auto outcome = run(scratch_with_model(), "nmt-translate -m m < /dev/null");
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.out.empty());
}

TEST_CASE("batch size, threads and buffering change nothing") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "in", sentences(70));
  const std::string command = "nmt-translate -m m --format json --n-best 2 --max-pieces 9 in";
  const std::string expected = run(scratch, command + " --batch-tokens 1 --threads 1").out;
  CHECK(lines_of(expected).size() == 70);
  for (const std::string tokens : {"7", "64", "100000"}) {
    for (const std::string threads : {"1", "2", "3"}) {
      CHECK(run(scratch, command + " --batch-tokens " + tokens + " --threads " + threads).out == expected);
    }
  }
  CHECK(run(scratch, command + " --line-buffered").out == expected);
}

TEST_CASE("--score of an output is the score that came with it") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "in", sentences(50) + "\n");
  const auto translated = lines_of(run(scratch, "nmt-translate -m m --format tsv in").out);
  REQUIRE(translated.size() == 51);
  std::string pairs;
  for (const std::string& line : translated) {
    const auto fields = fields_of(line);
    REQUIRE(fields.size() == 4);
    pairs += fields[0] + '\t' + fields[1] + '\n';
  }
  write_file(scratch / "pairs", pairs);
  const auto scored = run(scratch, "nmt-translate -m m --score pairs");
  CHECK(scored.exit_code == 0);
  CHECK_THAT(scored.err, Catch::Contains("scored 51 sentences") && !Catch::Contains("beam"));
  const auto scores = lines_of(scored.out);
  REQUIRE(scores.size() == 51);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    CHECK(std::stod(scores[i]) == Approx(std::stod(fields_of(translated[i])[3])).margin(1e-4));
  }
  write_file(scratch / "pairs", "the cat\tle chat\nthe cat\n");
  const auto bad = run(scratch, "nmt-translate -m m --score pairs");
  CHECK(bad.exit_code == 2);
  CHECK_THAT(bad.err, Catch::Contains("pairs:2: --score expected a source, TAB"));
}

TEST_CASE("the first of n best is the 1-best, and JSON tells all") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "in", "where is the house?\n\nthe cat\n");
  const auto best = lines_of(run(scratch, "nmt-translate -m m in").out);
  const auto several = lines_of(run(scratch, "nmt-translate -m m --n-best 3 in").out);
  const auto json = lines_of(run(scratch, "nmt-translate -m m --n-best 3 --format json in").out);
  REQUIRE(json.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto object = nlohmann::json::parse(json[i]);
    CHECK(object["line"] == i + 1);
    CHECK(object["translation"] == best[i]);
    if (i == 1) {
      CHECK(object["log_probability"] == 0);
      CHECK(object["alternatives"].empty());
      continue;
    }
    CHECK(fields_of(several[i])[0] == best[i]);
    REQUIRE(fields_of(several[i]).size() == object["alternatives"].size() + 1);
    CHECK(fields_of(several[i])[1] == object["alternatives"][0]["translation"]);
    const auto& alignment = object["alignment"];
    CHECK(alignment["weights"].size() == alignment["target"].size());
    CHECK(alignment["weights"][0].size() == alignment["source"].size());
    CHECK(object["word_scores"].size() == alignment["target"].size());
    for (const auto& word : object["word_scores"]) {
      CHECK(best[i].substr(word["begin"], word["end"].get<int>() - word["begin"].get<int>()) == word["text"]);
      CHECK(word["log_probability"] >= object["log_probability"]);
    }
  }
}

TEST_CASE("alignments and word scores stand behind the translation") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "in", "where is the house?\n");
  const auto links = fields_of(run(scratch, "nmt-translate -m m --alignments pharaoh --word-scores in").out);
  REQUIRE(links.size() == 3);
  CHECK(links[2].find('-') != std::string::npos);
  const auto soft = fields_of(run(scratch, "nmt-translate -m m --alignments soft in").out);
  REQUIRE(soft.size() == 2);
  CHECK(nlohmann::json::parse(soft[1])["source"].size() == 4);
  CHECK(soft[0] == links[0]);
  const auto refused = run(scratch, "nmt-translate -m plain --alignments pharaoh in");
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Catch::Contains("has no attention"));
  const auto plain = nlohmann::json::parse(run(scratch, "nmt-translate -m plain --format json in").out);
  CHECK(plain["alignment"].is_null());
}

TEST_CASE("references are judged at the end") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "in", "the cat\nwhere is the house?\n");
  const auto out = lines_of(run(scratch, "nmt-translate -m m in").out);
  write_file(scratch / "plain.txt", out[0] + "\n" + out[1] + "\n");
  write_file(scratch / "test.tsv", "the cat\tnothing\t" + out[0] + "\nwhere\t" + out[1] + "\n");
  for (const std::string file : {"plain.txt", "test.tsv"}) {
    const auto outcome = run(scratch, "nmt-translate -m m in --reference " + file);
    CHECK(outcome.exit_code == 0);
    CHECK_THAT(outcome.err, Catch::Contains("BLEU = 100.00") && Catch::Contains("chrF2 = 100.00"));
  }
  write_file(scratch / "plain.txt", "one\n");
  const auto outcome = run(scratch, "nmt-translate -m m in --reference plain.txt");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains("plain.txt: expected a line for each of the 2 lines"));
  CHECK(lines_of(outcome.out).size() == 2);
}

TEST_CASE("wrong use is told and ends with 2") {
  const Scratch& scratch = scratch_with_model();
  write_file(scratch / "in", "the cat\n");
  for (const auto& [command, text] : std::vector<std::pair<std::string, std::string>>{
           {"-m m --no-such-option", "--no-such-option"},
           {"in", "expected -m MODEL"},
           {"-m none in", "none: there is no such model"},
           {"-m m no-file", "cannot open no-file: No such file"},
           {"-m m --n-best 6 in", "--n-best: expected 1 to 5"},
           {"-m m --format xml in", "--format"},
           {"-m m --n-best 2 --word-scores in", "needs --format tsv or json"},
           {"-m m -m m in", "--model"},
           {"-m m --score --beam 3 in", "--score looks for no translations: leave --beam out"},
           {"-m " + std::string(300, 'a') + " in", "aaa: File name too long"},
       }) {
    INFO(command);
    const auto outcome = run(scratch, "nmt-translate " + command);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Contains(text));
  }
}

TEST_CASE("--line-buffered answers each line before the next comes") {
  const Scratch& scratch = scratch_with_model();
  const auto outcome =
      run(scratch,
          "mkfifo up down; nmt-translate -m m --line-buffered < up > down & exec 3> up 4< down; "
          "echo the cat >&3; read -r a <&4; echo house >&3; read -r b <&4; exec 3>&-; wait; "
          "echo \"$a\"; echo \"$b\"");
  CHECK(lines_of(outcome.out).size() == 2);
}

TEST_CASE("Ctrl-C ends with the lines that are done") {
  const Scratch& scratch = scratch_with_model();
  const auto outcome =
      run(scratch,
          "mkfifo in1 out1; nmt-translate -m m --line-buffered < in1 > out1 & exec 3> in1 4< out1; "
          "echo the cat >&3; read -r a <&4; kill -INT $!; wait $!; echo code $?");
  CHECK(outcome.out == "code 1\n");
  CHECK_THAT(outcome.err, Catch::Contains("translated 1 sentences"));
}

TEST_CASE("a long line is cut behind sentences, clauses or words") {
  std::vector<Piece> pieces;
  const auto word = [&](const std::string& text) {
    pieces.push_back({5, text, 0, 0, static_cast<int>(pieces.size())});
  };
  for (const char* text : {"▁a", "▁b.", "▁c", "▁d,", "▁e", "▁f", "▁g", "▁h", "▁i"}) word(text);
  std::vector<int> counts;
  for (const PieceRange& range : cut_into_parts(pieces, 4)) counts.push_back(range.count);
  CHECK(counts == std::vector<int>{2, 2, 4, 1});
  for (Piece& piece : pieces) piece.word = 0;  // one endless word
  counts.clear();
  for (const PieceRange& range : cut_into_parts(pieces, 4)) counts.push_back(range.count);
  CHECK(counts == std::vector<int>{4, 4, 1});
}

TEST_CASE("a line in parts keeps its pieces, weights and scores together") {
  const Scratch& scratch = scratch_with_model();
  const Bundle bundle = open_bundle(scratch / "m");
  TranslatorOptions options;
  options.max_pieces = 8;
  options.beam.alignments = true;
  const std::vector<std::string> lines = {"the cat sat on the mat. where is the house? come here! read."};
  const TranslatedLine line = Translator(bundle, options).translate(lines)[0];
  CHECK(line.parts > 2);
  const PieceAlignment& pieces = line.translations[0].pieces;
  const std::size_t rows = pieces.target_pieces.size() + 1, columns = pieces.source_pieces.size() + 1;
  REQUIRE(pieces.weights.size() == rows * columns);
  CHECK(line.translations[0].token_log_probabilities.size() == rows);
  for (std::size_t row = 0; row < rows; ++row) {
    float sum = 0;
    for (std::size_t column = 0; column < columns; ++column) sum += pieces.weights[row * columns + column];
    CHECK(sum == Approx(1).margin(1e-5));
  }
  const auto told = nlohmann::json::parse(json_line(line, 1));
  double sum = 0;
  for (const float each : line.translations[0].token_log_probabilities) sum += each;
  CHECK(told["probability"] == Approx(std::exp(sum / static_cast<double>(rows))));
  CHECK(sum > told["log_probability"]);  // the parts' own ends left out
  for (const WordScore& word : word_scores(line.translations[0])) {
    CHECK(word.end <= pieces.target.size());
    CHECK((word.begin == 0 || pieces.target[word.begin - 1] == ' '));
  }
}

TEST_CASE("told to stop, neither translating nor scoring begins anything more") {
  const Scratch& scratch = scratch_with_model();
  const Bundle bundle = open_bundle(scratch / "m");
  Translator translator(bundle, {});
  const std::atomic<bool> stop{true};
  const std::vector<std::string> lines = {"the cat", "house"};
  CHECK(translator.translate(lines, &stop)[0].translations.empty());
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"", ""}, {"the cat", "le chat"}, {"house", "x"}};
  CHECK(translator.score(pairs, &stop).size() == 1);
  CHECK(translator.score(pairs).size() == 3);
}

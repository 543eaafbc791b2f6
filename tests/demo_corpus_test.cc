#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.h"
#include "scratch.h"

using namespace nmt;
using nmt::test::lines_of;

namespace {

const std::filesystem::path kData = std::filesystem::path(NMT_SOURCE_DIR) / "data";

std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns;
  std::istringstream in(line);
  for (std::string column; std::getline(in, column, '\t');) columns.push_back(column);
  return columns;
}

// The words of a sentence in small letters, without marks.
std::vector<std::string> words_of(const std::string& sentence) {
  std::vector<std::string> words(1);
  for (const char c : sentence) {
    if (c == ' ') {
      words.emplace_back();
    } else if (std::string(".,?!").find(c) == std::string::npos) {
      words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return words;
}

}  // namespace

TEST_CASE("the demo corpus is what its generator writes") {
  const test::Scratch scratch;
  const auto made = test::run(scratch, NMT_BINARY_DIR "/tools/make-demo-corpus made.txt");
  REQUIRE(made.exit_code == 0);
  CHECK((read_file(scratch / "made.txt") == read_file(kData / "eng-fra.txt")));
}

TEST_CASE("the demo corpus is a clean Anki file of thousands of different pairs, sorted by English length") {
  std::set<std::pair<std::string, std::string>> pairs;
  std::size_t length = 0, bad_columns = 0, control = 0, shorter = 0;
  for (const auto& line : lines_of(read_file(kData / "eng-fra.txt"))) {
    for (const unsigned char c : line) control += (c < 0x20 && c != '\t') || c == 0x7f;
    const auto columns = columns_of(line);
    if (columns.size() != 3 || columns[0].empty() || columns[1].empty()) {
      ++bad_columns;
      continue;
    }
    pairs.emplace(columns[0], columns[1]);
    shorter += columns[0].size() < length;
    length = columns[0].size();
    CHECK(columns[2].starts_with("CC0 1.0 (public domain) Attribution: nmt demo corpus #"));
  }
  CHECK(pairs.size() >= 6000);
  CHECK(pairs.size() == lines_of(read_file(kData / "eng-fra.txt")).size());
  CHECK(bad_columns == 0);
  CHECK(control == 0);
  CHECK(shorter == 0);
}

TEST_CASE("the demo's sentences are not in the corpus, but all their words are") {
  std::set<std::string> sentences, words;
  for (const auto& line : lines_of(read_file(kData / "eng-fra.txt"))) {
    sentences.insert(columns_of(line)[0]);
    for (const auto& word : words_of(columns_of(line)[0])) words.insert(word);
  }
  const auto demo = lines_of(read_file(kData / "demo-sentences.txt"));
  CHECK(demo.size() >= 8);
  for (const auto& sentence : demo) {
    INFO(sentence);
    CHECK(sentences.count(sentence) == 0);
    for (const auto& word : words_of(sentence)) CHECK((words.count(word) == 1 ? "" : word) == "");
  }
}

#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <sstream>

#include "base/random.h"
#include "scratch.h"

// Text to text that is no translation: any lines of source and target train.

using namespace nmt;
using test::run;
using test::Scratch;

namespace {

struct Line {
  std::string source, target;
};

template <std::size_t n>
std::string any_of(Random& random, const std::array<const char*, n>& words) {
  return words[random.below(n)];
}

// What a writer has underlined, as a mark before the word says, in its order:
//   the old _ tower of the town has a _ bell  →  tower bell
Line summary(Random& random) {
  static constexpr std::array kWords{"tower", "bell", "old", "town", "the", "of",  "has", "a",
                                     "road",  "hill", "red", "goes", "to",  "and", "we",  "saw"};
  std::string source, target;
  const int length = 8 + static_cast<int>(random.below(5));
  for (int i = 0; i < length; ++i) {
    const std::string word = any_of(random, kWords);
    const bool marked = i == 0 || random.below(4) == 0;
    source += (i > 0 ? " " : "") + std::string(marked ? "_ " : "") + word;
    if (marked) target += (i > 0 ? " " : "") + word;
  }
  return {source, target};
}

// What follows from a premise for a hypothesis, both in one line:
//   today Ann has a red hat | so Ann has a red hat  →  yes     … | maybe Ann has a green hat  →  no
//   … | so Ben has a red hat  →  unknown     … | now Ann has a red bag  →  unknown
Line entailment(Random& random) {
  static constexpr std::array kNames{"Ann", "Ben", "Eva", "Max"};
  static constexpr std::array kColours{"red", "green", "blue", "black"};
  static constexpr std::array kThings{"hat", "bag", "car", "dog"};
  static constexpr std::array kOpenings{"today", "so", "maybe", "now", "here", "often"};
  const auto sentence = [&](const std::string& name, const std::string& colour, const std::string& thing) {
    return any_of(random, kOpenings) + " " + name + " has a " + colour + " " + thing;
  };
  const auto other = [&](const auto& words, const std::string& than) {
    std::string word;
    do word = any_of(random, words);
    while (word == than);
    return word;
  };
  const std::string name = any_of(random, kNames), colour = any_of(random, kColours),
                    thing = any_of(random, kThings);
  const std::string premise = sentence(name, colour, thing) + " | ";
  switch (random.below(4)) {
    case 0:
      return {premise + sentence(name, colour, thing), "yes"};
    case 1:
      return {premise + sentence(name, other(kColours, colour), thing), "no"};
    case 2:
      return {premise + sentence(other(kNames, name), any_of(random, kColours), thing), "unknown"};
    default:
      return {premise + sentence(name, any_of(random, kColours), other(kThings, thing)), "unknown"};
  }
}

// Trains on 4,000 lines and answers 300 others, none of which was trained on; the share answered exactly.
double held_out_accuracy(Line (*draw)(Random&), int updates) {
  const Scratch scratch;
  Random random(11, Purpose::test);
  std::string train, valid, questions;
  std::vector<std::string> answers;
  std::vector<std::string> seen;
  for (int i = 0; i < 4000; ++i) {
    const Line line = draw(random);
    seen.push_back(line.source);
    train += line.source + "\t" + line.target + "\n";
  }
  std::sort(seen.begin(), seen.end());
  while (answers.size() < 400) {
    const Line line = draw(random);
    if (std::binary_search(seen.begin(), seen.end(), line.source)) continue;
    if (answers.size() < 100) valid += line.source + "\t" + line.target + "\n";
    if (answers.size() >= 100) questions += line.source + "\n";
    answers.push_back(line.target);
  }
  write_file(scratch / "train.tsv", train);
  write_file(scratch / "valid.tsv", valid);
  write_file(scratch / "questions", questions);
  // A few answers fit many sources, and are much shorter: no split could keep them apart, and no such pair is
  // a bad one.
  const auto prepared = run(scratch,
                            "nmt-prep --train train.tsv --valid valid.tsv --max-ratio 100 --tokenizer word "
                            "--vocab-size 40 -o data");
  INFO(prepared.err);
  REQUIRE(prepared.exit_code == 0);
  const auto trained =
      run(scratch,
          "nmt-train data -o model --preset base --hidden 48 --embedding 32 --dropout 0 --label-smoothing 0 "
          "--batch-tokens 200 --learning-rate 0.005 --schedule linear --valid-every 1000 "
          "--max-updates " +
              std::to_string(updates));
  INFO(trained.err);
  REQUIRE(trained.exit_code == 0);
  const auto translated = run(scratch, "nmt-translate -q -m model questions");
  REQUIRE(translated.exit_code == 0);
  std::istringstream lines(translated.out);
  int right = 0;
  std::string line;
  for (std::size_t i = 100; i < answers.size(); ++i) {
    REQUIRE(std::getline(lines, line));
    right += line == answers[i];
  }
  return right / 300.0;
}

}  // namespace

TEST_CASE("a summary of what is marked in a sentence is learned") {
  CHECK(held_out_accuracy(summary, 800) >= 0.95);
}

TEST_CASE("where a few labels are all targets, the message tells how such data are split") {
  const Scratch scratch;
  std::string lines;
  Random random(11, Purpose::test);
  for (int i = 0; i < 200; ++i) {
    const Line line = entailment(random);
    lines += line.source + "\t" + line.target + "\n";
  }
  write_file(scratch / "lines.tsv", lines);
  const auto outcome = run(scratch, "nmt-prep lines.tsv -o data --max-ratio 100");
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err,
             Catch::Contains("where many sources have one target, as with labels, give --valid"));
}

TEST_CASE("whether a hypothesis follows from a premise is learned") {
  // Always the most frequent answer, unknown, would be right half of the time. Measured: 88 %; other draws of
  // lines came to 82 % (names and things compared, colours not yet) and to 100 %.
  CHECK(held_out_accuracy(entailment, 1500) >= 0.75);
}

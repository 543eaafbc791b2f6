#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scratch.h"
#include "tiny_bundle.h"

// What tests of nmt-align-viz share.
namespace nmt::test {

const std::string kPairs =
    "The red house is small.\tLa maison rouge est petite.\n"
    "I don't see any black cats.\tJe ne vois pas de chats noirs.\n"
    "A cat!\tUn chat !\n";
const std::string kSentences = "The red house is small.\nI see black cats.\nShe likes the garden.\n";

// A folder with a tiny model and something to align.
struct VizBench : Scratch {
  VizBench() {
    write_tiny_bundle(*this / "model");
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

inline std::vector<nlohmann::json> objects_of(const std::string& text) {
  std::vector<nlohmann::json> objects;
  for (const std::string& line : lines_of(text)) objects.push_back(nlohmann::json::parse(line));
  return objects;
}

inline std::vector<std::string> texts_of(const nlohmann::json& tokens) {
  std::vector<std::string> texts;
  for (const nlohmann::json& token : tokens) texts.push_back(token["text"]);
  return texts;
}

inline std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace nmt::test

#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "sample_corpus.h"
#include "scratch.h"
#include "text/unicode.h"

// What tests of nmt-prep share.
namespace nmt::test {

// Of "d".
inline nlohmann::json manifest(const Scratch& scratch) {
  return nlohmann::json::parse(read_file(scratch / "d/manifest.json"));
}

// No sentence of either side stands in two parts of what nmt-prep wrote.
inline void check_no_leak(const std::filesystem::path& directory) {
  std::map<std::string, std::string> part_of[2];
  for (const std::string part : {"train", "valid", "test"}) {
    const auto lines = lines_of(read_file(directory / (part + ".tsv")));
    CHECK(!lines.empty());
    for (const std::string& line : lines) {
      std::istringstream columns(line);
      std::string sentence;
      for (int column = 0; std::getline(columns, sentence, '\t'); ++column) {
        auto& seen = part_of[column == 0 ? 0 : 1];
        REQUIRE(seen.emplace(comparison_key(sentence), part).first->second == part);
      }
    }
  }
}

}  // namespace nmt::test

#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace nmt::cli {

// What nmt-train chooses where nobody says otherwise.
struct Choice {
  std::vector<std::pair<std::string, std::string>> options;  // and their values
  std::string why;
};
// What it depends on.
struct Facts {
  std::size_t pairs = 0;  // of training
  bool unigram = true;    // are there segmentations to draw from?
  bool bf16 = true;       // can this machine multiply in it?
};
// The README has what was measured of it.
std::vector<Choice> recipe(const Facts& facts);

// Is it on the command line or in a configuration file, and not as "auto", which leaves it to be chosen?
bool is_given(const CLI::Option& option);
// Gives `app` the options of the recipe that are wanted and not given, and tells which and why.
void follow_recipe(CLI::App& app, const Facts& facts,
                   const std::function<bool(const std::string& option)>& wanted);
// Marks in --help what the recipe chooses.
void mark_recipe(CLI::App& app);
// Lets --dump-config leave out what a recipe will choose once it sees the corpus.
void leave_to_recipe(CLI::App& app);

}  // namespace nmt::cli

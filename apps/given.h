#pragma once

#include <CLI/CLI.hpp>
#include <string>

// What was said of an option, for commands whose defaults are found while they run.
namespace nmt::cli {

// Is it on the command line or in a configuration file, and not as "auto", which leaves it to be chosen?
bool is_given(const CLI::Option& option);
// Is it, and as another than `value`?
bool is_given_otherwise(const CLI::App& app, const char* name, const std::string& value);

// What was told twice and differs: "--shards: 4 in the checkpoint, 2 asked for".
std::string difference(const CLI::Option& option, const std::string& recorded, const std::string& given);

}  // namespace nmt::cli

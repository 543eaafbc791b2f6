#pragma once

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/numbers.h"

// What all commands share. Stdout is data, stderr is for people.
namespace nmt::cli {

struct CommonOptions {
  int threads = 0;  // 0 on the command line: the physical cores; resolved when `body` runs
  bool quiet = false, verbose = false;
};

// Adds --threads, --quiet, --verbose, --version, --config, --dump-config; parses; runs `body`, which returns
// 0 (done) or 1 (done, but the answer is no). What it throws becomes one line on stderr and exit code 2;
// a closed pipe on the reader's side ends quietly with 0.
int run(CLI::App& app, int argc, char** argv, CommonOptions& common, const std::function<int()>& body);

// An option whose values have names: add_choice<Level>(app, "--level", level, {{"word", Level::word}, …},
// help). `value` is an E, whose name at this moment is the default that --help shows, or an optional<E>.
template <class E, class Value>
CLI::Option* add_choice(CLI::App& app, const std::string& name, Value& value,
                        const std::vector<std::pair<std::string, E>>& choices, const std::string& help) {
  std::string known, current;
  for (const auto& [text, choice] : choices) {
    known += (known.empty() ? "" : "|") + text;
    if (value == choice) current = text;
  }
  const auto choose = [name, known, choices, &value](const std::string& found) {
    for (const auto& [text, choice] : choices) {
      if (found != text) continue;
      value = choice;
      return;
    }
    throw CLI::ValidationError(name, "expected " + known + ", found " + found);
  };
  CLI::Option* option = app.add_option_function<std::string>(name, choose, help)->type_name(known);
  return current.empty() ? option : option->default_str(current);
}

// An option with the values yes and no, which are on and off or true and false as well, may stand alone: yes.
void allow_alone(CLI::Option& option);

// For option->check(): numbers from 0 on, and those above it.
CLI::Validator not_negative();
CLI::Validator positive();

// Throws Error where nobody said which model.
void need_model(const std::string& model);
// Throws Error unless a directory can be written there, so that it is found out before the work is done.
void check_directory(const std::string& output);

// Messages on stderr: note() unless --quiet, detail() only with --verbose, warning() always.
void note(const std::string& text);
void detail(const std::string& text);
void warning(const std::string& text);

// From here on Ctrl-C, SIGTERM and SIGHUP only set stop_requested(); one that comes a second later, or
// after that, ends the program at once.
void catch_signals();
bool stop_requested();
const std::atomic<bool>& stop_flag();

// Text to stdout. Both throw ClosedPipe when its reader has gone, Error when the disk is full.
void write_out(std::string_view text);
void flush_out();

}  // namespace nmt::cli

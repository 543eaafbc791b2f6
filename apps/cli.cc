#include "cli.h"

#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <new>
#include <span>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"

namespace nmt::cli {
namespace {

std::atomic<bool> stop{false};

std::string version() {
  std::string text = "nmt " NMT_VERSION " (commit " NMT_COMMIT ")\ncompiler: ";
#if defined(__clang__)
  text += "clang " __clang_version__;
#else
  text += "g++ " __VERSION__;
#endif
  text += "\ncompiled for: ";
#if defined(__AVX512F__)
  text += "AVX-512";
#elif defined(__AVX2__)
  text += "AVX2";
#else
  text += "any x86-64 processor";
#endif
  text += NMT_ONEDNN ? "\nmatrix products: oneDNN's and our own" : "\nmatrix products: Eigen's and our own";
  return text;
}

void set_up_log(const CommonOptions& common) {
  auto log = spdlog::stderr_logger_mt("nmt");
  log->set_pattern("%v");
  log->set_level(common.quiet     ? spdlog::level::warn
                 : common.verbose ? spdlog::level::debug
                                  : spdlog::level::info);
  spdlog::set_default_logger(log);
}

// Options that nobody set are left out: name="" would be read back as a value.
std::string dump(const CLI::App& app) {
  std::istringstream lines(app.config_to_str(true, false));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (!line.ends_with("=\"\"")) text += line + "\n";
  }
  return text;
}

// Where the configuration file has an option: "file:line: "; nothing if it does not.
std::string place_of(const CLI::App& app, std::string name) {
  if (app.get_config_ptr()->count() == 0) return "";
  const auto path = app.get_config_ptr()->as<std::string>();
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  std::erase_if(name, is_blank);
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::string key = line.substr(0, line.find('='));
    std::erase_if(key, is_blank);
    if (key == name || key == "[" + name + "]") return path + ":" + std::to_string(number) + ": ";
  }
  return "";
}

// "file:line: there is no option 'hiden'".
std::string unknown_option(const CLI::App& app, const CLI::ConfigError& error) {
  const std::string text = error.what();
  const std::size_t at = text.rfind("parse ");
  if (at == std::string::npos) return text;  // an option, but not for a file
  std::string name = text.substr(at + 6);
  name = name.substr(0, name.find(".++"));  // of a section
  return place_of(app, name) + "there is no option '" + name + "'";
}

// What is wrong with an option, and where it stands if that is in the configuration file alone.
std::string wrong_option(const CLI::App& app, const std::string& text, std::span<char*> arguments) {
  const std::size_t begin = std::min(text.find("--"), text.size());
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", begin);
  const std::string option = text.substr(begin, end - begin);
  for (const std::string_view argument : arguments) {
    if (argument == option || argument.starts_with(option + "=")) return text;
  }
  return option.size() < 3 ? text : place_of(app, option.substr(2)) + text;
}

int fail(const CLI::App& app, const std::string& text) {
  std::cerr << app.get_name() << ": " << text << std::endl;
  return 2;
}

constexpr const char* kYesOrNo = "yes|no";
const std::map<std::string, std::string> kYesAndNo = {{"yes", "yes"}, {"on", "yes"}, {"true", "yes"},
                                                      {"no", "no"},   {"off", "no"}, {"false", "no"}};

// With a "yes" behind each option that may stand alone and does; last first, as CLI11 has it.
std::vector<std::string> arguments_of(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int i = 1; i < argc; ++i) {
    arguments.emplace_back(argv[i]);
    const CLI::Option* option = app.get_option_no_throw(arguments.back());
    if (!option || option->get_type_name() != kYesOrNo) continue;
    if (i + 1 == argc || !kYesAndNo.contains(argv[i + 1])) arguments.emplace_back("yes");
  }
  std::ranges::reverse(arguments);
  return arguments;
}

CLI::Validator number_check(const char* expected, bool (*good)(double)) {
  const auto check = [=](const std::string& text) -> std::string {
    double number = 0;
    const bool known = CLI::detail::lexical_cast(text, number);
    return known && std::isfinite(number) && good(number)
               ? ""
               : "expected " + std::string(expected) + ", found " + text;
  };
  return CLI::Validator(check, "");
}

[[noreturn]] void fail_out() {
  if (errno == EPIPE) throw ClosedPipe();
  throw Error(std::string("cannot write to standard output: ") + std::strerror(errno));
}

}  // namespace

int run(CLI::App& app, int argc, char** argv, CommonOptions& common, const std::function<int()>& body) {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);  // a file too large for its limit is an error like a full disk
  bool dump_config = false;
  app.get_formatter()->column_width(34);
  app.option_defaults()->always_capture_default(false);
  app.set_help_flag("-h,--help", "Show this help and end");
  app.set_version_flag("--version", version(), "Show version, compiler and processor, and end");
  const auto threads = app.add_option("--threads", common.threads, "Threads (default: the physical cores)");
  threads->check(CLI::Range(1, 1024))->type_name("N");
  app.add_flag("--quiet,-q", common.quiet, "Only warnings and errors on stderr");
  app.add_flag("--verbose,-v", common.verbose, "Say more on stderr");
  app.set_config("--config", "", "Read options from a TOML file; the command line wins")->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.add_flag("--dump-config", dump_config, "Print all options as a TOML file, and end")
      ->configurable(false);
  try {
    std::vector<std::string> arguments = arguments_of(app, argc, argv);
    app.parse(arguments);
    if (dump_config) {
      write_out(dump(app));
      flush_out();
      return 0;
    }
    if (common.threads == 0) common.threads = physical_cores();
    set_up_log(common);
    const int code = body();
    flush_out();
    return code;
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ConfigError& error) {
    return fail(app, unknown_option(app, error) + "\nRun '" + app.get_name() + " --help' for the options.");
  } catch (const CLI::ParseError& error) {
    const std::string text = wrong_option(app, error.what(), {argv, argv + argc});
    return fail(app, text + "\nRun '" + app.get_name() + " --help' for the options.");
  } catch (const ClosedPipe&) {
    return 0;
  } catch (const Error& error) {
    return fail(app, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(app, error.path1().string() + ": " + error.code().message());
  } catch (const std::bad_alloc&) {
    return fail(app, "out of memory");
  } catch (const std::exception& error) {
    return fail(app, std::string("unexpected error, please report it: ") + error.what());
  }
}

void allow_alone(CLI::Option& option) {
  option.type_name(kYesOrNo)->transform([](const std::string& text) {
    const auto found = kYesAndNo.find(text);
    return found == kYesAndNo.end() ? text : found->second;
  });
}

CLI::Validator not_negative() {
  return number_check("0 or more", [](double number) { return number >= 0; });
}
CLI::Validator positive() {
  return number_check("more than 0", [](double number) { return number > 0; });
}

void need_model(const std::string& model) {
  if (model.empty()) throw Error("expected -m MODEL, a directory of nmt-train; see --help");
}

void check_directory(const std::string& output) {
  if (output == "-") throw Error("-o -: the output is a directory, and cannot go to standard output");
  StagedDirectory(output, StagedDirectory::IfExists::replace);
}

void note(const std::string& text) { spdlog::info("{}", text); }
void detail(const std::string& text) { spdlog::debug("{}", text); }
void warning(const std::string& text) { spdlog::warn("warning: {}", text); }

// The handler has a stack of its own: the kernels that oneDNN 2.6 makes at run time let the stack pointer
// point into their buffers on the heap, and what the system puts there for a handler overwrites what lies
// below. Signals to the process come to its first thread, which is the one that calls this.
void catch_signals() {
  static char memory[1 << 16];
  stack_t stack{};
  stack.ss_sp = memory;
  stack.ss_size = sizeof memory;
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = [](int signal) {
    static std::atomic<std::int64_t> first{0};
    timespec now;
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t milliseconds = now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (!stop.exchange(true)) {
      first = milliseconds;
    } else if (milliseconds - first >= 1000) {  // timeout(1) sends twice: to its child, to its group
      ::signal(signal, SIG_DFL);
      ::raise(signal);
    }
  };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

bool stop_requested() { return stop; }
const std::atomic<bool>& stop_flag() { return stop; }

void write_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) fail_out();
}

void flush_out() {
  if (std::fflush(stdout) != 0) fail_out();
}

}  // namespace nmt::cli

#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.h"

namespace nmt::test {

// A fresh directory that goes away with the object.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "nmt-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int exit_code;  // 128 + signal for one that was killed
  std::string out, err;
};

// Runs one of our commands as a user would: run(scratch, "nmt-prep in.txt -o out"), in that directory.
inline Outcome run(const Scratch& scratch, const std::string& command) {
  const std::string line = "cd '" + scratch.path().string() + "' && PATH='" NMT_BINARY_DIR "':\"$PATH\"; { " +
                           command + "\n} > .out 2> .err < " +
                           (std::filesystem::exists(scratch / ".in") ? ".in" : "/dev/null");
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(scratch / ".out"),
          read_file(scratch / ".err")};
}

// The lines of what a command wrote, each without its end.
inline std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Real corpora are not part of the project: where NMT_SHARED_DATA does not name their folder, tests on
// them say so and end.  Use:  const auto data = shared_data("anki/fra.zip"); if (data.empty()) return;
inline std::filesystem::path shared_data(const std::string& name) {
  const char* root = std::getenv("NMT_SHARED_DATA");
  if (root && std::filesystem::exists(std::filesystem::path(root) / name))
    return std::filesystem::path(root) / name;
  std::fprintf(stderr, "skipped: needs %s below the folder named by NMT_SHARED_DATA\n", name.c_str());
  return {};
}

}  // namespace nmt::test

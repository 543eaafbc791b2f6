#pragma once

#include <stdexcept>
#include <string>

namespace nmt {

// A user's mistake or a bad input. The text is shown as it is, so it names the file and line, what was
// expected and what was found: Error("fra.txt:17: expected 2 or 3 tab-separated fields, found 1").
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Whoever reads our output has gone away (`nmt-translate … | head`): not an error, the command just ends.
class ClosedPipe : public std::runtime_error {
 public:
  ClosedPipe() : std::runtime_error("the reader of the output has gone away") {}
};

}  // namespace nmt

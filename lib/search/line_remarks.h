#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/line_reader.h"

namespace nmt {

// What was odd about lines that were translated all the same: counted, with the first line numbers of each
// kind.
class LineRemarks {
 public:
  enum Kind { bad_utf8, nul, cut, in_parts, unscored, kKinds };

  void add(Kind kind, std::int64_t line);
  void look_at(const Line& line);  // adds what can be seen of the line itself
  // One text a kind: "2 lines with NUL bytes, taken as spaces: line 3, 17".
  std::vector<std::string> texts() const;

 private:
  std::array<std::int64_t, kKinds> counts_{};
  std::array<std::string, kKinds> shown_;
};

}  // namespace nmt

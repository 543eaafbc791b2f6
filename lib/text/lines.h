#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace nmt {

// The lines of a text that outlives it, one after the other. They end with LF or CRLF, the last one with or
// without; a byte-order mark is passed over.
class Lines {
 public:
  explicit Lines(std::string_view text);
  // False behind the last.
  bool next(std::string_view& line);
  std::int64_t number() const { return number_; }  // of that line, counted from 1

 private:
  std::string_view rest_;
  std::int64_t number_ = 0;
};

// What stands before, between and behind the TABs of a line: at least one column.
std::vector<std::string_view> columns_of(std::string_view line);

}  // namespace nmt

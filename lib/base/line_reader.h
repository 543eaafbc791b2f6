#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace nmt {

struct Line {
  std::string text;         // without its LF or CR LF
  std::int64_t number = 0;  // counted from 1
  bool cut = false;         // it was longer than the reader takes: the rest was passed over
};

// Reads lines as they come: next() waits for no more than the line it returns. The last line need not end
// with a line feed, and a byte-order mark is passed over. However long a line is, no more than `most_bytes`
// of it are kept, and no half character where it is UTF-8.
class LineReader {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  // `path` "-" or "": standard input. Once `stop` is true there are no more lines, also where a signal sets
  // it while next() waits. Throws Error, as next() does, naming the path and the reason.
  explicit LineReader(const std::string& path, const std::atomic<bool>* stop = nullptr,
                      std::size_t most_bytes = kMostBytes);
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  std::optional<Line> next();

  const std::string& name() const { return name_; }  // for messages
  int descriptor() const { return descriptor_; }

 private:
  bool fill();
  void take(std::size_t end, Line& line) const;

  std::string name_;
  int descriptor_;
  const std::atomic<bool>* stop_;
  std::size_t most_bytes_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
};

}  // namespace nmt

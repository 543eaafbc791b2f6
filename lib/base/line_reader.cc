#include "base/line_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace nmt {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& name) {
  throw Error("cannot " + what + " " + name + ": " + std::strerror(errno));
}

// Takes away the beginning of a character whose rest was cut off.
void drop_half_character(std::string& text) {
  for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    const auto byte = static_cast<unsigned char>(text[text.size() - length]);
    if (byte < 0x80) return;
    if (byte < 0xC0) continue;  // in the middle of one
    const std::size_t whole = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    if (length < whole) text.resize(text.size() - length);
    return;
  }
}

}  // namespace

LineReader::LineReader(const std::string& path, const std::atomic<bool>* stop, std::size_t most_bytes)
    : name_(path.empty() || path == "-" ? "standard input" : path),
      descriptor_(STDIN_FILENO),
      stop_(stop),
      most_bytes_(most_bytes) {
  if (path.empty() || path == "-") return;
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) fail("open", name_);
}

LineReader::~LineReader() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

// False at the end.
bool LineReader::fill() {
  char bytes[1 << 16];
  for (;;) {
    if (stop_ && *stop_) return false;
    const ssize_t count = ::read(descriptor_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", name_);
    buffer_.assign(bytes, static_cast<std::size_t>(count));
    at_ = 0;
    return count > 0;
  }
}

// Appends what the buffer holds up to `end`, as far as there is room; one byte more than asked for may be a
// CR.
void LineReader::take(std::size_t end, Line& line) const {
  const std::size_t room = most_bytes_ + 1 - line.text.size(), count = end - at_;
  line.text.append(buffer_, at_, std::min(room, count));
  line.cut = line.cut || count > room;
}

std::optional<Line> LineReader::next() {
  Line line;
  bool begun = false;
  if (stop_ && *stop_) return std::nullopt;
  for (;;) {
    if (at_ == buffer_.size() && !fill()) {
      if (!begun || (stop_ && *stop_)) return std::nullopt;
      break;
    }
    begun = true;
    const std::size_t feed = buffer_.find('\n', at_), end = feed == buffer_.npos ? buffer_.size() : feed;
    take(end, line);
    at_ = end;
    if (feed == buffer_.npos) continue;
    ++at_;
    break;
  }
  if (!line.cut && line.text.ends_with('\r')) line.text.pop_back();
  if (line.text.size() > most_bytes_) {
    line.text.resize(most_bytes_);
    line.cut = true;
  }
  if (line.cut) drop_half_character(line.text);
  if (number_ == 0 && line.text.starts_with("\xEF\xBB\xBF")) line.text.erase(0, 3);
  line.number = ++number_;
  return line;
}

}  // namespace nmt

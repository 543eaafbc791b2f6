#include "search/line_remarks.h"

#include "text/unicode.h"

namespace nmt {
namespace {

constexpr std::int64_t kShown = 10;

constexpr const char* kTexts[LineRemarks::kKinds] = {
    "not UTF-8, bad bytes taken as spaces",
    "with NUL bytes, taken as spaces",
    "of more than 1 MiB, only the beginning was taken",
    "too long for the model at once, translated in parts",
    "too long to be scored",
};

}  // namespace

void LineRemarks::add(Kind kind, std::int64_t line) {
  if (++counts_[kind] > kShown) return;
  shown_[kind] += (shown_[kind].empty() ? "" : ", ") + std::to_string(line);
}

void LineRemarks::look_at(const Line& line) {
  if (line.text.find('\0') != line.text.npos) add(nul, line.number);
  if (first_bad_utf8(line.text)) add(bad_utf8, line.number);
  if (line.cut) add(cut, line.number);
}

std::vector<std::string> LineRemarks::texts() const {
  std::vector<std::string> texts;
  for (int kind = 0; kind < kKinds; ++kind) {
    const std::int64_t count = counts_[kind];
    if (count == 0) continue;
    texts.push_back(std::to_string(count) + (count == 1 ? " line " : " lines ") + kTexts[kind] + ": line " +
                    shown_[kind] + (count > kShown ? ", …" : ""));
  }
  return texts;
}

}  // namespace nmt

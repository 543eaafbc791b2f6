#include "align/terminal.h"

#include <algorithm>
#include <cmath>

#include "text/characters.h"

namespace nmt {

namespace {

constexpr int kLeastWidth = 40;
constexpr const char* kNothing = "·";
constexpr const char* kLeftToRightMark = "\u200e";

struct Column {
  std::string head;
  int width;  // without the space before it
};

std::string pad(const std::string& text, int columns) {
  return text + std::string(std::max(0, columns - display_width(text)), ' ');
}

std::string centred(const std::string& text, int columns) {
  const int left = std::max(0, columns - display_width(text)) / 2;
  return pad(std::string(left, ' ') + text, columns);
}

std::string shown(float weight, Shading shading) {
  if (shading == Shading::digits) {
    const long hundredths = std::lround(100 * weight);
    return hundredths > 0 ? std::to_string(hundredths) : kNothing;
  }
  if (weight < 0.05F) return kNothing;
  return weight < 0.25F ? "░░" : weight < 0.5F ? "▒▒" : weight < 0.75F ? "▓▓" : "██";
}

// A word written from right to left would turn the rest of its line round on a terminal that knows how.
std::string isolated(const std::string& label) {
  return is_right_to_left(label) ? kLeftToRightMark + label + kLeftToRightMark : label;
}

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

class Sheet {
 public:
  Sheet(const SoftAlignment& alignment, const TerminalOptions& options)
      : a_(alignment), shading_(options.shading) {
    width_ = std::max(options.width, kLeastWidth);
    for (const AlignedToken& token : a_.target) {
      labels_.push_back(shorten(printable(token.text), width_ / 3));
      label_width_ = std::max(label_width_, display_width(labels_.back()));
    }
    choose_columns();
  }

  std::string text() const {
    std::string out;
    const std::size_t step = numbered_ ? block_size_ : columns_.size() + 1;
    for (std::size_t from = 0; from < columns_.size() || out.empty(); from += step)
      out += block(from, std::min(from + step, columns_.size()));
    return numbered_ ? out + key() : out;
  }

 private:
  void choose_columns() {
    int used = label_width_;
    for (const AlignedToken& token : a_.source) {
      const std::string word = printable(token.text);
      columns_.push_back({isolated(word), std::max(2, display_width(word))});
      used += 1 + columns_.back().width;
    }
    numbered_ = used > width_;
    if (!numbered_) return;
    const int digits = std::max(2, static_cast<int>(std::to_string(columns_.size() - 1).size()));
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = {std::to_string(i), digits};
    const std::size_t fitting = std::max(1, (width_ - label_width_) / (digits + 1));
    const std::size_t blocks = (columns_.size() + fitting - 1) / fitting;
    block_size_ = (columns_.size() + blocks - 1) / blocks;
  }

  // The matrix of the source words [from, to).
  std::string block(std::size_t from, std::size_t to) const {
    std::string out = from > 0 ? "\n" : "";
    std::string heads(label_width_, ' ');
    for (std::size_t i = from; i < to; ++i) heads += ' ' + centred(columns_[i].head, columns_[i].width);
    out += without_trailing_spaces(heads);
    for (std::size_t row = 0; row < a_.target.size(); ++row) {
      std::string line = pad(isolated(labels_[row]), label_width_);
      for (std::size_t i = from; i < to; ++i)
        line += ' ' + centred(shown(a_.weight(row, i), shading_), columns_[i].width);
      out += without_trailing_spaces(line);
    }
    return out;
  }

  // "0 the   1 red   2 house", as many on a line as fit.
  std::string key() const {
    std::string out = "\n", line;
    for (std::size_t i = 0; i < a_.source.size(); ++i) {
      const std::string entry =
          columns_[i].head + ' ' + isolated(shorten(printable(a_.source[i].text), width_ / 2));
      if (!line.empty() && display_width(line) + 3 + display_width(entry) > width_) {
        out += line + '\n';
        line.clear();
      }
      line += (line.empty() ? "" : "   ") + entry;
    }
    return out + line + '\n';
  }

  const SoftAlignment& a_;
  Shading shading_;
  int width_;
  int label_width_ = 0;
  bool numbered_ = false;
  std::size_t block_size_ = 0;  // numbered columns side by side
  std::vector<std::string> labels_;
  std::vector<Column> columns_;
};

}  // namespace

std::string terminal_text(const SoftAlignment& alignment, const TerminalOptions& options) {
  return Sheet(alignment, options).text();
}

}  // namespace nmt

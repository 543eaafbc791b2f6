#include "eval/reference_file.h"

#include <string_view>

#include "base/error.h"
#include "base/files.h"

namespace nmt {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t end = text.find(separator);
    fields.push_back(text.substr(0, end));
    if (end == text.npos) return fields;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.empty()) return {};
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::vector<std::string_view> lines = split(text, '\n');
  for (std::string_view& line : lines) {
    if (line.ends_with('\r')) line.remove_suffix(1);
  }
  return lines;
}

}  // namespace

std::vector<std::vector<std::string>> read_references(const std::string& path) {
  const std::string text = read_file(path);
  const bool columns = text.find('\t') != text.npos;
  std::vector<std::vector<std::string>> references;
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (columns && fields.size() < 2) {
      throw Error(path + ":" + std::to_string(references.size() + 1) +
                  ": expected a source, TAB and references as in the other lines, found no TAB");
    }
    references.emplace_back(fields.begin() + (columns ? 1 : 0), fields.end());
  }
  return references;
}

std::vector<std::string> read_sentences(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<std::string> sentences;
  for (const std::string_view line : lines_of(text)) sentences.emplace_back(line.substr(0, line.find('\t')));
  return sentences;
}

}  // namespace nmt

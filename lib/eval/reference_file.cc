#include "eval/reference_file.h"

#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "text/lines.h"

namespace nmt {
namespace {

std::string read(const std::string& path) { return path == "-" ? read_standard_input() : read_file(path); }

// take(columns, where) for each line.
template <class Take>
void visit_columns(const std::string& path, std::string_view text, Take take) {
  Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    take(columns_of(line), path + ":" + std::to_string(lines.number()));
  }
}

}  // namespace

std::vector<std::vector<std::string>> read_reference_file(const std::string& path) {
  const std::string text = read(path);
  const int first = text.find('\t') == text.npos ? 0 : 1;
  std::vector<std::vector<std::string>> references;
  visit_columns(path, text, [&](const auto& columns, const std::string& where) {
    if (std::ssize(columns) <= first) {
      throw Error(where + ": expected a source, TAB and references as in the other lines, found no TAB");
    }
    references.emplace_back(columns.begin() + first, columns.end());
  });
  return references;
}

std::vector<std::string> read_translations(const std::string& path) {
  std::vector<std::string> translations;
  visit_columns(path, read(path), [&](const auto& columns, const std::string& where) {
    if (columns.size() > 1) {
      throw Error(where + ": expected a translation and nothing else in a line, found a TAB");
    }
    translations.emplace_back(columns.front());
  });
  return translations;
}

std::vector<std::string> read_sources(const std::string& path) {
  std::vector<std::string> sources;
  visit_columns(path, read(path),
                [&](const auto& columns, const std::string&) { sources.emplace_back(columns.front()); });
  return sources;
}

}  // namespace nmt

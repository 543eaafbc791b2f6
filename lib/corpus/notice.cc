#include "corpus/notice.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace nmt {
namespace {

constexpr std::size_t kMostListed = 100'000;  // statements or authors

// Names with how often they stand, in the order of the alphabet.
using Counts = std::map<std::string, std::int64_t, std::less<>>;

void count(Counts& counts, std::string_view name) {
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  if (name.empty()) return;
  const auto found = counts.find(name);
  if (found != counts.end()) {
    ++found->second;
  } else if (counts.size() < kMostListed) {
    counts.emplace(name, 1);
  }
}

// "statement #id (author) & #id (author)": what stands before the first id is the statement.
void take_apart(std::string_view attribution, Counts& statements, Counts& authors) {
  count(statements, attribution.substr(0, attribution.find('#')));
  for (std::size_t id = attribution.find('#'); id != attribution.npos; id = attribution.find('#', id + 1)) {
    const std::size_t open = attribution.find('(', id), close = attribution.find(')', id);
    if (open < close && close != attribution.npos) {
      count(authors, attribution.substr(open + 1, close - open - 1));
    }
  }
}

std::string list(const Counts& counts, const std::string& separator) {
  std::vector<std::pair<std::int64_t, std::string_view>> order;
  for (const auto& [name, number] : counts) order.emplace_back(-number, name);
  std::sort(order.begin(), order.end());
  std::string text;
  for (const auto& [number, name] : order) {
    if (!text.empty()) text += separator;
    text += std::string(name) + " (" + std::to_string(-number) + ")";
  }
  return text;
}

}  // namespace

std::string make_notice(const std::vector<TextFile>& inputs, const std::vector<Pair>& pairs) {
  std::string text = "This data was prepared by nmt-prep from:\n";
  for (const TextFile& input : inputs) text += "  " + input.file_name + "\n";
  for (const TextFile& input : inputs) {
    if (!input.about.empty()) text += "\nOf " + input.file_name + " its _about.txt says:\n\n" + input.about;
    if (text.back() != '\n') text += '\n';
  }
  Counts statements, authors;
  for (const Pair& pair : pairs) take_apart(pair.attribution, statements, authors);
  if (!statements.empty()) text += "\nAttribution (number of pairs):\n  " + list(statements, "\n  ") + "\n";
  if (!authors.empty()) text += "\nAuthors (number of sentences):\n  " + list(authors, "\n  ") + "\n";
  return text;
}

std::string make_attribution_table(const std::vector<Pair>& pairs) {
  std::string text;
  for (const Pair& pair : pairs) {
    if (!pair.attribution.empty()) {
      text += pair.source + '\t' + pair.target + '\t' + pair.attribution + '\n';
    }
  }
  return text;
}

}  // namespace nmt

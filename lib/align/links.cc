// line = [ link { space link } ]; link = number ( "-" | in gold links also "p" | "?" ) number; number:
// decimal digits
#include "align/links.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.h"
#include "text/characters.h"

namespace nmt {

namespace {

// All of `digits` as a number; charconv alone would also take a sign.
std::optional<int> number_of(std::string_view digits) {
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return std::nullopt;
  int number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (fault != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

struct Marked {
  Link link;
  char mark;
};

// Calls take(link) for each of the line; its two numbers stand on both sides of one of `marks`.
template <class Take>
void for_each_link(std::string_view line, const std::string& where, const char* marks, const char* expected,
                   Take take) {
  for (const std::string_view text : split_at_spaces(line)) {
    const std::size_t middle = std::min(text.find_first_of(marks), text.size());
    const std::optional<int> source = number_of(text.substr(0, middle)),
                             target = number_of(text.substr(std::min(middle + 1, text.size())));
    if (!source || !target) {
      throw Error(where + ':' + std::to_string(text.data() - line.data() + 1) + ": expected " + expected +
                  ", found \"" + shorten(printable(text), 40) + '"');
    }
    take(Marked{{*source, *target}, text[middle]});
  }
}

}  // namespace

std::vector<Link> parse_pharaoh(std::string_view line, const std::string& where) {
  std::vector<Link> links;
  for_each_link(line, where, "-", "a link such as 0-1 (source-target)",
                [&](const Marked& found) { links.push_back(found.link); });
  return links;
}

GoldLinks parse_gold(std::string_view line, const std::string& where) {
  GoldLinks links;
  for_each_link(line, where, "-p?", "a link such as 1-2 (sure) or 1p2 (possible)", [&](const Marked& found) {
    (found.mark == '-' ? links.sure : links.possible).push_back(found.link);
  });
  std::erase_if(links.possible,
                [&](const Link& link) { return std::ranges::find(links.sure, link) != links.sure.end(); });
  return links;
}

}  // namespace nmt

// line = [ link { space link } ]; link = number "-" number; number: decimal digits
#include "align/links.h"

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

std::optional<Link> link_of(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<int> source = number_of(text.substr(0, dash)),
                           target = number_of(text.substr(dash + 1));
  if (!source || !target) return std::nullopt;
  return Link{*source, *target};
}

void check_limit(int index, int limit, const char* side, const std::string& where) {
  if (index >= limit)
    throw Error(where + ": expected a " + side + " index below " + std::to_string(limit) + ", found " +
                std::to_string(index));
}

}  // namespace

std::vector<Link> parse_pharaoh(std::string_view line, const std::string& where, const LinkLimits& limits) {
  std::vector<Link> links;
  for (const std::string_view text : split_at_spaces(line)) {
    const std::string here = where + ':' + std::to_string(text.data() - line.data() + 1);
    const std::optional<Link> link = link_of(text);
    if (!link)
      throw Error(here + ": expected a link such as 0-1 (source-target), found \"" +
                  shorten(printable(text), 40) + '"');
    check_limit(link->source, limits.source, "source", here);
    check_limit(link->target, limits.target, "target", here);
    links.push_back(*link);
  }
  return links;
}

}  // namespace nmt

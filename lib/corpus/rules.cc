#include "corpus/rules.h"

#include "base/error.h"

namespace nmt {
namespace {

struct Names {
  const char *name, *key;
};
constexpr std::array<Names, kRuleCount> kNames = {{{"bad UTF-8", "bad_utf8"},
                                                   {"NUL byte", "nul"},
                                                   {"lone CR", "lone_cr"},
                                                   {"U+2028 or U+2029", "line_separator"},
                                                   {"line over 1 MB", "long_line"},
                                                   {"no TAB", "no_tab"},
                                                   {"empty side", "empty_side"},
                                                   {"duplicate", "duplicate"},
                                                   {"bad ratio", "bad_ratio"},
                                                   {"too long", "too_long"}}};

}  // namespace

const char* name_of(Rule rule) { return kNames[static_cast<std::size_t>(rule)].name; }
const char* key_of(Rule rule) { return kNames[static_cast<std::size_t>(rule)].key; }

void RuleCounts::add(Rule rule, const std::string& where, const std::string& what) {
  if (strict_ && rule < Rule::duplicate)
    throw Error(where + ": " + name_of(rule) + (what.empty() ? "" : ", " + what));
  ++counts_[static_cast<std::size_t>(rule)];
  auto& places = places_[static_cast<std::size_t>(rule)];
  if (places.size() < most_places_) places.push_back(where + (what.empty() ? "" : " (" + what + ")"));
}

std::string RuleCounts::summary() const {
  std::string text;
  for (int i = 0; i < kRuleCount; ++i) {
    const Rule rule = static_cast<Rule>(i);
    if (count(rule) == 0) continue;
    text += (text.empty() ? "" : "; ") + std::string(name_of(rule)) + " " + std::to_string(count(rule)) +
            " (first: " + places(rule).front() + ")";
  }
  return text.empty() ? "no line at all" : text;
}

}  // namespace nmt

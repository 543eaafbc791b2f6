#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace nmt {

// Why a line or a pair is left out. In this order they are looked for, and each is counted under one.
enum class Rule {
  bad_utf8,        // bytes that are not UTF-8
  nul,             // a NUL byte
  lone_cr,         // a carriage return that ends no line
  line_separator,  // U+2028 or U+2029: other programs see two lines here
  long_line,       // over a million bytes
  no_tab,          // fewer than two columns
  empty_side,      // nothing, or only spaces, on one side
  duplicate,       // the same pair stands above, after normalisation
  bad_ratio,       // one side --max-ratio times longer than the other
  too_long,        // over --max-length pieces
};
constexpr int kRuleCount = 10;

// A few words, for reports: "bad UTF-8", "no TAB".
const char* name_of(Rule rule);
// The key in manifest.json: "bad_utf8", "no_tab".
const char* key_of(Rule rule);

// How often each rule struck, and where, of each up to `most_places`. With `strict`, the first bad line (all
// rules above `duplicate`) is thrown as an Error.
class RuleCounts {
 public:
  static constexpr std::size_t kFew = 3;

  explicit RuleCounts(bool strict = false, std::size_t most_places = kFew)
      : strict_(strict), most_places_(most_places) {}
  // `where` is "file:line"; `what` says more where there is more to say ("at byte 17").
  void add(Rule rule, const std::string& where, const std::string& what = "");
  std::int64_t count(Rule rule) const { return counts_[static_cast<std::size_t>(rule)]; }
  // All that struck, each with its first place: "no TAB 2 (first: in.txt:1 …)".
  std::string summary() const;
  // "in.txt:1 (at byte 17)".
  const std::vector<std::string>& places(Rule rule) const { return places_[static_cast<std::size_t>(rule)]; }

 private:
  bool strict_;
  std::size_t most_places_;
  std::array<std::int64_t, kRuleCount> counts_{};
  std::array<std::vector<std::string>, kRuleCount> places_;
};

}  // namespace nmt

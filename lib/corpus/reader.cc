#include "corpus/reader.h"

#include <optional>

#include "base/error.h"
#include "text/lines.h"
#include "text/unicode.h"

namespace nmt {
namespace {

constexpr std::size_t kMostLineBytes = 1'000'000;

struct Fault {
  Rule rule;
  std::string what;
};

std::string at_byte(std::size_t offset) { return "at byte " + std::to_string(offset + 1); }

std::optional<Fault> fault_of(std::string_view line) {
  if (const auto bad = first_bad_utf8(line)) return Fault{Rule::bad_utf8, at_byte(*bad)};
  if (const auto at = line.find('\0'); at != line.npos) return Fault{Rule::nul, at_byte(at)};
  if (const auto at = line.find('\r'); at != line.npos) return Fault{Rule::lone_cr, at_byte(at)};
  for (const std::string_view separator : {"\u2028", "\u2029"}) {
    if (const auto at = line.find(separator); at != line.npos) {
      return Fault{Rule::line_separator, at_byte(at)};
    }
  }
  if (line.size() > kMostLineBytes) {
    return Fault{Rule::long_line, std::to_string(line.size()) + " bytes"};
  }
  return std::nullopt;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\v\f") == text.npos; }

std::string place(const TextFile& file, const Lines& lines) {
  return file.name + ":" + std::to_string(lines.number());
}

// take(columns, where) → whether there was something on both sides, for each line without a fault and with
// two columns.
template <class Take>
void visit_columns(const TextFile& file, RuleCounts& rules, std::int64_t& count, Take take) {
  Lines lines(file.text);
  for (std::string_view line; lines.next(line); ++count) {
    const auto fault = fault_of(line);
    if (fault) {
      rules.add(fault->rule, place(file, lines), fault->what);
    } else if (is_blank(line)) {  // no column short: nothing at all
      rules.add(Rule::empty_side, place(file, lines), "a blank line");
    } else if (const auto columns = columns_of(line); columns.size() < 2) {
      rules.add(Rule::no_tab, place(file, lines), "expected 2 or more columns, found 1");
    } else if (!take(columns, place(file, lines))) {
      rules.add(Rule::empty_side, place(file, lines), is_blank(columns[0]) ? "the first" : "the second");
    }
  }
}

std::int64_t count_lines(const TextFile& file) {
  Lines lines(file.text);
  for (std::string_view line; lines.next(line);) continue;
  return lines.number();
}

void check_counts(const TextFile& source, const TextFile& target) {
  const std::int64_t ours = count_lines(source), theirs = count_lines(target);
  if (ours == theirs) return;
  throw Error(source.name + " and " + target.name +
              ": expected as many lines in one as in the other, found " + std::to_string(ours) + " and " +
              std::to_string(theirs));
}

}  // namespace

std::vector<Pair> read_pairs(const TextFile& file, RuleCounts& rules, std::int64_t& lines) {
  std::vector<Pair> pairs;
  visit_columns(file, rules, lines, [&](const auto& columns, const std::string& where) {
    if (is_blank(columns[0]) || is_blank(columns[1])) return false;
    const std::string_view attribution = columns.size() > 2 ? columns[2] : std::string_view();
    pairs.push_back({std::string(columns[0]), std::string(columns[1]), std::string(attribution), where});
    return true;
  });
  return pairs;
}

std::vector<Pair> read_references(const TextFile& file, RuleCounts& rules, std::int64_t& lines) {
  std::vector<Pair> pairs;
  visit_columns(file, rules, lines, [&](const auto& columns, const std::string& where) {
    const std::size_t before = pairs.size();
    for (std::size_t i = 1; i < columns.size() && !is_blank(columns[0]); ++i) {
      if (!is_blank(columns[i]))
        pairs.push_back({std::string(columns[0]), std::string(columns[i]), {}, where});
    }
    return pairs.size() > before;
  });
  return pairs;
}

std::vector<Pair> read_parallel(const TextFile& source, const TextFile& target, RuleCounts& rules,
                                std::int64_t& lines) {
  check_counts(source, target);
  std::vector<Pair> pairs;
  Lines ours(source.text), theirs(target.text);
  for (std::string_view from, to; ours.next(from) && theirs.next(to); ++lines) {
    const auto fault = fault_of(from), other = fault_of(to);
    if (fault) {
      rules.add(fault->rule, place(source, ours), fault->what);
    } else if (other) {
      rules.add(other->rule, place(target, theirs), other->what);
    } else if (is_blank(from) || is_blank(to)) {
      rules.add(Rule::empty_side, is_blank(from) ? place(source, ours) : place(target, theirs));
    } else {
      pairs.push_back({std::string(from), std::string(to), {}, place(source, ours)});
    }
  }
  return pairs;
}

std::vector<Sentence> read_sentences(const TextFile& file) {
  std::vector<Sentence> sentences;
  Lines lines(file.text);
  for (std::string_view line; lines.next(line);) {
    const auto columns = columns_of(line);
    Sentence& sentence = sentences.emplace_back();
    sentence.where = place(file, lines);
    sentence.line = lines.number();
    sentence.columns = static_cast<int>(columns.size());
    if (const auto fault = fault_of(line)) {
      sentence.fault = std::string(name_of(fault->rule)) + ", " + fault->what;
    } else if (is_blank(columns[0])) {
      sentence.fault = is_blank(line) ? "expected a sentence, found a blank line"
                                      : "expected a sentence before the TAB, found none";
    } else if (columns.size() > 1 && is_blank(columns[1])) {
      sentence.fault = "expected a translation behind the TAB, found none";
    } else {
      sentence.source = columns[0];
      if (columns.size() > 1) sentence.target = columns[1];
    }
  }
  return sentences;
}

}  // namespace nmt

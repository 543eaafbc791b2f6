#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/archive.h"
#include "corpus/pair.h"
#include "corpus/rules.h"

namespace nmt {

// In all of these, lines end with LF or CRLF, and a byte-order mark is passed over. The first three count
// bad lines and skip them; `lines` grows by the number of lines seen. A side of only spaces is empty.

// Anki: source TAB target [TAB attribution [TAB …]].
std::vector<Pair> read_pairs(const TextFile& file, RuleCounts& rules, std::int64_t& lines);

// source TAB target TAB another target …: a pair for each target; empty ones are passed over as long as one
// is left.
std::vector<Pair> read_references(const TextFile& file, RuleCounts& rules, std::int64_t& lines);

// Line i of one file is the translation of line i of the other. Throws Error if their numbers differ.
std::vector<Pair> read_parallel(const TextFile& source, const TextFile& target, RuleCounts& rules,
                                std::int64_t& lines);

// A line of sentences that may bring their translations along: source [TAB target [TAB …]].
struct Sentence {
  std::string source;
  std::optional<std::string> target;
  std::string where;  // "pairs.tsv:17"
  std::int64_t line;  // 17
  int columns;        // in the line
  std::string fault;  // why it cannot be used, "bad UTF-8, at byte 3"; empty if it can
};

// All lines, bad ones too.
std::vector<Sentence> read_sentences(const TextFile& file);

}  // namespace nmt

#pragma once

#include <cstdint>
#include <vector>

#include "corpus/archive.h"
#include "corpus/pair.h"
#include "corpus/rules.h"

namespace nmt {

// In all three, lines end with LF or CRLF, a byte-order mark is passed over, and a bad line is counted and
// skipped. `lines` grows by the number of lines seen. A side of only spaces is empty.

// Anki: source TAB target [TAB attribution [TAB …]].
std::vector<Pair> read_pairs(const TextFile& file, RuleCounts& rules, std::int64_t& lines);

// source TAB target TAB another target …: a pair for each target; empty ones are passed over as long as one
// is left.
std::vector<Pair> read_references(const TextFile& file, RuleCounts& rules, std::int64_t& lines);

// Line i of one file is the translation of line i of the other. Throws Error if their numbers differ.
std::vector<Pair> read_parallel(const TextFile& source, const TextFile& target, RuleCounts& rules,
                                std::int64_t& lines);

}  // namespace nmt

#pragma once

#include <string>
#include <vector>

#include "align/links.h"

namespace nmt {

// How far links are from those that people made (Och and Ney 2003, "A systematic comparison of various
// statistical alignment models", eq. 19).

// What a sentence adds; those of two sets add up. A link that stands twice counts once.
struct LinkCounts {
  long links = 0;        // that were found
  long sure = 0;         // of the gold
  long in_sure = 0;      // found and sure
  long in_possible = 0;  // found and at least possible

  LinkCounts& operator+=(const LinkCounts& other);
  bool operator==(const LinkCounts&) const = default;
};

LinkCounts count_links(std::vector<Link> links, const GoldLinks& gold);

// 0 to 1; 0 where there is nothing to count.
double precision(const LinkCounts& counts);             // of the links found, those that are possible
double recall(const LinkCounts& counts);                // of the sure links, those that were found
double alignment_error_rate(const LinkCounts& counts);  // 0 is best

// A line for each sentence. Throw Error with file and line where a link cannot be read.
std::vector<std::vector<Link>> read_links(const std::string& path);  // Pharaoh
struct GoldFile {
  std::vector<GoldLinks> sentences;  // counted from 0
  int first = 1;                     // what the file counts from: 1, unless there is a 0 in it
};
GoldFile read_gold(const std::string& path);

}  // namespace nmt

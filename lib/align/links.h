#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "align/alignment.h"

namespace nmt {

// The links of one line in Pharaoh's format, "0-0 1-2": source first, counted from 0, in the order of the
// line, white space between them. An empty line has none. `where` is what error messages begin with,
// "links.txt:17"; the column behind it counts bytes from 1. Throws Error: links.txt:17:5: expected a link
// such as 0-1 (source-target), found "1_2".
std::vector<Link> parse_pharaoh(std::string_view line, const std::string& where);

// Links that people made (Och and Ney 2003). What is sure is not said to be possible as well.
struct GoldLinks {
  std::vector<Link> sure, possible;
};

// The same format with "1p2" or "1?2" for links that are possible but not sure; numbers stay as they are.
GoldLinks parse_gold(std::string_view line, const std::string& where);

}  // namespace nmt

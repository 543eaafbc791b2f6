#pragma once

#include <span>
#include <string>

#include "align/alignment.h"

namespace nmt {

// The files an alignment leaves in. A line comes without its line feed, a text with all of them.

// "0-0 1-2": source first, counted from 0, </s> not counted. Empty if nothing is linked.
std::string pharaoh_line(std::span<const Link> links);

// One JSON object in a line:
//   {"source": [{"text": "the", "begin": 0, "end": 3}, …], "target": [the same],
//    "pieces": {"source": [{"text": "▁the", "begin": 0, "end": 3, "word": 0}, …], "target": [the same]},
//    "weights": [[one number for each of source], … one row for each of target], "score": -1.25}
// begin and end are bytes of the normalised sentence. A number has the fewest digits that give the same float
// again; a score that is not known is null. Always valid UTF-8: other bytes become U+FFFD.
std::string json_line(const SoftAlignment& alignment);

// A NumPy array file, version 1.0: little-endian float32 in C order, shape (target, source).
std::string npy_file(const SoftAlignment& alignment);

}  // namespace nmt

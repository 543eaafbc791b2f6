#pragma once

#include <string>

#include "align/alignment.h"

namespace nmt {

enum class Shading {
  blocks,  // a dot below 0.05, then ░ ▒ ▓ █ from 0.05, 0.25, 0.5, 0.75
  digits,  // the weight in hundredths, a dot below half of one
};

struct TerminalOptions {
  int width = 100;  // columns of the terminal, 40 at least
  Shading shading = Shading::blocks;
};

// The matrix as text for a monospaced font, a line for each target word. The source words stand above their
// columns where all fit into the width; otherwise the columns are numbered from 0, as in Pharaoh's format, a
// list under the matrix says which is which, and a long sentence goes on in a second matrix below the first.
std::string terminal_text(const SoftAlignment& alignment, const TerminalOptions& options = {});

}  // namespace nmt

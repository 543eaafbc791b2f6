#pragma once

#include <span>
#include <string>

#include "align/alignment.h"

namespace nmt {

// One heat map of a drawing; what it points to must outlive the call.
struct HeatMap {
  const SoftAlignment* alignment;
  std::string caption = "";  // above it; none if empty
};

struct DrawOptions {
  std::string title = "";  // at the top, and the document's name
  bool legend = true;      // the scale of shades, at the bottom
};

// Heat maps in the manner of Bahdanau et al. 2015, Fig. 3, as one SVG 1.1 document: source words along the
// top, target words down the left side, a square for each pair, darker for a larger weight; several stand one
// below the other with their matrices flush left. Lightness falls evenly with the weight (in OKLab), so the
// drawing reads the same in grey. Hovering over a square tells its words and weight.
//
// Sizes are CSS pixels; the viewBox allows any scale. Text stays text, in whatever sans serif the reader has:
// room for it is estimated from East Asian width with something to spare, and a word above 40 columns is cut
// (its squares still name it whole). Either sentence may be empty. Always well-formed XML in UTF-8.
std::string svg_drawing(std::span<const HeatMap> maps, const DrawOptions& options = {});

}  // namespace nmt

#pragma once

#include <string>
#include <string_view>

namespace nmt::svg {

// A coordinate or size in px, two decimals at the most: "12", "12.5". The same in every locale.
std::string number(double value);

// Text for an element or an attribute: &, <, >, " escaped, what XML forbids replaced by U+FFFD.
std::string escape(std::string_view text);

// Estimated width of a line of text in em, for the widest of the usual sans serif fonts.
double text_width(std::string_view text);

// The fill for a weight from 0, white, to 1, a dark blue: "#rrggbb".
std::string shade(double weight);

}  // namespace nmt::svg

#include "align/svg.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "text/characters.h"

namespace nmt::svg {

std::string number(double value) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 2).ptr;
  std::string text(digits, end);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

double text_width(std::string_view text) {
  double width = 0;
  for (std::size_t position = 0; position < text.size();) {
    const char32_t c = next_character(text, position);
    const int columns = display_width(c);
    if (columns == 2)
      width += 1;
    else if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '@' || c == '%')
      width += 0.95;
    else if (c < 0x80 &&
             std::string_view("fijlt.,:;'!|()[] ").find(static_cast<char>(c)) != std::string_view::npos)
      width += 0.38;
    else
      width += columns * (c >= 'A' && c <= 'Z' ? 0.74 : 0.62);
  }
  return width;
}

// Lightness falls linearly in OKLab (Ottosson 2020); the chroma of a blue swells between white and dark blue.
std::string shade(double weight) {
  const double t = std::clamp(weight, 0.0, 1.0);
  const double lightness = 1 - 0.72 * t;
  const double chroma = 0.13 * std::sin(0.85 * std::numbers::pi * t);  // inside sRGB all the way
  const double a = chroma * -0.14, b = chroma * -0.99;                 // hue 262 degrees
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  const std::array<double, 3> linear{4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                                     -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                                     -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
  std::array<long, 3> bytes;
  std::ranges::transform(linear, bytes.begin(), [](double x) {
    const double c = std::clamp(x, 0.0, 1.0);
    return std::lround(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055));
  });
  char text[32];
  std::snprintf(text, sizeof text, "#%02lx%02lx%02lx", bytes[0], bytes[1], bytes[2]);
  return text;
}

}  // namespace nmt::svg

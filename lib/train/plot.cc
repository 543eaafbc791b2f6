#include "train/plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "align/svg.h"
#include "base/numbers.h"

namespace nmt {
namespace {

using svg::escape;
using svg::number;

constexpr double kWidth = 620, kHeight = 260, kLeft = 62, kRight = 12, kTop = 34, kBottom = 40;
// Dark blue and orange first: they differ for every eye, and in grey.
constexpr std::array kColours{"#1f4e9c", "#d9730d", "#2c8a57", "#8a3d91"};

struct Range {
  double low = 0, high = 1;
};

// A tick of 200000 is written 200k, one of 0.0005 5e-4.
std::string tick_label(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return fixed("%gM", value / 1e6);
  if (size >= 1e4) return fixed("%gk", value / 1e3);
  if (size == 0 || size >= 1e-2) return fixed("%.6g", value);
  const int power = static_cast<int>(std::floor(std::log10(size) + 1e-9));
  return fixed("%g", value / std::pow(10, power)) + "e" + std::to_string(power);
}

class Drawing {
 public:
  explicit Drawing(const Plot& plot) : plot_(plot) {
    x_ = range([](const Curve::Point& p) { return p.x; });
    y_ = range([](const Curve::Point& p) { return p.y; });
    if (plot.from_zero) y_.low = std::min(0.0, y_.low);
    if (x_.low == x_.high) x_ = {x_.low - 1, x_.high + 1};
    if (y_.low == y_.high) y_.high = y_.low + (y_.low == 0 ? 1 : std::abs(y_.low) / 2);
    x_ticks_ = axis_ticks(x_.low, x_.high);
    y_ticks_ = axis_ticks(y_.low, y_.high);
    y_ = {std::min(y_.low, y_ticks_.front()), std::max(y_.high, y_ticks_.back())};
  }

  std::string draw() {
    out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(kWidth) + " " +
           number(kHeight) + "\" width=\"" + number(kWidth) + "\" role=\"img\" font-family=\"sans-serif\" " +
           "font-size=\"12\"><title>" + escape(plot_.title) + "</title>\n";
    text(kLeft, 18, "start", plot_.title, "#222", "bold");
    axes();
    for (std::size_t i = 0; i < plot_.curves.size(); ++i) curve(plot_.curves[i], colour(i));
    legend();
    return out_ + "</svg>\n";
  }

 private:
  static std::string colour(std::size_t i) { return kColours[i % kColours.size()]; }
  static bool drawable(const Curve::Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); }

  template <class Coordinate>
  Range range(Coordinate coordinate) const {
    Range range;
    bool first = true;
    for (const Curve& curve : plot_.curves) {
      for (const Curve::Point& p : curve.points) {
        if (!drawable(p)) continue;
        const double value = coordinate(p);
        range = first ? Range{value, value} : Range{std::min(range.low, value), std::max(range.high, value)};
        first = false;
      }
    }
    return range;
  }
  double across(double x) const {
    return kLeft + (kWidth - kLeft - kRight) * (x - x_.low) / (x_.high - x_.low);
  }
  double down(double y) const {
    return kHeight - kBottom - (kHeight - kTop - kBottom) * (y - y_.low) / (y_.high - y_.low);
  }

  void text(double x, double y, const char* anchor, const std::string& words, const std::string& fill,
            const char* weight = "normal") {
    out_ += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\" fill=\"" +
            fill + "\" font-weight=\"" + weight + "\">" + escape(words) + "</text>\n";
  }
  void line(double x1, double y1, double x2, double y2) {
    out_ += "<path d=\"M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " + number(y2) +
            "\" stroke=\"#ddd\"/>\n";
  }

  void axes() {
    for (const double y : y_ticks_) {
      line(kLeft, down(y), kWidth - kRight, down(y));
      text(kLeft - 6, down(y) + 4, "end", tick_label(y), "#666");
    }
    for (const double x : x_ticks_) {
      if (x < x_.low || x > x_.high) continue;
      line(across(x), kHeight - kBottom, across(x), kHeight - kBottom + 4);
      text(across(x), kHeight - kBottom + 17, "middle", tick_label(x), "#666");
    }
    text(kWidth - kRight, kHeight - 6, "end", plot_.x_name, "#666");
  }

  void curve(const Curve& curve, const std::string& stroke) {
    std::string path, dots;
    for (const Curve::Point& p : curve.points) {
      if (!drawable(p)) continue;
      const std::string x = number(across(p.x)), y = number(down(p.y));
      path += (path.empty() ? "M" : "L") + x + " " + y;
      if (!curve.dots) continue;
      const std::string numbers = fixed("%.4g", p.y) + " at " + fixed("%.10g", p.x);
      dots += "<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"3\" fill=\"" + stroke + "\"><title>" +
              escape(curve.name) + " " + numbers + "</title></circle>\n";
    }
    if (path.empty()) return;
    out_ +=
        "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + stroke + "\" stroke-width=\"1.6\"/>\n" + dots;
  }

  // The names stand in one line, from the right.
  void legend() {
    double x = kWidth - kRight;
    for (std::size_t i = plot_.curves.size(); i-- > 0;) {
      text(x, 18, "end", plot_.curves[i].name, colour(i));
      x -= 12 * svg::text_width(plot_.curves[i].name) + 18;
    }
  }

  const Plot& plot_;
  Range x_, y_;
  std::vector<double> x_ticks_, y_ticks_;
  std::string out_;
};

}  // namespace

std::vector<double> axis_ticks(double low, double high) {
  const double rough = (high - low) / 4, power = std::pow(10, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {2.0, 5.0, 10.0}) {
    if (step < rough * 0.8) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string line_plot(const Plot& plot) { return Drawing(plot).draw(); }

}  // namespace nmt

#pragma once

#include <string>
#include <vector>

namespace nmt {

struct Curve {
  struct Point {
    double x, y;
  };
  std::string name;
  std::vector<Point> points = {};
  bool dots = false;  // each point is marked, and tells its numbers when hovered over
};

struct Plot {
  std::string title;  // what y is, and its unit
  std::string x_name;
  std::vector<Curve> curves;
  bool from_zero = false;  // the y axis begins at 0
};

// Curves over a common x as one <svg> element, 620 wide and 260 high: axes with round numbers, the names of
// the curves in their colours. Points that are no numbers are left out; without any the axes stand alone.
std::string line_plot(const Plot& plot);

// Round numbers that part [low, high] into 3 to 8 steps of 1, 2 or 5 times a power of ten.
std::vector<double> axis_ticks(double low, double high);

}  // namespace nmt

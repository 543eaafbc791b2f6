#include "align/draw.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "align/svg.h"
#include "text/characters.h"

namespace nmt {

namespace {

using svg::escape;
using svg::number;

constexpr double kMargin = 12, kGap = 6;  // around the drawing; between a label and its square
constexpr double kTitleSize = 16, kCaptionSize = 13, kLegendSize = 11;
constexpr double kLargestSquare = 26, kSmallestSquare = 18, kMatrixSize = 720;
constexpr double kSlope = 0.70710678;  // sine and cosine of a label's 45 degrees
constexpr int kLongestLabel = 40;      // terminal columns
constexpr const char* kInk = "#222";
constexpr const char* kHairline = "#ccc";
constexpr const char* kFonts = "'Helvetica Neue', Helvetica, Arial, 'Noto Sans', 'DejaVu Sans', sans-serif";

std::string label_of(const AlignedToken& token) { return shorten(printable(token.text), kLongestLabel); }

// Where everything of one heat map goes, as distances from the matrix's upper left corner.
struct Layout {
  double square, font;
  bool sloping = false;        // source labels
  double left = 0, above = 0;  // room for labels
  double width, height;        // of the matrix
  double overhang = 0;         // of sloping labels to the right of the matrix

  explicit Layout(const SoftAlignment& alignment) {
    const auto rows = alignment.target.size(), columns = alignment.source.size();
    const double longest = static_cast<double>(std::max({rows, columns, std::size_t{1}}));
    square = std::clamp(std::floor(kMatrixSize / longest), kSmallestSquare, kLargestSquare);
    font = std::min(13.0, std::round(square * 0.62));
    width = square * static_cast<double>(columns);
    height = square * static_cast<double>(rows);
    for (const AlignedToken& token : alignment.target)
      left = std::max(left, font * svg::text_width(label_of(token)) + kGap);
    place_source_labels(alignment);
  }

 private:
  void place_source_labels(const SoftAlignment& alignment) {
    if (alignment.source.empty()) return;
    std::vector<double> widths;
    for (const AlignedToken& token : alignment.source)
      widths.push_back(font * svg::text_width(label_of(token)));
    sloping = *std::ranges::max_element(widths) > square - 2;
    above = font + kGap;
    if (!sloping) return;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      above = std::max(above, kSlope * (widths[i] + font) + kGap);
      overhang =
          std::max(overhang, (static_cast<double>(i) + 0.5) * square + kSlope * (widths[i] + font) - width);
    }
  }
};

class Drawing {
 public:
  Drawing(std::span<const HeatMap> maps, const DrawOptions& options) : maps_(maps), options_(options) {
    double right = 0;
    for (const HeatMap& map : maps) {
      layouts_.emplace_back(*map.alignment);
      left_ = std::max(left_, kMargin + layouts_.back().left);
      right = std::max(right, layouts_.back().width + layouts_.back().overhang);
      width_ = std::max(width_, 2 * kMargin + kCaptionSize * svg::text_width(map.caption));
    }
    width_ = std::max(
        {width_, left_ + right + kMargin, 2 * kMargin + kTitleSize * svg::text_width(options.title)});
    if (options_.legend) width_ = std::max(width_, left_ + kLegendWidth + kMargin);
  }

  std::string svg() {
    if (!options_.title.empty()) line_of_text(options_.title, kTitleSize, "bold");
    for (std::size_t i = 0; i < maps_.size(); ++i) heat_map(maps_[i], layouts_[i], i);
    if (options_.legend) legend();
    return head() + body_ + "</svg>\n";
  }

 private:
  static constexpr double kLegendStep = 9, kLegendWidth = 11 * kLegendStep + 70;

  std::string head() const {
    const std::string width = number(std::ceil(width_)), height = number(std::ceil(y_ + kMargin));
    std::string head =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
        width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + ' ' + height + "\" font-family=\"" +
        kFonts + "\" fill=\"" + kInk + "\">\n";
    if (!options_.title.empty()) head += "<title>" + escape(options_.title) + "</title>\n";
    return head + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  }

  void line_of_text(const std::string& text, double size, const std::string& weight) {
    y_ += size;
    body_ += "<text x=\"" + number(kMargin) + "\" y=\"" + number(y_) + "\" font-size=\"" + number(size) +
             "\" font-weight=\"" + weight + "\">" + escape(text) + "</text>\n";
    y_ += size * 0.75;
  }

  void heat_map(const HeatMap& map, const Layout& layout, std::size_t index) {
    if (index > 0) y_ += 2 * kMargin;
    if (!map.caption.empty()) line_of_text(map.caption, kCaptionSize, "normal");
    y_ += layout.above;
    body_ += "<g transform=\"translate(" + number(left_) + ' ' + number(y_) + ")\" font-size=\"" +
             number(layout.font) + "\">\n";
    source_labels(map.alignment->source, layout);
    target_labels(map.alignment->target, layout);
    squares(*map.alignment, layout);
    grid(layout);
    body_ += "</g>\n";
    y_ += layout.height;
  }

  // A word written from right to left has its "start" on the right.
  void label(const AlignedToken& token, const std::string& place, std::string anchor) {
    const std::string text = label_of(token);
    const bool turned = is_right_to_left(text);
    if (turned && anchor != "middle") anchor = anchor == "start" ? "end" : "start";
    body_ += "<text " + place + " text-anchor=\"" + anchor + (turned ? "\" direction=\"rtl" : "") + "\">" +
             escape(text) + "</text>\n";
  }

  void source_labels(const std::vector<AlignedToken>& words, const Layout& layout) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const double middle = (static_cast<double>(i) + 0.5) * layout.square;
      const std::string at = number(middle + (layout.sloping ? 0.25 * layout.font : 0));
      const std::string turn = "transform=\"translate(" + at + ' ' + number(-kGap) + ") rotate(-45)\"";
      const std::string upright = "x=\"" + at + "\" y=\"" + number(-kGap) + '"';
      label(words[i], layout.sloping ? turn : upright, layout.sloping ? "start" : "middle");
    }
  }

  void target_labels(const std::vector<AlignedToken>& words, const Layout& layout) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const double baseline = (static_cast<double>(i) + 0.5) * layout.square + 0.35 * layout.font;
      label(words[i], "x=\"" + number(-kGap) + "\" y=\"" + number(baseline) + '"', "end");
    }
  }

  void squares(const SoftAlignment& alignment, const Layout& layout) {
    const std::string size = number(layout.square);
    const std::string shape = "\" width=\"" + size + "\" height=\"" + size + "\" fill=\"";
    body_ += "<g shape-rendering=\"crispEdges\">\n";
    for (std::size_t to = 0; to < alignment.target.size(); ++to) {
      for (std::size_t from = 0; from < alignment.source.size(); ++from) {
        const float weight = alignment.weight(to, from);
        body_ += "<rect x=\"" + number(static_cast<double>(from) * layout.square) + "\" y=\"" +
                 number(static_cast<double>(to) * layout.square) + shape + svg::shade(weight) + "\"><title>" +
                 escape(alignment.target[to].text) + " ← " + escape(alignment.source[from].text) + ": " +
                 number(weight) + "</title></rect>\n";
      }
    }
    body_ += "</g>\n";
  }

  void grid(const Layout& layout) {
    if (layout.width == 0 || layout.height == 0) return;
    std::string path;
    for (double x = 0; x <= layout.width; x += layout.square)
      path += 'M' + number(x) + " 0v" + number(layout.height);
    for (double y = 0; y <= layout.height; y += layout.square)
      path += "M0 " + number(y) + 'h' + number(layout.width);
    body_ += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + kHairline +
             "\" stroke-width=\"0.5\" pointer-events=\"none\"/>\n";
  }

  // 0 ▁▂▃▄▅ 1, in steps of a tenth.
  void legend() {
    y_ += 1.5 * kMargin;
    body_ += "<g transform=\"translate(" + number(left_) + ' ' + number(y_) + ")\" font-size=\"" +
             number(kLegendSize) + "\">\n";
    const double bar = 11 * kLegendStep;
    for (int i = 0; i <= 10; ++i)
      body_ += "<rect x=\"" + number(12 + i * kLegendStep) + "\" width=\"" + number(kLegendStep) +
               "\" height=\"" + number(kLegendStep) + "\" fill=\"" + svg::shade(i / 10.0) +
               "\" shape-rendering=\"crispEdges\"/>\n";
    body_ += "<rect x=\"12\" width=\"" + number(bar) + "\" height=\"" + number(kLegendStep) +
             "\" fill=\"none\" stroke=\"" + kHairline + "\" stroke-width=\"0.5\"/>\n";
    body_ +=
        "<text y=\"8.5\">0</text>\n<text x=\"" + number(bar + 17) + "\" y=\"8.5\">1 weight</text>\n</g>\n";
    y_ += kLegendStep;
  }

  std::span<const HeatMap> maps_;
  const DrawOptions& options_;
  std::vector<Layout> layouts_;
  double left_ = kMargin, width_ = 0;  // where the matrices begin; of the drawing
  double y_ = kMargin;                 // what is above is drawn
  std::string body_;
};

}  // namespace

std::string svg_drawing(std::span<const HeatMap> maps, const DrawOptions& options) {
  return Drawing(maps, options).svg();
}

}  // namespace nmt

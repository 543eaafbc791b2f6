#include <catch2/catch.hpp>

#include "align/draw.h"
#include "align/svg.h"
#include "align/terminal.h"
#include "alignments.h"
#include "scratch.h"

using namespace nmt;
using namespace nmt::test;

TEST_CASE("on a terminal source words stand above their columns") {
  CHECK(terminal_text(soft_alignment(red_house())) ==
        "       red house\n"
        "maison ▒▒   ▓▓\n"
        "rouge  ██   ░░\n");
  CHECK(terminal_text(soft_alignment(red_house()), {.shading = Shading::digits}) ==
        "       red house\n"
        "maison 29   71\n"
        "rouge  80   20\n");
}

TEST_CASE("on a terminal a wide character takes two columns and a combining mark none") {
  CHECK(terminal_text(soft_alignment(one_word("日本語", "cafe\u0301", {1, 0, 0, 1}))) ==
        "     日本語\n"
        "cafe\u0301   ██\n");
}

TEST_CASE("on a terminal a sentence that is too wide gets numbered columns in even blocks, and a key") {
  const std::string text = terminal_text(random_words("a b c d e f g h i j k l m n o p", "x"), {.width = 40});
  CHECK(text.substr(0, text.find('\n')) == "  0  1  2  3  4  5  6  7");
  CHECK_THAT(text, Catch::Contains("\n  8  9  10 11 12 13 14 15\n"));
  CHECK_THAT(text, Catch::Contains("\n0 a   1 b   2 c   3 d   4 e   5 f   6 g\n7 h"));
}

TEST_CASE("control characters reach neither a terminal nor a drawing") {
  const SoftAlignment soft = soft_alignment(one_word("a\x1b[2J", "b\x07", {1, 0, 0, 1}));
  const HeatMap map{&soft};
  for (const std::string& text : {terminal_text(soft), svg_drawing({&map, 1})}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
  }
}

namespace {

// What is wrong with a document of the kind we write (no comments, no CDATA); empty if nothing is.
std::string xml_fault(std::string_view text) {
  std::vector<std::string> open;
  std::size_t i = text.find("?>") + 2;
  while (i < text.size()) {
    if (text[i] == '&' && text.substr(i, 4) != "&lt;" && text.substr(i, 4) != "&gt;" &&
        text.substr(i, 5) != "&amp;" && text.substr(i, 6) != "&quot;")
      return "bare & at " + std::to_string(i);
    if (text[i++] != '<') continue;
    const std::size_t end = text.find('>', i);
    const std::string_view tag = text.substr(i, end - i);
    if (tag.find('<') != std::string_view::npos) return "bare < in " + std::string(tag);
    const std::string name(tag.substr(0, tag.find_first_of(" /", 1)));
    if (tag.front() == '/') {
      if (open.empty() || '/' + open.back() != name) return "unmatched " + name;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    i = end + 1;
  }
  return open.empty() ? "" : "open " + open.back();
}

std::string draw(const SoftAlignment& soft, const DrawOptions& options = {}) {
  const HeatMap map{&soft};
  return svg_drawing({&map, 1}, options);
}

}  // namespace

TEST_CASE("the drawing of one word is the one that was looked at") {
  CHECK(draw(soft_alignment(one_word("Go", "Va", {1, 0, 0, 1}))) ==
        read_file(std::filesystem::path(NMT_SOURCE_DIR) / "tests/golden/one_word.svg"));
}

TEST_CASE("a drawing escapes words, captions and title") {
  const SoftAlignment soft = soft_alignment(one_word("<a&b>", "\"c\"", {1, 0, 0, 1}));
  const HeatMap map{&soft, "x < y"};
  const std::string svg = svg_drawing({&map, 1}, {.title = "R&D"});
  CHECK(xml_fault(svg) == "");
  CHECK_THAT(svg, Catch::Contains("<title>R&amp;D</title>") && Catch::Contains(">x &lt; y</text>") &&
                      Catch::Contains("<title>&quot;c&quot; ← &lt;a&amp;b&gt;: 1</title>"));
}

TEST_CASE("a drawing of any size is well-formed, several stand below one another, empty ones too") {
  const SoftAlignment pairs[] = {random_words("a bb ccc dddd eeeee", "f gg hhh"), random_words("", "a b"),
                                 random_words("a b", ""), random_words("", ""),
                                 random_words("我 昨天 在 北京", "I was in Peking yesterday")};
  std::vector<HeatMap> maps;
  for (const SoftAlignment& pair : pairs) {
    CHECK(xml_fault(draw(pair)) == "");
    maps.push_back({&pair, "pair"});
  }
  CHECK(xml_fault(svg_drawing(maps)) == "");
  CHECK(xml_fault(svg_drawing({})) == "");
}

TEST_CASE("hovering over a square tells both words and the weight") {
  CHECK_THAT(draw(soft_alignment(red_house())), Catch::Contains("<title>maison ← house: 0.71</title>"));
}

TEST_CASE("a word written from right to left keeps its place beside its row") {
  const std::string svg = draw(soft_alignment(one_word("peace", "שלום", {1, 0, 0, 1})));
  CHECK_THAT(svg, Catch::Contains("text-anchor=\"start\" direction=\"rtl\">שלום</text>"));
}

TEST_CASE("shades run from white to dark, each step darker in grey as well") {
  CHECK(svg::shade(0) == "#ffffff");
  CHECK(svg::shade(-1) == svg::shade(0));
  CHECK(svg::shade(2) == svg::shade(1));
  double last = 261;
  for (int i = 0; i <= 20; ++i) {
    const long rgb = std::stol(svg::shade(i / 20.0).substr(1), nullptr, 16);
    const double grey = 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
    CHECK(grey < last - 5);
    last = grey;
  }
}

TEST_CASE("coordinates have two decimals at the most") {
  CHECK(svg::number(12) == "12");
  CHECK(svg::number(-0.001) == "0");
  CHECK(svg::number(2.505) == "2.5");
  CHECK(svg::number(100) == "100");
}

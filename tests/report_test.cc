#include "train/report.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/numbers.h"
#include "scratch.h"
#include "train/plot.h"

using namespace nmt;
using test::run;
using test::Scratch;

namespace {

const std::string kStart =
    R"({"event":"start","model":{"preset":"base","hidden":16},"data":{"checksum":"ab<c"},)"
    R"("options":{"seed":1},"parameters":10996288,"pairs":161230,"batches":1759})"
    "\n";

std::string update(int number, double loss) {
  const std::string n = std::to_string(number);
  return R"({"event":"update","update":)" + n + R"(,"epoch":0.5,"target_tokens":)" + n + R"(000,"seconds":)" +
         n + R"(,"loss":)" + std::to_string(loss) + R"(,"learning_rate":0.001})" + "\n";
}

std::string validation(int number, const std::string& loss, const std::string& translation, bool best) {
  return R"({"event":"validation","update":)" + std::to_string(number) +
         R"(,"epoch":1.25,"target_tokens":1,"seconds":3725,"loss":2,"learning_rate":0.001,"cross_entropy":)" +
         loss + R"(,"bleu":12.34,"chrf":30.5,"best":)" + (best ? "true" : "false") +
         R"(,"samples":[["a <b>",")" + translation + R"("]],"attention":{"source":["red","house"],)" +
         R"("target":["maison","rouge"],"weights":[[0.25,0.75],[0.8,0.2]]}})" + "\n";
}

int count(const std::string& text, const std::string& what) {
  int n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("axes have round numbers that enclose what is drawn") {
  CHECK(axis_ticks(0, 100) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(axis_ticks(3, 4.1) == std::vector<double>{3, 3.5, 4, 4.5});
  const auto small = axis_ticks(0, 0.0007);
  CHECK(small.size() == 5);
  CHECK(small.back() == Approx(0.0008));
}

TEST_CASE("a plot draws every number, and passes over what is none") {
  const std::string nan_left_out =
      line_plot({"BLEU & chrF", "updates", {{"BLEU", {{0, 1}, {1, NAN}, {2, 3}}, true}}});
  CHECK(count(nan_left_out, "<circle") == 2);
  CHECK_THAT(nan_left_out,
             Catch::Contains("BLEU &amp; chrF") && Catch::Contains("<title>BLEU 3 at 2</title>"));
  CHECK_THAT(line_plot({"nothing", "x", {{"", {}}}}), Catch::Contains("</svg>"));
  CHECK_THAT(line_plot({"one", "x", {{"", {{5, 5}}, true}}}), Catch::Contains("<circle"));
}

TEST_CASE("a report tells what was trained, how it went, and what the samples became") {
  const std::string page = training_report(
      kStart + update(50, 5) + update(100, 4) + validation(100, "1.5", "un", true) + update(150, 3) +
      validation(200, "1.25", "deux", true) + validation(300, "1.5", "deux", false) +
      R"({"event":"end","update":300,"epoch":2,"seconds":60,)"
      R"("reason":"--max-updates reached"})"
      "\n");
  for (const char* part :
       {"Preset base, 10,996,288 parameters; 161,230 pairs, 1,759 batches an epoch.",
        "Update 300, epoch 2.00, 1:00 of training; ended: --max-updates reached. The model kept is that of "
        "update 200.",
        "<h3>a &lt;b&gt;</h3>", "<td class=\"n\">1:02:05</td>", "BLEU 12.34 at 100", "ab&lt;c",
        "rouge ← red: 0.8"}) {
    CHECK_THAT(page, Catch::Contains(part));
  }
  CHECK(count(page, "<tr class=\"best\">") == 1);
  CHECK(count(page, "<td>deux</td>") == 1);  // the third validation changed nothing
  CHECK(count(page, "<svg") == 4 + 3);       // curves, and one attention each
  for (const char* asks_for_more : {"<script", "src=", "href=", "@import", "url("}) {
    CHECK_THAT(page, !Catch::Contains(asks_for_more));
  }
}

TEST_CASE("a report of a training that just began, or was cut off while writing, is one all the same") {
  CHECK_THAT(training_report(""), Catch::Contains("Not validated yet"));
  const std::string page = training_report(kStart + update(50, 5) + R"({"event":"upda)");
  CHECK_THAT(page, Catch::Contains("Update 50, "));
  CHECK_THROWS_WITH(training_report(kStart + "{\"event\n" + update(50, 5)),
                    "line 2 of the training's log: expected a JSON object");
}

TEST_CASE("a report opens in a browser") {
  const Scratch scratch;
  const auto found =
      run(scratch, "command -v chromium || command -v chromium-browser || command -v google-chrome");
  if (found.exit_code != 0) {
    WARN("skipped: no chromium here");
    return;
  }
  std::string log = kStart;
  for (int i = 1; i <= 40; ++i) log += update(50 * i, 8.0 / i);
  write_file(scratch / "report.html", training_report(log + validation(1000, "1.5", "un", true) +
                                                      validation(2000, "1.25", "deux", true)));
  const std::string browser = found.out.substr(0, found.out.find('\n'));
  const auto dom = run(scratch, browser +
                                    " --headless --no-sandbox --disable-gpu --no-first-run --disable-sync "
                                    "--disable-component-update --disable-background-networking "
                                    "--user-data-dir=profile --dump-dom report.html");
  INFO(dom.err);
  REQUIRE(dom.exit_code == 0);
  // What the browser understood: the same pictures and rows as were written.
  CHECK(count(dom.out, "<svg") == 6);
  CHECK(count(dom.out, "</circle>") == 6);
  CHECK_THAT(dom.out, Catch::Contains("<td>deux</td>"));
}

TEST_CASE("numbers are written as people read them") {
  CHECK(with_commas(1234567) == "1,234,567");
  CHECK(with_commas(-123) == "-123");
  CHECK(megabytes(526400000) == "526 MB");
  CHECK(megabytes(1234567) == "1.2 MB");
  CHECK(duration(3725) == "1:02:05");
  CHECK(duration(59.6) == "1:00");
  CHECK(fixed("%.2f", 1.005) == "1.00");
}

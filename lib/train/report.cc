#include "train/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "align/draw.h"
#include "align/svg.h"
#include "base/numbers.h"
#include "train/log.h"
#include "train/plot.h"

namespace nmt {
namespace {

using nlohmann::json;
using svg::escape;

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Training report</title>
<style>
body { font: 15px/1.45 sans-serif; color: #222; background: #fff; max-width: 1300px; margin: 1.5em auto;
       padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin: 1.6em 0 .5em }
svg { max-width: 100%; height: auto } .side { display: flex; flex-wrap: wrap; gap: 1em }
table { border-collapse: collapse } td, th { padding: .15em .9em .15em 0; text-align: left; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } tr.best td { font-weight: bold }
details { margin: .4em 0 } summary { cursor: pointer } .wide { overflow-x: auto }
</style></head><body>
)";

Curve curve(std::string name, const std::vector<json>& lines, const char* key, bool dots) {
  Curve curve{std::move(name), {}, dots};
  for (const json& line : lines) {
    if (line.contains(key)) curve.points.push_back({line.at("update"), line.at(key)});
  }
  return curve;
}

// Target pieces a second between one line and the next.
Curve speed(const std::vector<json>& lines) {
  Curve curve{"", {}, false};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const double pieces = lines[i].value("target_tokens", 0.0) - lines[i - 1].value("target_tokens", 0.0);
    const double seconds = lines[i].value("seconds", 0.0) - lines[i - 1].value("seconds", 0.0);
    if (seconds > 0) curve.points.push_back({lines[i].at("update"), pieces / seconds});
  }
  return curve;
}

std::string curves(const TrainingLog& log) {
  const std::string x = "updates";
  std::string out = "<div class=\"side\">\n";
  out += line_plot({"Nats a target piece",
                    x,
                    {curve("training, smoothed labels", log.updates, "loss", false),
                     curve("validation cross-entropy", log.validations, "cross_entropy", true)}});
  if (std::ranges::any_of(log.validations, [](const json& line) { return line.contains("bleu"); })) {
    out += line_plot(
        {"Validation",
         x,
         {curve("BLEU", log.validations, "bleu", true), curve("chrF", log.validations, "chrf", true)},
         true});
  }
  out += line_plot({"Learning rate", x, {curve("", log.updates, "learning_rate", false)}, true});
  out += line_plot({"Target pieces a second", x, {speed(log.updates)}, true});
  return out + "</div>\n";
}

std::string cell(const std::string& text, const char* attributes = "") {
  return std::string("<td") + attributes + ">" + text + "</td>";
}
std::string number_cell(const std::string& text) { return cell(text, " class=\"n\""); }

std::string figure(const json& line, const char* key, const char* format) {
  return line.contains(key) ? fixed(format, line.at(key)) : "–";
}

// The validation whose model was kept.
const json* best(const TrainingLog& log) {
  const json* found = nullptr;
  for (const json& line : log.validations) {
    if (line.value("best", false)) found = &line;
  }
  return found;
}

std::string summary(const TrainingLog& log) {
  std::string out;
  const json model = log.start.value("model", json::object());
  if (model.contains("preset")) {
    out += "<p>Preset " + escape(model.at("preset").get<std::string>()) + ", " +
           with_commas(log.start.value("parameters", std::int64_t{0})) + " parameters; " +
           with_commas(log.start.value("pairs", std::int64_t{0})) + " pairs, " +
           with_commas(log.start.value("batches", std::int64_t{0})) + " batches an epoch.</p>\n";
  }
  const std::vector<json>& lines = log.updates.empty() ? log.validations : log.updates;
  if (!lines.empty()) {
    const json& now = log.end.is_object() ? log.end : lines.back();
    out += "<p>Update " + with_commas(now.value("update", std::int64_t{0})) + ", epoch " +
           figure(now, "epoch", "%.2f") + ", " + duration(now.value("seconds", 0.0)) + " of training" +
           (log.end.is_object() ? "; ended: " + escape(log.end.value("reason", "")) : "") + ".";
    if (const json* line = best(log)) {
      out += " The model kept is that of update " + with_commas(line->value("update", std::int64_t{0})) + ".";
    }
    out += "</p>\n";
  }
  return out;
}

std::string validations(const TrainingLog& log) {
  if (log.validations.empty()) return "<p>Not validated yet.</p>\n";
  std::string out = "<details><summary>The figures</summary><table><tr>";
  for (const char* name :
       {"update", "epoch", "time", "cross-entropy, nats a piece", "perplexity", "BLEU", "chrF"}) {
    out += "<th class=\"n\">" + std::string(name) + "</th>";
  }
  out += "</tr>\n";
  const json* kept = best(log);
  for (const json& line : log.validations) {
    out += std::string("<tr") + (&line == kept ? " class=\"best\">" : ">") +
           number_cell(with_commas(line.value("update", std::int64_t{0}))) +
           number_cell(figure(line, "epoch", "%.2f")) + number_cell(duration(line.value("seconds", 0.0))) +
           number_cell(figure(line, "cross_entropy", "%.4f")) +
           number_cell(fixed("%.2f", std::exp(line.value("cross_entropy", 0.0)))) +
           number_cell(figure(line, "bleu", "%.2f")) + number_cell(figure(line, "chrf", "%.2f")) + "</tr>\n";
  }
  return out + "</table></details>\n";
}

// Of each sample its translations, where they changed.
std::string samples(const TrainingLog& log) {
  std::string out;
  if (log.validations.empty() || !log.validations.back().contains("samples")) return out;
  const std::size_t count = log.validations.back().at("samples").size();
  for (std::size_t i = 0; i < count; ++i) {
    std::string rows, source, before;
    for (const json& line : log.validations) {
      const json& all = line.contains("samples") ? line.at("samples") : json::array();
      if (i >= all.size()) continue;
      source = all.at(i).at(0);
      const std::string translation = all.at(i).at(1);
      if (rows.empty() || translation != before) {
        rows += "<tr>" + number_cell(with_commas(line.value("update", std::int64_t{0}))) +
                cell(escape(translation)) + "</tr>\n";
      }
      before = translation;
    }
    out += "<h3>" + escape(source) + "</h3>\n<table>" + rows + "</table>\n";
  }
  return "<h2>Samples over time</h2>\n" + out;
}

SoftAlignment read_alignment(const json& attention) {
  SoftAlignment alignment;
  const auto tokens = [](const json& words) {
    std::vector<AlignedToken> list;
    for (const json& word : words) list.push_back({word.get<std::string>(), 0, 0});
    return list;
  };
  alignment.source = tokens(attention.at("source"));
  alignment.target = tokens(attention.at("target"));
  for (const json& row : attention.at("weights")) {
    for (const json& weight : row) alignment.weights.push_back(weight);
  }
  return alignment;
}

// Six pictures at most, evenly over the training, the first and the last among them.
std::string attention(const TrainingLog& log) {
  constexpr std::size_t kMost = 6;
  std::vector<const json*> with;
  for (const json& line : log.validations) {
    if (line.contains("attention")) with.push_back(&line);
  }
  if (with.empty()) return "";
  std::string out = "<h2>Attention over time</h2>\n<div class=\"side wide\">\n";
  const std::size_t count = std::min(kMost, with.size());
  for (std::size_t i = 0; i < count; ++i) {
    const json& line = *with[count == 1 ? 0 : i * (with.size() - 1) / (count - 1)];
    const SoftAlignment alignment = read_alignment(line.at("attention"));
    const HeatMap map{&alignment, "update " + with_commas(line.value("update", std::int64_t{0}))};
    const std::string drawing = svg_drawing(std::span(&map, 1), {"", false});
    out += drawing.substr(drawing.find("<svg"));
  }
  return out + "</div>\n";
}

std::string table(const json& object) {
  std::string out = "<table>\n";
  for (const auto& [key, value] : object.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    out += "<tr>" + cell(escape(key)) + cell(escape(text)) + "</tr>\n";
  }
  return out + "</table>\n";
}

std::string settings(const TrainingLog& log) {
  std::string out = "<h2>What was trained</h2>\n";
  for (const auto& [key, title] :
       {std::pair("options", "Training"), std::pair("model", "Model"), std::pair("data", "Data")}) {
    if (log.start.contains(key)) {
      out += std::string("<details><summary>") + title + "</summary>" + table(log.start.at(key)) +
             "</details>\n";
    }
  }
  return out;
}

}  // namespace

std::string training_report(std::string_view text) {
  const TrainingLog log = parse_training_log(text);
  return kHead + ("<h1>Training report</h1>\n" + summary(log)) + curves(log) + validations(log) +
         samples(log) + attention(log) + settings(log) + "</body></html>\n";
}

}  // namespace nmt

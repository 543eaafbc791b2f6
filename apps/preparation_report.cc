#include "preparation_report.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cli.h"

namespace nmt::cli {
namespace {

using nlohmann::json;

std::string number(const json& value) { return with_commas(value.get<std::int64_t>()); }

// The first few places of each rule, and with --verbose the others, a line each.
void report_rules(const RuleCounts& rules) {
  bool more = false;
  for (int i = 0; i < kRuleCount; ++i) {
    const Rule rule = static_cast<Rule>(i);
    if (rules.count(rule) == 0) continue;
    const std::vector<std::string>& places = rules.places(rule);
    std::string first;
    for (std::size_t k = 0; k < std::min(RuleCounts::kFew, places.size()); ++k) {
      first += (k == 0 ? "" : ", ") + places[k];
    }
    if (rules.count(rule) > static_cast<std::int64_t>(RuleCounts::kFew)) first += ", …";
    note("  left out, " + std::string(name_of(rule)) + ": " + with_commas(rules.count(rule)) + "  " + first);
    for (std::size_t k = RuleCounts::kFew; k < places.size(); ++k) detail("    " + places[k]);
    more = more || rules.count(rule) > static_cast<std::int64_t>(places.size());
  }
  if (more) note("  (--verbose names the other lines as well)");
}

void report_overlaps(const json& shared) {
  for (const auto& [name, counts] : shared.items()) {
    if (counts["sources"] == 0 && counts["targets"] == 0) continue;
    std::string parts = name;
    parts.replace(parts.find("_in_"), 4, " also stand in ");
    warning("the given parts share sentences: " + number(counts["sources"]) + " source and " +
            number(counts["targets"]) + " target sentences of " + parts);
  }
}

void report_pieces(const json& manifest, const char* side) {
  const json& pieces = manifest["train_pieces"][side];
  const std::string lengths = "median " + number(pieces["median_length"]) + ", 95 % up to " +
                              number(pieces["length_95_percent"]) + ", longest " + number(pieces["longest"]);
  if (!pieces.contains("unknown")) {  // it is vectors
    note("  " + std::string(side) + ": vectors of " + number(manifest["source_features"]) + " features, " +
         number(pieces["pieces"]) + " positions; a source: " + lengths);
    return;
  }
  const double words = std::max(1.0, pieces["pieces"].get<double>());
  const std::string unknown = fixed("%.3f", 100 * pieces["unknown"].get<double>() / words);
  note("  " + std::string(side) + ": vocabulary " + number(manifest["vocabulary"][side]) + ", " +
       number(pieces["pieces"]) + " pieces, " + unknown + " % unknown; a sentence: " + lengths);
}

void report_parts(const json& manifest) {
  for (const char* part : {"train", "valid", "test"}) {
    const json& counts = manifest["counts"][part];
    note("  " + std::string(part) + ": " + number(counts["sources"]) + " source sentences, " +
         number(counts["pairs"]) + " pairs");
    const json asked = manifest["options"].value(part, json());
    if (!asked.is_number() || counts["sources"] >= asked) continue;
    warning(std::string(part) + ": " + number(counts["sources"]) + " of the " + number(asked) +
            " sentences asked for are left, the others are too long (--max-length)");
  }
}

void report_vocabulary(const json& vocabulary) {
  const std::string asked = number(vocabulary["asked"]);
  if (vocabulary["automatic"] == true) note("  vocabulary chosen by the number of training pairs: " + asked);
  for (const char* side : {"source", "target"}) {
    if (vocabulary[side] != 0 && vocabulary[side] < vocabulary["asked"]) {
      note("  the " + std::string(side) + " text gives no more than " + number(vocabulary[side]) + " of " +
           asked + " pieces");
    }
  }
}

}  // namespace

void report(const Prepared& prepared) {
  const json& manifest = prepared.manifest;
  const json& counts = manifest["counts"];
  note("read " + number(counts["pairs_read"]) + " pairs in " + number(counts["lines"]) + " lines");
  report_rules(prepared.rules);
  note("  components (pairs tied by an equal side): " + number(manifest["split"]["components"]) +
       ", the largest of " + number(manifest["split"]["largest_component_pairs"]) + " pairs");
  report_parts(manifest);
  report_overlaps(manifest["split"]["shared"]);
  report_vocabulary(manifest["vocabulary"]);
  report_pieces(manifest, "source");
  report_pieces(manifest, "target");
}

}  // namespace nmt::cli

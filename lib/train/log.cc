#include "train/log.h"

#include <cmath>

#include "base/error.h"

// An object a line; "event" tells of what:
// - start: once. "model" and "options" as in config.json, "data", "parameters", "pairs", and of an epoch
//   "batches".
// - update: every 50 updates.
// - validation: "cross_entropy" (nats a piece), "bleu" and "chrf" if computed, "best" (was the model kept?),
//   "samples" ([[source, translation], …]), "attention" of one sentence ({"source": [word, …], "target":
//   [word, …], "weights": a row a target word, to a thousandth}); of hard attention "advantage" and
//   "entropy" (nats).
// - end: "reason", in words.
//
// All but start tell where the training stood: "update", "epoch" (done, with a fraction), "target_tokens",
// "seconds" (validations not counted), "loss" (label-smoothed, nats a piece), "gradient_norm",
// "learning_rate".
namespace nmt {
namespace {

using nlohmann::json;

json line(const char* event, const TrainingProgress& p) {
  return {{"event", event},
          {"update", p.updates},
          {"epoch", p.epoch - 1 + p.epoch_share},
          {"target_tokens", p.target_tokens},
          {"seconds", p.seconds},
          {"loss", p.loss},
          {"gradient_norm", p.norm},
          {"learning_rate", p.learning_rate}};
}

json attention_record(const SoftAlignment& attention) {
  json source = json::array(), target = json::array(), weights = json::array();
  for (const AlignedToken& token : attention.source) source.push_back(token.text);
  for (std::size_t i = 0; i < attention.target.size(); ++i) {
    target.push_back(attention.target[i].text);
    json row = json::array();
    for (std::size_t j = 0; j < attention.source.size(); ++j) {
      row.push_back(std::round(1000.0 * attention.weight(i, j)) / 1000);
    }
    weights.push_back(row);
  }
  return {{"source", source}, {"target", target}, {"weights", weights}};
}

}  // namespace

json start_line(const ModelConfig& model, const json& data, const json& options, const TrainingPlan& plan,
                std::size_t pairs) {
  return {{"event", "start"},       {"model", model}, {"data", data},
          {"options", options},     {"pairs", pairs}, {"parameters", plan.parameters},
          {"batches", plan.batches}};
}

json update_line(const TrainingProgress& progress) { return line("update", progress); }

json validation_line(const TrainingProgress& progress, const Validation& v, bool best, bool hard) {
  json record = line("validation", progress);
  record["cross_entropy"] = v.cross_entropy;
  if (v.bleu >= 0) record["bleu"] = v.bleu;
  if (v.chrf >= 0) record["chrf"] = v.chrf;
  if (hard) {
    record["advantage"] = progress.advantage;
    record["entropy"] = progress.entropy;
  }
  record["best"] = best;
  record["samples"] = v.samples;
  if (v.attention) record["attention"] = attention_record(*v.attention);
  return record;
}

json end_line(const TrainingProgress& progress, const std::string& reason) {
  json record = line("end", progress);
  record["reason"] = reason;
  return record;
}

TrainingLog parse_training_log(std::string_view text) {
  TrainingLog log;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t length = text.find('\n');
    const json line = json::parse(text.substr(0, length), nullptr, false);
    const bool last = length == std::string_view::npos || length + 1 == text.size();
    text.remove_prefix(last ? text.size() : length + 1);
    if (!line.is_object()) {
      if (last) break;
      throw Error("line " + std::to_string(number) + " of the training's log: expected a JSON object");
    }
    const std::string event = line.value("event", "");
    if (event == "start") log.start = line;
    if (event == "update") log.updates.push_back(line);
    if (event == "validation") log.validations.push_back(line);
    if (event == "end") log.end = line;
  }
  return log;
}

}  // namespace nmt

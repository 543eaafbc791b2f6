#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "train/trainer.h"

// training/log.jsonl: what happened in a training, for machines; its grammar stands in log.cc.
namespace nmt {

// The lines of each event. Throw nothing but std::bad_alloc.
nlohmann::json start_line(const ModelConfig& model, const nlohmann::json& data, const nlohmann::json& options,
                          const TrainingPlan& plan, std::size_t pairs);
nlohmann::json update_line(const TrainingProgress& progress);
// `hard`: of a model whose attention is drawn.
nlohmann::json validation_line(const TrainingProgress& progress, const Validation& validation, bool best,
                               bool hard);
nlohmann::json end_line(const TrainingProgress& progress, const std::string& reason);

struct TrainingLog {
  nlohmann::json start = nlohmann::json::object(), end;  // of the last such event
  std::vector<nlohmann::json> updates, validations;
};
// A last line that was cut off is passed over; throws Error naming the line for any other that is no object.
TrainingLog parse_training_log(std::string_view text);

}  // namespace nmt

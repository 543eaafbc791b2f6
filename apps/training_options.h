#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "train/trainer.h"

namespace nmt::cli {

// The options of nmt-train that say how a model is trained and validated.
class TrainingOptions {
 public:
  // `app` must outlive this object.
  void add_to(CLI::App& app);

  // Is the size of a batch for the corpus to choose, and not yet chosen?
  bool automatic_batch() const { return chosen_.batch_tokens == 0; }
  // What Trainer::plan() chose instead.
  void set_batch(int tokens) { chosen_.batch_tokens = tokens; }
  // What was chosen. Error if it does not go together.
  TrainerOptions trainer(int threads) const;

  // Each option's value, by its name; and those alone on which the parameters depend.
  nlohmann::json record() const { return values(false); }
  nlohmann::json decisive() const { return values(true); }
  // Takes what was not given, or as auto, from such a record, of a training that stands there. What was
  // given, and must be as it was but is not, is added to `differences`. Error if the record lacks an option.
  void resume(const nlohmann::json& record, const TrainerState& state, std::vector<std::string>& differences);
  // After resume(), with the schedule that follows. Error if the learning rates of the updates done would
  // have been others: the end that they fall towards may be chosen, or moved, until they begin to.
  void check_end(const Schedule& now) const;

 private:
  // The parameters depend on it | they do, but a training that moves to another machine may need another |
  // they do from where the learning rate falls on | the figures of a validation depend on it | nothing does:
  // it may change as a training goes on.
  enum class Kind { decisive, machine, end, figures, free };
  struct Entry {
    CLI::Option* option;
    Kind kind;
    std::function<nlohmann::json()> get;
    std::function<void(const nlohmann::json&)> set;
  };
  template <class T>
  CLI::Option* add(Kind kind, const char* name, T& value, const char* type, const char* help);
  template <class T>
  CLI::Option* add(Kind kind, const char* name, T& value, const CLI::Validator& check, const char* type,
                   const char* help);
  template <class E>
  void add_choice(Kind kind, const char* name, E& value,
                  const std::vector<std::pair<std::string, E>>& choices, const char* help);
  void add_validation();
  bool decisive(const Entry& entry) const;
  nlohmann::json values(bool decisive_only) const;

  CLI::App* app_ = nullptr;
  TrainerOptions chosen_;
  // Of the training that goes on.
  Schedule before_;
  TrainingProgress done_;
  bool new_end_ = false;  // is the end another than before?
  std::vector<std::string> metrics_{"ce", "bleu", "chrf"};
  std::vector<Entry> entries_;
};

}  // namespace nmt::cli

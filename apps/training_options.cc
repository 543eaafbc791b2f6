#include "training_options.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/numbers.h"
#include "cli.h"
#include "given.h"

namespace nmt::cli {
namespace {

using nlohmann::json;

// --batch-tokens → batch_tokens
std::string key_of(const CLI::Option* option) {
  std::string key = option->get_single_name();
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

std::string shown(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string list;
  for (const json& each : value) list += (list.empty() ? "" : ",") + shown(each);
  return list;
}

}  // namespace

template <class T>
CLI::Option* TrainingOptions::add(Kind kind, const char* name, T& value, const char* type, const char* help) {
  CLI::Option* option = app_->add_option(name, value, help)->capture_default_str();
  option->type_name(type)->group("Training");
  entries_.push_back({option, kind, [&value] { return json(value); },
                      [&value](const json& recorded) { value = recorded.get<T>(); }});
  return option;
}

template <class T>
CLI::Option* TrainingOptions::add(Kind kind, const char* name, T& value, const CLI::Validator& check,
                                  const char* type, const char* help) {
  return add(kind, name, value, type, help)->check(check);
}

template <class E>
void TrainingOptions::add_choice(Kind kind, const char* name, E& value,
                                 const std::vector<std::pair<std::string, E>>& choices, const char* help) {
  CLI::Option* option = cli::add_choice<E>(*app_, name, value, choices, help)->group("Training");
  const auto get = [&value, choices] {
    const auto same = [&](const auto& choice) { return choice.second == value; };
    return json(std::find_if(choices.begin(), choices.end(), same)->first);
  };
  const auto set = [&value, choices, name](const json& recorded) {
    for (const auto& [text, choice] : choices) {
      if (recorded != text) continue;
      value = choice;
      return;
    }
    throw Error("the checkpoint has " + recorded.dump() + " for " + name +
                ", which this nmt does not know: was it made by a newer one?");
  };
  entries_.push_back({option, kind, get, set});
}

void TrainingOptions::add_to(CLI::App& app) {
  app_ = &app;
  TrainerOptions& t = chosen_;
  t.patience = 10;
  using enum Kind;
  add(decisive, "--batch-tokens", t.batch_tokens, CLI::Range(0, 1 << 20), "N|auto",
      "Target pieces of a batch; auto: 1000, or as many as memory has room for")
      ->transform([](const std::string& text) { return text == "auto" ? "0" : text; });
  add(decisive, "--shards", t.learner.shards, CLI::Range(1, 256), "N",
      "Parts of a batch worked side by side; changes the result, --threads does not");
  add(end, "--max-epochs", t.max_epochs, not_negative(), "N", "End after so many epochs (0: no limit)");
  add(end, "--max-updates", t.max_updates, not_negative(), "N", "End after so many updates (0: no limit)");
  add(end, "--max-minutes", t.max_minutes, not_negative(), "M",
      "End after so many minutes of training (0: no limit)");
  add_choice<OptimizerKind>(
      decisive, "--optimizer", t.optimizer.kind,
      {{"adam", OptimizerKind::adam}, {"adadelta", OptimizerKind::adadelta}, {"sgd", OptimizerKind::sgd}},
      "Adam, Adadelta (--learning-rate 1 is Zeiler's), or plain gradient descent");
  add(decisive, "--learning-rate", t.schedule.learning_rate, positive(), "R", "The highest");
  add_choice<ScheduleKind>(
      decisive, "--schedule", t.schedule.kind,
      {{"constant", ScheduleKind::constant},
       {"linear", ScheduleKind::linear},
       {"inverse-sqrt", ScheduleKind::inverse_sqrt},
       {"plateau", ScheduleKind::plateau}},
      "The learning rate stays; falls in a line until the end; falls with the root; or is halved where "
      "validations get no better, from the best model on");
  add(end, "--cooldown", t.schedule.cooldown, CLI::Range(0.0, 1.0), "X",
      "Share of the updates, at the end, in which the learning rate falls in a line to a twentieth; needs "
      "--max-updates, or --max-epochs or --max-minutes, and takes as many updates as they hold");
  add(decisive, "--halve-after", t.schedule.halve_after, not_negative(), "N",
      "Validations without a better one until --schedule plateau halves");
  add(decisive, "--warmup", t.schedule.warmup, not_negative(), "N",
      "Updates in which the learning rate rises");
  add(decisive, "--clip-norm", t.optimizer.clip_norm, not_negative(), "X", "Longest gradient (0: no limit)");
  add(decisive, "--label-smoothing", t.learner.label_smoothing, CLI::Range(0.0, 0.9), "E",
      "Share of probability spread over all pieces");
  add(decisive, "--ema", t.optimizer.average, CLI::Range(0.0, 0.99999), "B",
      "Share that the average of the weights keeps at each update; the average is validated and saved, not "
      "the weights themselves (0: no average)");
  add(decisive, "--subword-sampling", t.subword_sampling, CLI::Range(0.0, 10.0), "A",
      "Draw the pieces of each word anew in each epoch, with probability to the power of A: 0.2 often others "
      "than the likeliest, 1 seldom (Kudo 2018; 0: never)");
  add(decisive, "--freeze", t.frozen, "LIST",
      "Parts of the model that stay as they are, with commas, by their names in model.safetensors: "
      "src_emb,enc")
      ->default_str("")
      ->delimiter(',')
      ->allow_extra_args(false);
  add(decisive, "--reward-weight", t.learner.reward_weight, not_negative(), "L",
      "Of the reward that --pick hard draws towards");
  add(decisive, "--entropy-weight", t.learner.entropy_weight, not_negative(), "L",
      "Of the entropy of the weights that --pick hard draws from");
  add_choice<Precision>(machine, "--precision", t.precision,
                        {{"fp32", Precision::fp32}, {"bf16", Precision::bf16}},
                        "Of the matrix products; weights and sums are fp32");
  add(decisive, "--seed", t.learner.seed, not_negative(), "N",
      "Of first weights, dropout and the order of the data");
  add(free, "--save-every", t.save_every, not_negative(), "M",
      "Minutes between checkpoints for --resume (0: with validations only)");
  add(free, "--keep", t.keep, CLI::Range(0, 1000), "N",
      "Models of the last N validations stay in MODEL/training as model-UPDATES.safetensors, for --average");
  add_validation();
}

void TrainingOptions::add_validation() {
  TrainerOptions& t = chosen_;
  using enum Kind;
  CLI::Option* const all[] = {
      add(free, "--valid-every", t.valid_every, not_negative(), "N",
          "Updates between validations (0: an epoch, 200 at least, 2000 at most)"),
      add(figures, "--valid-beam", t.validator.beam, CLI::Range(1, 64), "N",
          "Beam of the translations for BLEU"),
      add(figures, "--valid-metrics", metrics_, CLI::IsMember({"ce", "bleu", "chrf"}), "LIST",
          "The first decides which model is kept, the others are told, with commas between; ce is always "
          "told, and alone spares the translating")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->default_str("ce,bleu,chrf"),
      add(free, "--patience", t.patience, not_negative(), "N",
          "End after so many validations without a better one (0: never)"),
      add(free, "--min-gain", t.min_gain, CLI::Range(0.0, 1.0), "X",
          "Share of the best figure by which a validation has to be better to count as such, for --patience "
          "and --schedule plateau; the best model is kept in any case")};
  for (CLI::Option* option : all) option->group("Validation");
}

TrainerOptions TrainingOptions::trainer(int threads) const {
  TrainerOptions t = chosen_;
  if (t.schedule.has_end() && t.max_updates == 0 && t.max_epochs == 0 && t.max_minutes == 0) {
    throw Error(std::string(t.schedule.cooldown > 0 ? "--cooldown" : "--schedule linear") +
                " needs --max-updates, --max-epochs or --max-minutes: the learning rate falls until then");
  }
  if (t.schedule.kind == ScheduleKind::linear && t.schedule.cooldown > 0) {
    throw Error("--cooldown and --schedule linear: the rate falls in a line already, leave one of them out");
  }
  t.learner.threads = t.validator.threads = threads;
  t.schedule.max_updates = t.max_updates;
  const std::string& first = metrics_.front();
  t.best = first == "bleu" ? Metric::bleu : first == "chrf" ? Metric::chrf : Metric::cross_entropy;
  // Only cross-entropy does without translating.
  t.validator.translate =
      std::any_of(metrics_.begin(), metrics_.end(), [](const auto& name) { return name != "ce"; });
  return t;
}

// On a plateau the learning rate depends on the validations.
bool TrainingOptions::decisive(const Entry& entry) const {
  const Schedule& schedule = chosen_.schedule;
  const std::string key = key_of(entry.option);
  return entry.kind == Kind::decisive || entry.kind == Kind::machine ||
         (entry.kind == Kind::end && schedule.has_end()) ||
         (schedule.kind == ScheduleKind::plateau && (key == "valid_every" || key == "min_gain"));
}

json TrainingOptions::values(bool decisive_only) const {
  json all = json::object();
  for (const Entry& entry : entries_) {
    if (!decisive_only || decisive(entry)) all[key_of(entry.option)] = entry.get();
  }
  return all;
}

void TrainingOptions::resume(const json& record, const TrainerState& state,
                             std::vector<std::string>& differences) {
  const auto recorded = [&](const Entry& entry) -> const json& {
    const auto found = record.find(key_of(entry.option));
    if (found != record.end()) return *found;
    throw Error("the checkpoint lacks " + key_of(entry.option) + ": it was made by another version of nmt");
  };
  for (const Entry& entry : entries_) {
    if (!is_given(*entry.option)) entry.set(recorded(entry));
  }
  before_ = chosen_.schedule;
  before_.cooldown = record.at("cooldown");
  before_.max_updates = state.last_update;
  done_ = state.progress;
  new_end_ = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.kind == Kind::end && entry.get() != recorded(entry);
  });
  for (const Entry& entry : entries_) {
    const bool fixed = entry.kind == Kind::figures ||
                       (decisive(entry) && entry.kind != Kind::machine && entry.kind != Kind::end);
    if (!fixed || entry.get() == recorded(entry)) continue;
    differences.push_back(difference(*entry.option, shown(recorded(entry)), shown(entry.get())));
  }
}

void TrainingOptions::check_end(const Schedule& now) const {
  if (!new_end_) return;
  if (now.max_updates == before_.max_updates && now.cooldown == before_.cooldown) {
    if (done_.updates > before_.falls_after()) {
      note("the learning rate falls towards update " + with_commas(before_.max_updates) +
           " already: another limit does not move that end");
    }
    return;
  }
  const std::string updates = with_commas(done_.updates);
  if (done_.updates > before_.falls_after()) {
    throw Error("--resume: after update " + with_commas(before_.falls_after()) +
                " the learning rate falls towards --max-updates " + std::to_string(before_.max_updates) +
                ", and " + updates +
                " are done: that end cannot be moved any more. --init-from begins another "
                "training where this one stands");
  }
  const auto refuse = [&](const std::string& begin, const std::string& end, const std::string& least) {
    throw Error("--resume: with --cooldown " + shown(now.cooldown) +
                " the learning rate would have to fall after " + begin + ", towards " + end + "; " + least +
                " can be the end");
  };
  if (done_.updates > now.falls_after()) {
    const std::int64_t least = now.least_end(done_.updates);
    refuse("update " + with_commas(now.falls_after()) + " of the " + updates + " that are done",
           "--max-updates " + std::to_string(now.max_updates),
           least > 0 ? "at least --max-updates " + std::to_string(least) : "none");
  }
  // By the clock the trainer takes an end that leaves what is done as it is, but the time may be over before.
  const double high = 1 - now.cooldown, most = 60 * chosen_.max_minutes;
  if (!now.has_end() || chosen_.max_updates > 0 || most == 0 || done_.seconds <= high * most) return;
  refuse(duration(high * most) + " of the " + duration(done_.seconds) + " minutes that are done",
         "--max-minutes " + shown(chosen_.max_minutes),
         high > 0 ? "at least --max-minutes " + fixed("%.1f", std::ceil(done_.seconds / 6 / high) / 10)
                  : "none");
}

}  // namespace nmt::cli

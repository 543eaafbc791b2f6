#include "training_reporter.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/stopwatch.h"
#include "cli.h"
#include "train/log.h"

namespace nmt::cli {
namespace {

using nlohmann::json;

constexpr std::int64_t kLogEvery = 50;  // updates

std::string describe(const Validation& v) {
  std::string text = "cross-entropy " + fixed("%.4f", v.cross_entropy) + " nats a piece (perplexity " +
                     fixed("%.2f", std::exp(v.cross_entropy)) + ")";
  if (v.bleu >= 0) text += ", BLEU " + fixed("%.2f", v.bleu) + ", chrF " + fixed("%.2f", v.chrf);
  return text;
}

// Hard attention's gradient is drawn: how much it varies, and why.
std::string describe_draws(const TrainingProgress& p) {
  const double deviation = std::sqrt(std::max(0.0, p.norm_square - p.norm * p.norm));
  return "  hard attention: rewards " + fixed("%.3f", p.advantage) + " nats from their base line, entropy " +
         fixed("%.3f", p.entropy) + " nats a piece; gradient's norm " + fixed("%.3f", p.norm) + " ± " +
         fixed("%.3f", deviation);
}

const char* reason(Stop stop) {
  switch (stop) {
    case Stop::max_updates:
      return "--max-updates reached";
    case Stop::max_epochs:
      return "--max-epochs reached";
    case Stop::max_minutes:
      return "--max-minutes reached";
    case Stop::patience:
      return "no better model for --patience validations";
    case Stop::asked:
      return "asked to stop";
  }
  return "";
}

}  // namespace

TrainingReporter::TrainingReporter(About about, const TrainerOptions& options, TrainingDirectory& directory,
                                   const TrainingProgress* from)
    : about_(std::move(about)),
      options_(options),
      directory_(directory),
      resumed_(from),
      saved_at_(from ? from->updates : 0),
      bar_("training", "pieces", from ? static_cast<double>(from->target_tokens) : 0) {}

TrainerEvents TrainingReporter::events() {
  return {[this](const TrainingProgress& p) { progressed(p); },
          [this](const TrainingProgress& p, const Validation& v, bool best) { validated(p, v, best); },
          [this](const Trainer& trainer, const Validation* best) { return save(trainer, best); }};
}

void TrainingReporter::planned(const TrainingPlan& plan) {
  const ModelConfig& c = about_.model.config();
  const auto pairs = static_cast<std::int64_t>(about_.corpus.train().size());
  const std::string source = c.source_features > 0
                                 ? "source vectors of " + with_commas(c.source_features) + " numbers"
                                 : with_commas(c.source_vocabulary) + " source";
  note("preset " + c.preset + ": " + with_commas(static_cast<std::int64_t>(plan.parameters)) +
       " parameters, " + source + " and " + with_commas(c.target_vocabulary) + " target pieces");
  note("data: " + with_commas(pairs) + " pairs, " + with_commas(static_cast<std::int64_t>(plan.batches)) +
       " batches of up to " + with_commas(plan.batch_tokens) + " target pieces an epoch; seed " +
       std::to_string(options_.learner.seed) + ", " + std::to_string(options_.learner.shards) +
       " shards on " + std::to_string(options_.learner.threads) + " threads");
  note("memory: " + megabytes(plan.memory) + ", the largest batch included; an epoch takes about " +
       duration(plan.epoch_seconds) +
       (plan.max_updates > 0 ? (options_.max_updates > 0 ? ", " : ", about ") +
                                   with_commas(plan.max_updates) + " updates take " +
                                   duration(plan.epoch_seconds / static_cast<double>(plan.batches) *
                                            static_cast<double>(plan.max_updates))
                             : "") +
       "; validations not counted");
  if (resumed_) {
    note("resumed: goes on from update " + with_commas(saved_at_));
  } else {
    directory_.log(start_line(c, about_.data, about_.decisive, plan, about_.corpus.train().size()));
  }
}

void TrainingReporter::progressed(const TrainingProgress& p) {
  if (p.updates % kLogEvery == 0) directory_.log(update_line(p));
  const double epochs = p.epoch - 1 + p.epoch_share;  // done
  const std::string extra = "epoch " + std::to_string(p.epoch) + " " + fixed("%.0f", 100 * p.epoch_share) +
                            " %, " + duration((1 - p.epoch_share) * p.seconds / epochs) +
                            " left of it, loss " + fixed("%.3f", p.loss);
  // The limit that is nearest; without one the end is not known.
  const auto share = [](double done, double limit) { return limit > 0 ? done / limit : 0; };
  const double reached =
      std::max({share(static_cast<double>(p.updates), static_cast<double>(options_.max_updates)),
                share(p.seconds, 60 * options_.max_minutes), share(epochs, options_.max_epochs)});
  const auto done = static_cast<double>(p.target_tokens);
  bar_.update(done, reached > 0 ? done / reached : 0, extra);
}

void TrainingReporter::validated(const TrainingProgress& p, const Validation& v, bool best) {
  bar_.clear();
  const auto done = static_cast<double>(p.target_tokens);
  note("update " + with_commas(p.updates) + ", epoch " + fixed("%.2f", p.epoch - 1 + p.epoch_share) + ", " +
       duration(p.seconds) + ": " + describe(v) + (best ? ", the best so far" : "") + "; loss " +
       fixed("%.3f", p.loss) + ", " + with_commas(std::llround(done / std::max(p.seconds, 1e-9))) +
       " pieces/s");
  if (about_.model.config().pick == PickKind::hard) note(describe_draws(p));
  detail("  padding: " + fixed("%.2f", 100 * (1 - done / static_cast<double>(p.computed_tokens))) +
         " % of the target positions computed so far");
  for (const auto& [source, translation] : v.samples) note("  " + source + " → " + translation);
  directory_.log(validation_line(p, v, best, about_.model.config().pick == PickKind::hard));
  if (options_.keep == 0) return;
  try {
    directory_.keep(about_.model.parameters(), p.updates, options_.keep);
  } catch (const std::exception& error) {
    warning(error.what());
  }
}

json TrainingReporter::training_record(const Trainer& trainer, const Validation& v) const {
  const TrainingProgress& p = trainer.state().progress;
  json record = about_.decisive;
  // Before the fall the end is a guess, on which nothing depends yet.
  if (p.updates > trainer.schedule().falls_after()) record["max_updates"] = trainer.schedule().max_updates;
  record["updates"] = p.updates;
  record["epoch"] = p.epoch;
  record["target_tokens"] = p.target_tokens;
  record["valid"] = {{"cross_entropy", v.cross_entropy}, {"bleu", v.bleu}, {"chrf", v.chrf}};
  return record;
}

bool TrainingReporter::save(const Trainer& trainer, const Validation* best) {
  const TrainingProgress& p = trainer.state().progress;
  const Stopwatch watch;
  std::optional<BundleFiles> bundle;
  if (best) {
    const PreparedCorpus& corpus = about_.corpus;
    bundle =
        bundle_files({about_.model, corpus.source_tokenizer(), corpus.target_tokenizer(), corpus.normalizer(),
                      corpus.notice(), about_.data, training_record(trainer, *best)});
  }
  try {
    directory_.save(trainer, std::move(bundle));
  } catch (const Error& error) {
    if (p.updates == 0) throw;
    unsaved_ = error.what();
    bar_.clear();
    warning(unsaved_ + "; training goes on, and tries again at the next checkpoint");
    return false;
  }
  if (!unsaved_.empty()) note("the checkpoint could be written this time");
  detail("  " + std::string(best ? "model and " : "") + "checkpoint saved in " +
         fixed("%.2f", watch.seconds()) + " s");
  unsaved_.clear();
  saved_at_ = p.updates;
  report();
  return true;
}

// Training does without it.
void TrainingReporter::report() {
  try {
    directory_.report();
  } catch (const std::exception& error) {
    bar_.clear();
    warning(about_.output + "/training/report.html could not be written: " + error.what());
  }
}

void TrainingReporter::ended(Stop stop, const Trainer& trainer) {
  const TrainingProgress& p = trainer.state().progress;
  bar_.clear();
  if (!unsaved_.empty()) {
    throw Error(unsaved_ + "; ended: " + reason(stop) + "; what is in " + about_.output + " is of update " +
                with_commas(saved_at_) + " and before, --resume goes on from there");
  }
  directory_.log(end_line(p, reason(stop)));
  report();
  note(std::string("ended: ") + reason(stop) + "; the best model is in " + about_.output +
       (stop == Stop::asked ? "; --resume goes on from update " + with_commas(p.updates) : "") +
       (trainer.schedule().has_end() && p.updates >= trainer.schedule().max_updates
            ? "; the learning rate has fallen, so what goes on from it is another training: --init-from " +
                  about_.output
            : ""));
}

}  // namespace nmt::cli

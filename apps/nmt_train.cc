#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/files.h"
#include "cli.h"
#include "model/bundle.h"
#include "model_options.h"
#include "train/trainer.h"

// nmt-train DIR -o MODEL: trains a model on a directory of nmt-prep.
namespace {

namespace fs = std::filesystem;
using namespace nmt;

struct Options {
  std::string data, model;
  bool force = false, list_presets = false;
  std::vector<std::string> valid_metrics{"ce", "bleu", "chrf"};
  cli::ModelOptions parts;
  TrainerOptions trainer;
};

ModelConfig model_config(const cli::ModelOptions& options, const PreparedCorpus& corpus) {
  ModelConfig config = options.config();
  config.source_features = corpus.source_features();
  config.source_vocabulary = corpus.source_tokenizer() ? corpus.source_tokenizer()->size() : 0;
  config.target_vocabulary = corpus.target_tokenizer().size();
  config.validate();
  return config;
}

void add_training_options(CLI::App& app, TrainerOptions& t, Options& options) {
  const auto add = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->capture_default_str()->group("Training");
  };
  add("--batch-tokens", t.batch_tokens, "Target pieces of a batch")
      ->check(CLI::Range(1, 1 << 20))
      ->type_name("N");
  add("--shards", t.learner.shards,
      "Parts of a batch worked side by side; changes the result, --threads does not")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  add("--max-epochs", t.max_epochs, "End after so many epochs (0: no limit)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  add("--max-updates", t.max_updates, "End after so many updates (0: no limit)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  add("--max-minutes", t.max_minutes, "End after so many minutes of training (0: no limit)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("M");
  add("--learning-rate", t.schedule.learning_rate, "Adam's, at its highest")
      ->check(CLI::PositiveNumber)
      ->type_name("R");
  cli::add_choice<ScheduleKind>(
      app, "--schedule", t.schedule.kind,
      {{"constant", ScheduleKind::constant},
       {"linear", ScheduleKind::linear},
       {"inverse-sqrt", ScheduleKind::inverse_sqrt}},
      "The learning rate stays; falls in a line until --max-updates; falls with the root")
      ->group("Training");
  add("--warmup", t.schedule.warmup, "Updates in which the learning rate rises")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  add("--clip-norm", t.adam.clip_norm, "Longest gradient (0: no limit)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("X");
  add("--label-smoothing", t.learner.label_smoothing, "Share of probability spread over all pieces")
      ->check(CLI::Range(0.0, 0.9))
      ->type_name("E");
  add("--reward-weight", t.learner.reward_weight, "Of the reward that --pick hard draws towards")
      ->check(CLI::NonNegativeNumber)
      ->type_name("L");
  add("--entropy-weight", t.learner.entropy_weight,
      "Of the entropy of the weights that --pick hard draws from")
      ->check(CLI::NonNegativeNumber)
      ->type_name("L");
  cli::add_choice<Precision>(app, "--precision", t.precision,
                             {{"fp32", Precision::fp32}, {"bf16", Precision::bf16}},
                             "Of the matrix products; weights and sums are fp32")
      ->group("Training");
  add("--seed", t.learner.seed, "Of first weights, dropout and the order of the data")->type_name("N");
  const auto valid = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->capture_default_str()->group("Validation");
  };
  valid("--valid-every", t.valid_every,
        "Updates between validations (0: an epoch, 200 at least, 2000 at most)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  valid("--valid-beam", t.validator.beam, "Beam of the translations for BLEU")
      ->check(CLI::Range(1, 64))
      ->type_name("N");
  app.add_option("--valid-metrics", options.valid_metrics,
                 "What is computed, with commas; the first decides which model is kept")
      ->delimiter(',')
      ->check(CLI::IsMember({"ce", "bleu", "chrf"}))
      ->default_str("ce,bleu,chrf")
      ->type_name("LIST")
      ->group("Validation");
  valid("--patience", t.patience, "End after so many validations without a better one (0: never)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
}

// The directory must be ours to write, now and not after an hour of training.
void check_output(const fs::path& path, bool force) {
  if (fs::exists(path) && force && !fs::exists(path / "config.json") &&
      !(fs::is_directory(path) && fs::is_empty(path))) {
    throw Error(path.string() + " exists and is no model: --force only replaces models");
  }
  if (fs::exists(path) && !force)
    throw Error(path.string() + " exists already: choose another -o, or --force to replace it");
  StagedDirectory(path, StagedDirectory::IfExists::replace);
}

// A model with weights for each source position must know as many as the data have.
void check_sources(const PreparedCorpus& corpus, const ModelConfig& config) {
  std::size_t longest = 0;  // </s> counted
  for (std::size_t i = 0; i < corpus.train().size(); ++i) {
    longest = std::max(longest, corpus.train().pair(i).source.positions());
  }
  const Tokenizer* words = corpus.source_tokenizer();
  for (std::size_t i = 0; i < corpus.valid().size(); ++i) {
    std::size_t positions = 0;
    if (words) {
      positions = words->encode(corpus.valid()[i].source).size() + 1;
    } else {
      positions = corpus.valid_vectors()[i].positions();
    }
    longest = std::max(longest, positions);
  }
  if (longest <= static_cast<std::size_t>(config.longest_source())) return;
  const std::string found = std::to_string(longest);
  throw Error("--max-source " + std::to_string(config.max_source) + ": the longest source has " + found +
              (words ? " pieces, </s> counted" : " positions") + "; use --max-source " + found +
              ", or prepare the data with a smaller --max-length");
}

std::string megabytes(std::size_t bytes) {
  return cli::with_commas(static_cast<std::int64_t>(bytes >> 20)) + " MB";
}

std::string fixed(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string describe(const Validation& v) {
  std::string text = "cross-entropy " + fixed("%.4f", v.cross_entropy) + " (perplexity " +
                     fixed("%.2f", std::exp(v.cross_entropy)) + ") a piece";
  if (v.bleu >= 0) text += ", BLEU " + fixed("%.2f", v.bleu) + ", chrF " + fixed("%.2f", v.chrf);
  return text;
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

nlohmann::json training_record(const TrainerOptions& t, const TrainingProgress& p, const Validation& v) {
  return {{"batch_tokens", t.batch_tokens},
          {"shards", t.learner.shards},
          {"precision", t.precision == Precision::bf16 ? "bf16" : "fp32"},
          {"seed", t.learner.seed},
          {"learning_rate", t.schedule.learning_rate},
          {"warmup", t.schedule.warmup},
          {"clip_norm", t.adam.clip_norm},
          {"label_smoothing", t.learner.label_smoothing},
          {"updates", p.updates},
          {"epoch", p.epoch},
          {"target_tokens", p.target_tokens},
          {"valid", {{"cross_entropy", v.cross_entropy}, {"bleu", v.bleu}, {"chrf", v.chrf}}}};
}

// Only cross-entropy does without translating.
void use_metrics(const std::vector<std::string>& names, TrainerOptions& t) {
  const std::string& first = names.front();
  t.best = first == "bleu" ? Metric::bleu : first == "chrf" ? Metric::chrf : Metric::cross_entropy;
  t.validator.translate =
      std::any_of(names.begin(), names.end(), [](const auto& name) { return name != "ce"; });
}

int train(Options options, int threads) {
  if (options.list_presets) {
    cli::write_out(cli::presets_table());
    return 0;
  }
  if (options.data.empty() || options.model.empty()) {
    throw Error("expected a directory of nmt-prep and -o MODEL; see --help");
  }
  if (options.trainer.schedule.kind == ScheduleKind::linear && options.trainer.max_updates == 0) {
    throw Error("--schedule linear needs --max-updates: the learning rate falls until then");
  }
  check_output(options.model, options.force);
  const PreparedCorpus corpus(options.data);
  Seq2Seq model(model_config(options.parts, corpus));
  check_sources(corpus, model.config());
  TrainerOptions& t = options.trainer;
  model.parameters().initialize(t.learner.seed);
  t.learner.threads = t.validator.threads = threads;
  use_metrics(options.valid_metrics, t);
  t.schedule.max_updates = t.max_updates;
  cli::ProgressBar bar("training", "pieces");
  TrainerEvents events;
  events.planned = [&](const TrainingPlan& plan) {
    const ModelConfig& c = model.config();
    const std::string source = c.source_features > 0
                                   ? "source vectors of " + cli::with_commas(c.source_features) + " numbers"
                                   : cli::with_commas(c.source_vocabulary) + " source";
    cli::note("preset " + c.preset + ": " + cli::with_commas(static_cast<std::int64_t>(plan.parameters)) +
              " parameters, " + source + " and " + cli::with_commas(c.target_vocabulary) + " target pieces");
    cli::note("data: " + cli::with_commas(static_cast<std::int64_t>(corpus.train().size())) + " pairs, " +
              cli::with_commas(static_cast<std::int64_t>(plan.batches)) + " batches of up to " +
              cli::with_commas(t.batch_tokens) + " target pieces an epoch; seed " +
              std::to_string(t.learner.seed) + ", " + std::to_string(t.learner.shards) + " shards on " +
              std::to_string(threads) + " threads");
    cli::note("memory: " + megabytes(plan.memory) + ", the largest batch included");
  };
  events.progressed = [&](const TrainingProgress& p) {
    const std::string extra = "epoch " + std::to_string(p.epoch) + ", loss " + fixed("%.3f", p.loss);
    const double total =
        t.max_updates
            ? static_cast<double>(p.target_tokens) / static_cast<double>(p.updates) *
                  static_cast<double>(t.max_updates)
            : static_cast<double>(p.target_tokens) / std::max(1e-9, p.epoch - 1 + p.epoch_share) * p.epoch;
    bar.update(static_cast<double>(p.target_tokens), total, extra);
  };
  events.validated = [&](const TrainingProgress& p, const Validation& v, bool best) {
    bar.clear();
    cli::note(
        "update " + cli::with_commas(p.updates) + ", epoch " + fixed("%.2f", p.epoch - 1 + p.epoch_share) +
        ", " + cli::duration(p.seconds) + ": " + describe(v) + (best ? ", the best so far" : "") + "; loss " +
        fixed("%.3f", p.loss) + ", " +
        cli::with_commas(std::llround(static_cast<double>(p.target_tokens) / std::max(p.seconds, 1e-9))) +
        " pieces/s");
    const double computed = static_cast<double>(p.computed_tokens);
    cli::detail("  padding: " + fixed("%.2f", 100 * (1 - static_cast<double>(p.target_tokens) / computed)) +
                " % of the target positions computed so far");
    for (const auto& [source, translation] : v.samples) cli::detail("  " + source + " → " + translation);
  };
  events.save = [&](const TrainingProgress& p, const Validation& v) {
    StagedDirectory staged(options.model, StagedDirectory::IfExists::replace);
    const nlohmann::json data = {{"checksum", corpus.checksum()},
                                 {"source_language", corpus.source_language()},
                                 {"target_language", corpus.target_language()}};
    write_bundle(staged.path(), {model, corpus.source_tokenizer(), corpus.target_tokenizer(),
                                 corpus.normalizer(), corpus.notice(), data, training_record(t, p, v)});
    staged.commit();
  };
  cli::catch_signals();
  const Stop stop = Trainer(model, corpus, t, std::move(events)).run(cli::stop_flag());
  bar.clear();
  cli::note(std::string("ended: ") + reason(stop) + "; the best model is in " + options.model);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a translation model on a directory of nmt-prep.", "nmt-train");
  Options options;
  options.trainer.patience = 10;
  app.add_option("DIR", options.data, "A directory made by nmt-prep")->type_name("");
  app.add_option("-o,--output", options.model, "Where the model goes; complete at every moment")
      ->type_name("MODEL");
  app.add_flag("--force", options.force, "Replace a model that is there");
  app.add_flag("--list-presets", options.list_presets, "Print the presets and their parts, and end");
  options.parts.add_to(app);
  app.callback([&] { options.parts.show_preset(); });
  add_training_options(app, options.trainer, options);
  cli::CommonOptions common;
  return cli::run(app, argc, argv, common, [&] { return train(options, common.threads); });
}

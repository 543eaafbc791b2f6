#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "cli.h"
#include "model/average.h"
#include "model/transfer.h"
#include "model_options.h"
#include "recipe.h"
#include "train/checkpoint.h"
#include "training_options.h"
#include "training_reporter.h"

// nmt-train DIR -o MODEL: trains a model on a directory of nmt-prep.
namespace {

namespace fs = std::filesystem;
using namespace nmt;

struct Options {
  std::string data, model, init_from;
  std::vector<fs::path> average;
  bool force = false, resume = false, list_presets = false;
  cli::ModelOptions parts;
  cli::TrainingOptions training;
};

ModelConfig model_config(const cli::ModelOptions& options, const PreparedCorpus& corpus,
                         const std::optional<Bundle>& base) {
  ModelConfig config = base ? options.config_like(base->model->config()) : options.config();
  config.source_features = corpus.source_features();
  config.source_vocabulary = corpus.source_tokenizer() ? corpus.source_tokenizer()->size() : 0;
  config.target_vocabulary = corpus.target_tokenizer().size();
  config.validate();
  options.check_use(config);
  return config;
}

// The directory must be ours to write, now and not after an hour of training.
void check_output(const fs::path& path, bool force) {
  if (path == "-") throw Error("-o -: a model is a directory, and cannot go to standard output");
  const TrainingDirectory directory(path);
  const bool replaceable = fs::exists(path / "config.json") || directory.has_checkpoint() ||
                           (fs::is_directory(path) && fs::is_empty(path));
  if (fs::exists(path) && force && !replaceable) {
    throw Error(path.string() + " exists and is no model: --force only replaces models");
  }
  if (fs::exists(path) && !force) {
    throw Error(path.string() + " exists already: choose another -o, or " +
                (directory.has_checkpoint() ? "--resume to go on with its training, or " : "") +
                "--force to replace it");
  }
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
      positions = words->encode_sentence(corpus.valid()[i].source).size();
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

nlohmann::json data_record(const PreparedCorpus& corpus) {
  return {{"checksum", corpus.checksum()},
          {"source_language", corpus.source_language()},
          {"target_language", corpus.target_language()}};
}

// The model that is asked for; or, where a training goes on, the one of the checkpoint, whose options are
// taken as well where none were given.
ModelConfig choose(Options& options, const PreparedCorpus& corpus, const std::optional<Checkpoint>& from,
                   const std::optional<Bundle>& base) {
  if (!from) return model_config(options.parts, corpus, base);
  try {
    std::vector<std::string> differences;
    const nlohmann::json &setting = from->setting, data = data_record(corpus);
    const ModelConfig config = options.parts.resume(setting.at("model").get<ModelConfig>(), differences);
    options.training.resume(setting.at("options"), differences);
    if (setting.at("data").at("checksum") != data.at("checksum")) {
      differences.push_back("the data: checksum " + setting.at("data").at("checksum").get<std::string>() +
                            " in the checkpoint, " + corpus.checksum() + " in " + options.data);
    }
    if (differences.empty()) return config;
    std::string list;
    for (const std::string& each : differences) list += "\n  " + each;
    throw Error("--resume goes on with the training as it was, and this is different:" + list +
                "\nLeave these out, or choose another -o.");
  } catch (const nlohmann::json::exception&) {
    throw Error(options.model + "/training lacks something: it was made by another version of nmt");
  }
}

// Of --init-from.
void take_over(const Bundle& base, const std::string& name, const PreparedCorpus& corpus, Seq2Seq& model) {
  const Transfer done = transfer(base, corpus.source_tokenizer(), corpus.target_tokenizer(), model);
  const auto known = [](const Transfer::Pieces& pieces, const char* side) {
    return with_commas(pieces.known) + " of " + with_commas(pieces.all) + " " + side + " pieces";
  };
  std::string text = "started from " + name + ", which knows ";
  if (done.source.all > 0) text += known(done.source, "source") + " and ";
  text += known(done.target, "target");
  for (std::size_t i = 0; i < done.fresh.size(); ++i) text += (i == 0 ? "; new: " : ", ") + done.fresh[i];
  cli::note(text);
}

// Of --average.
int average(const CLI::App& app, const Options& options) {
  if (options.model.empty()) throw Error("expected -o MODEL for the average; see --help");
  if (!options.data.empty()) throw Error("--average trains nothing: leave " + options.data + " out");
  const std::set<std::string> of_use = {"--average", "--output",  "--force", "--quiet",
                                        "--verbose", "--threads", "--config"};
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0 || of_use.contains(option->get_name())) continue;
    throw Error("--average trains nothing: leave " + option->get_name() + " out");
  }
  check_output(options.model, options.force);
  StagedDirectory::remove_leftovers(options.model);
  const BundleFiles files = average_models(options.average);
  StagedDirectory staged(options.model, StagedDirectory::IfExists::replace);
  write_bundle(staged.path(), files);
  staged.commit();
  cli::note("wrote " + options.model + ", the average of " + std::to_string(options.average.size()) +
            " models");
  return 0;
}

bool given(const CLI::App& app, const char* option) { return app.get_option(option)->count() > 0; }

// Is it given, and as another?
bool given_otherwise(const CLI::App& app, const char* option, const char* value) {
  return given(app, option) && app.get_option(option)->as<std::string>() != value;
}

// What of the recipe does not go with what is given. A model to start from has its parts and sizes.
std::set<std::string> unwanted(const CLI::App& app, const Options& options) {
  const ModelConfig parts = options.parts.config();
  std::set<std::string> names;
  if (!options.init_from.empty()) names.insert({"--hidden", "--embedding", "--query", "--conditional"});
  if (parts.score == ScoreKind::none || parts.input_feeding || parts.decoder_layers > 1 ||
      given_otherwise(app, "--query", "current") || given_otherwise(app, "--conditional", "yes")) {
    names.insert({"--query", "--conditional"});
  }
  if (given_otherwise(app, "--schedule", "plateau")) names.insert("--halve-after");
  return names;
}

// What was not chosen is chosen by the corpus: all of the recipe, or a batch of size auto alone. Returns
// whether the size of a batch was chosen.
bool choose_for(CLI::App& app, const Options& options, const PreparedCorpus& corpus) {
  if (given_otherwise(app, "--optimizer", "adam") && !given(app, "--learning-rate")) {
    throw Error(
        "--optimizer: only Adam has a usual learning rate, give a --learning-rate as well (1 is Zeiler's "
        "for adadelta)");
  }
  const cli::Facts facts{corpus.train().size(), corpus.manifest().at("options").at("tokenizer") == "unigram",
                         can_multiply(Precision::bf16)};
  const bool automatic = options.parts.automatic(),
             batch = options.training.automatic_batch() || (automatic && !given(app, "--batch-tokens"));
  const std::set<std::string> without = unwanted(app, options);
  cli::follow_recipe(app, facts, [&](const std::string& option) {
    return option == "--batch-tokens" ? batch : automatic && !without.contains(option);
  });
  return batch;
}

int train(CLI::App& app, Options& options, int threads) {
  if (options.list_presets) {
    cli::write_out(cli::presets_table());
    return 0;
  }
  if (!options.average.empty()) return average(app, options);
  if (options.data.empty() || options.model.empty()) {
    throw Error("expected a directory of nmt-prep and -o MODEL; see --help");
  }
  if (options.resume && options.force) {
    throw Error("--resume goes on with a training and --force throws it away: choose one");
  }
  if (options.resume && !options.init_from.empty()) {
    throw Error("--resume goes on with the weights of its checkpoint: leave --init-from out");
  }
  TrainingDirectory directory(options.model);
  std::optional<Checkpoint> from;
  std::optional<Bundle> base;
  if (!options.init_from.empty()) base.emplace(open_bundle(options.init_from));
  if (options.resume) {
    from.emplace(directory.read());
  } else {
    check_output(options.model, options.force);
  }
  const PreparedCorpus corpus(options.data);
  NoRoom no_room = NoRoom::tell;
  if (!options.resume) no_room = choose_for(app, options, corpus) ? NoRoom::take_less : NoRoom::advise;
  Seq2Seq model(choose(options, corpus, from, base));
  check_sources(corpus, model.config());
  const TrainerOptions t = options.training.trainer(threads);
  if (!from) model.parameters().initialize(t.learner.seed);
  if (base) take_over(*base, options.init_from, corpus, model);
  base.reset();
  Trainer trainer(model, corpus, t);
  const TrainingPlan plan = trainer.plan(no_room);
  if (plan.batch_tokens < t.batch_tokens) {
    options.training.set_batch(plan.batch_tokens);
    cli::note("--batch-tokens " + std::to_string(plan.batch_tokens) + ": memory has no room for more");
  }
  const nlohmann::json data = data_record(corpus);
  cli::TrainingReporter reporter({options.model, data, options.training.decisive(), corpus, model}, t,
                                 directory, from ? &from->state.progress : nullptr);
  const nlohmann::json setting = {
      {"model", model.config()}, {"data", data}, {"options", options.training.record()}};
  if (from) {
    trainer.restore(from->state, from->tensors);
    directory.go_on(setting, *from);
    from.reset();  // a file that is mapped keeps its space on the disk
  } else {
    directory.begin(setting);
  }
  reporter.planned(plan);
  cli::catch_signals();
  const Stop stop = trainer.run(cli::stop_flag(), reporter.events());
  reporter.ended(stop, trainer.state().progress);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a translation model on a directory of nmt-prep.", "nmt-train");
  Options options;
  app.add_option("DIR", options.data, "A directory made by nmt-prep")->type_name("");
  app.add_option("-o,--output", options.model, "Where the model goes; complete at every moment")
      ->type_name("MODEL");
  app.add_flag("--force", options.force, "Replace a model that is there");
  app.add_flag("--resume", options.resume,
               "Go on with the training of MODEL as if it had never stopped, with its options where none are "
               "given; limits, --patience, --valid-every and --save-every may be new, and --precision, which "
               "changes the bits");
  app.add_option(
         "--init-from", options.init_from,
         "Start from the weights of this model, in the parts and sizes it has; of a vocabulary that is "
         "another, from those of the pieces that both have")
      ->type_name("MODEL");
  app.add_option("--average", options.average,
                 "Train nothing: write the average of these models; the others may be files that --keep left")
      ->type_name("MODEL…");
  app.add_flag("--list-presets", options.list_presets, "Print the presets and their parts, and end");
  options.parts.add_to(app);
  app.callback([&] {
    options.parts.show_preset();
    if (options.parts.automatic()) cli::leave_to_recipe(app);
  });
  options.training.add_to(app);
  cli::mark_recipe(app);
  // Given twice, the last one counts, so that scripts can add to what they are given.
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 1) option->take_last();
  }
  cli::CommonOptions common;
  return cli::run(app, argc, argv, common, [&] { return train(app, options, common.threads); });
}

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

struct Arguments {
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
  cli::check_directory(path);
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

// The model of a checkpoint, whose options are taken as well where none were given.
ModelConfig resume(Arguments& arguments, const PreparedCorpus& corpus, const Checkpoint& from) {
  const nlohmann::json& setting = from.setting;
  try {
    std::vector<std::string> differences;
    const nlohmann::json data = data_record(corpus);
    const auto config = setting.at("model").get<ModelConfig>();
    arguments.parts.compare(config, differences);
    arguments.training.resume(setting.at("options"), from.state, differences);
    if (setting.at("data").at("checksum") != data.at("checksum")) {
      differences.push_back("the data: checksum " + setting.at("data").at("checksum").get<std::string>() +
                            " in the checkpoint, " + corpus.checksum() + " in " + arguments.data);
    }
    if (differences.empty()) return config;
    std::string list;
    for (const std::string& each : differences) list += "\n  " + each;
    throw Error("--resume goes on with the training as it was, and this is different:" + list +
                "\nLeave these out, or choose another -o.");
  } catch (const nlohmann::json::exception&) {
    throw Error(arguments.model + "/training lacks something: it was made by another version of nmt");
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
int average(const CLI::App& app, const Arguments& arguments) {
  if (arguments.model.empty()) throw Error("expected -o MODEL for the average; see --help");
  if (!arguments.data.empty()) throw Error("--average trains nothing: leave " + arguments.data + " out");
  const std::set<std::string> of_use = {"--average", "--output",  "--force", "--quiet",
                                        "--verbose", "--threads", "--config"};
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0 || of_use.contains(option->get_name())) continue;
    throw Error("--average trains nothing: leave " + option->get_name() + " out");
  }
  check_output(arguments.model, arguments.force);
  StagedDirectory::remove_leftovers(arguments.model);
  const BundleFiles files = average_models(arguments.average);
  StagedDirectory staged(arguments.model, StagedDirectory::IfExists::replace);
  write_bundle(staged.path(), files);
  staged.commit();
  cli::note("wrote " + arguments.model + ", the average of " + std::to_string(arguments.average.size()) +
            " models");
  return 0;
}

void check_arguments(const Arguments& arguments) {
  if (arguments.data.empty() || arguments.model.empty()) {
    throw Error("expected a directory of nmt-prep and -o MODEL; see --help");
  }
  if (arguments.resume && arguments.force) {
    throw Error("--resume goes on with a training and --force throws it away: choose one");
  }
  if (arguments.resume && !arguments.init_from.empty()) {
    throw Error("--resume goes on with the weights of its checkpoint: leave --init-from out");
  }
}

// What stands between the choice of a model and its end. `no_room`: what to do if memory lacks for a batch.
void train(Arguments& arguments, const PreparedCorpus& corpus, Seq2Seq& model, TrainerOptions options,
           std::optional<Checkpoint> from, NoRoom no_room) {
  TrainingDirectory directory(arguments.model);
  Trainer trainer(model, corpus, options);
  const TrainingPlan plan = trainer.plan(no_room);
  if (plan.batch_tokens < options.batch_tokens) {
    arguments.training.set_batch(plan.batch_tokens);
    cli::note("--batch-tokens " + std::to_string(plan.batch_tokens) + ": memory has no room for more");
  }
  if (from) {
    trainer.restore(from->state, from->tensors);
    arguments.training.check_end(trainer.schedule());
  }
  const nlohmann::json data = data_record(corpus);
  cli::TrainingReporter reporter({arguments.model, data, arguments.training.decisive(), corpus, model},
                                 options, directory, from ? &from->state.progress : nullptr);
  const nlohmann::json setting = {
      {"model", model.config()}, {"data", data}, {"options", arguments.training.record()}};
  if (from) {
    directory.go_on(setting, *from);
    from.reset();  // a file that is mapped keeps its space on the disk
  } else {
    directory.begin(setting);
  }
  reporter.planned(plan);
  cli::catch_signals();
  const Stop stop = trainer.run(cli::stop_flag(), reporter.events());
  reporter.ended(stop, trainer);
}

void train_new(CLI::App& app, Arguments& arguments, int threads) {
  std::optional<Bundle> base;
  if (!arguments.init_from.empty()) base.emplace(open_bundle(arguments.init_from));
  check_output(arguments.model, arguments.force);
  const PreparedCorpus corpus(arguments.data);
  const bool batch_chosen =
      cli::follow_recipe(app, arguments.parts, arguments.training, corpus, base.has_value());
  Seq2Seq model(model_config(arguments.parts, corpus, base));
  check_sources(corpus, model.config());
  const TrainerOptions options = arguments.training.trainer(threads);
  model.parameters().initialize(options.learner.seed);
  if (base) take_over(*base, arguments.init_from, corpus, model);
  base.reset();
  train(arguments, corpus, model, options, {}, batch_chosen ? NoRoom::take_less : NoRoom::advise);
}

void go_on(Arguments& arguments, int threads) {
  Checkpoint from = TrainingDirectory(arguments.model).read();
  const PreparedCorpus corpus(arguments.data);
  Seq2Seq model(resume(arguments, corpus, from));
  check_sources(corpus, model.config());
  train(arguments, corpus, model, arguments.training.trainer(threads), std::move(from), NoRoom::tell);
}

int run(CLI::App& app, Arguments& arguments, int threads) {
  if (arguments.list_presets) {
    cli::write_out(cli::presets_table());
    return 0;
  }
  if (!arguments.average.empty()) return average(app, arguments);
  check_arguments(arguments);
  if (arguments.resume) {
    go_on(arguments, threads);
  } else {
    train_new(app, arguments, threads);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a translation model on a directory of nmt-prep.", "nmt-train");
  Arguments arguments;
  app.add_option("DIR", arguments.data, "A directory made by nmt-prep")->type_name("");
  app.add_option("-o,--output", arguments.model, "Where the model goes; complete at every moment")
      ->type_name("MODEL");
  app.add_flag("--force", arguments.force, "Replace a model that is there");
  app.add_flag(
      "--resume", arguments.resume,
      "Go on with the training of MODEL as if it had never stopped, with its options where none are "
      "given; limits, --patience, --valid-every and --save-every may be new, --cooldown until the learning "
      "rate falls, and --precision, which changes the bits");
  app.add_option(
         "--init-from", arguments.init_from,
         "Start from the weights of this model, in the parts and sizes it has; of a vocabulary that is "
         "another, from those of the pieces that both have")
      ->type_name("MODEL");
  app.add_option("--average", arguments.average,
                 "Train nothing: write the average of these models; the others may be files that --keep left")
      ->type_name("MODEL…");
  app.add_flag("--list-presets", arguments.list_presets, "Print the presets and their parts, and end");
  arguments.parts.add_to(app);
  app.callback([&] {
    arguments.parts.show_preset();
    if (arguments.parts.automatic()) cli::leave_to_recipe(app);
  });
  arguments.training.add_to(app);
  cli::mark_recipe(app);
  // Given twice, the last one counts, so that scripts can add to what they are given.
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 1) option->take_last();
  }
  cli::CommonOptions common;
  return cli::run(app, argc, argv, common, [&] { return run(app, arguments, common.threads); });
}

#include "recipe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli.h"
#include "given.h"

namespace nmt::cli {
namespace {

// What it depends on.
struct Facts {
  std::size_t pairs = 0;  // of training
  bool unigram = true;    // are there segmentations to draw from?
  bool bf16 = true;       // can this machine multiply in it?
  double epochs = 0;      // that the limits leave, about; infinite where there are none
};

struct Choice {
  std::vector<std::pair<std::string, std::string>> options;  // and their values
  std::string why;
};

// By the number of training pairs: below 10,000, below 50,000, and from there on; as nmt-prep chooses its
// vocabularies.
enum Size { small, middle, large };

Size size_of(std::size_t pairs) { return pairs < 10000 ? small : pairs < 50000 ? middle : large; }

std::vector<Choice> recipe(const Facts& facts) {
  const Size size = size_of(facts.pairs);
  const auto by_size = [size](const char* of_small, const char* of_middle, const char* of_large) {
    return size == small ? of_small : size == middle ? of_middle : of_large;
  };
  // Nothing of many pairs is learned by heart in few epochs: there much dropout only slows down; from the
  // sixteenth on it is, the more so the lower the rate. A high learning rate leads in the first two epochs
  // and is in the way in all that follow.
  const double e = facts.epochs;
  const char* const dropout_of_many = e <= 5 ? "0.1" : e <= 15 ? "0.2" : "0.3";
  const char* const rate_of_many = e <= 2 ? "0.003" : e <= 15 ? "0.0015" : "0.001";
  std::vector<Choice> choices = {
      {{{"--query", "current"}, {"--conditional", "yes"}},
       "attention knows the word before (Sennrich et al. 2017)"},
      {{{"--hidden", by_size("256", "512", "512")}, {"--embedding", "256"}},
       "as wide as the number of pairs can fill"},
      {{{"--dropout", by_size("0.4", "0.4", dropout_of_many)},
        {"--dropout-cells", by_size("0.2", "0.2", "0.1")}},
       "against learning by heart: more of it for fewer pairs or more epochs"},
      {{{"--label-smoothing", "0.1"}}, "no word is the only right one"},
      {{{"--batch-tokens", "1000"}}, "as many words teach more in small batches"},
      {{{"--learning-rate", by_size("0.002", "0.002", rate_of_many)}, {"--warmup", "300"}},
       "rises first, while gradients are large"},
      {{{"--schedule", "plateau"}, {"--halve-after", "1"}, {"--min-gain", "0.002"}},
       "halved where validations get hardly better"},
      {{{"--ema", "0.999"}}, "the average of the weights over time translates better than they do"},
      {{{"--patience", "6"}}, "the end, where validations get no better"},
  };
  if (std::isfinite(facts.epochs)) {
    choices.push_back(
        {{{"--cooldown", "0.3"}}, "falls before the limit; with 0 a larger one can go on from it"});
  }
  if (facts.unigram) {
    choices.push_back({{{"--subword-sampling", "0.5"}}, "words come in other pieces each time"});
  }
  if (facts.bf16) {
    choices.push_back({{{"--precision", "bf16"}}, "this processor multiplies such numbers faster"});
  }
  return choices;
}

// What of the recipe does not go with what is given.
std::set<std::string> unwanted(const CLI::App& app, const ModelConfig& parts, bool from_another) {
  std::set<std::string> names;
  if (from_another) names.insert({"--hidden", "--embedding", "--query", "--conditional"});
  if (parts.score == ScoreKind::none || parts.input_feeding || parts.decoder_layers > 1 ||
      is_given_otherwise(app, "--query", "current") || is_given_otherwise(app, "--conditional", "yes")) {
    names.insert({"--query", "--conditional"});
  }
  if (is_given_otherwise(app, "--schedule", "plateau")) names.insert({"--halve-after", "--min-gain"});
  if (is_given(*app.get_option("--schedule"))) names.insert("--cooldown");
  return names;
}

void tell(const std::vector<std::pair<std::string, std::string>>& chosen, std::size_t pairs) {
  if (chosen.empty()) return;
  note("chosen for " + with_commas(static_cast<std::int64_t>(pairs)) + " pairs, where you did not:");
  std::size_t width = 0;
  for (const auto& [options, why] : chosen) width = std::max(width, options.size());
  for (const auto& [options, why] : chosen) {
    note("  " + options + std::string(width - options.size() + 2, ' ') + why);
  }
}

// How many epochs the limits leave, about. Minutes are taken at one pace, that of two good cores, on every
// machine: the clock must not choose.
double epochs_of(const CLI::App& app, const PreparedCorpus& corpus) {
  constexpr double kPiecesMinute = 4000 * 60, kPiecesUpdate = 1000;
  const auto all = static_cast<double>(corpus.train().target_tokens());
  const double given = app.get_option("--batch-tokens")->as<double>();  // 0: auto
  double epochs = std::numeric_limits<double>::infinity();
  const auto limit = [&](const char* name, double pieces) {
    const double most = app.get_option(name)->as<double>();
    if (most > 0) epochs = std::min(epochs, most * pieces / all);
  };
  limit("--max-epochs", all);
  limit("--max-updates", given > 0 ? given : kPiecesUpdate);
  limit("--max-minutes", kPiecesMinute);
  return epochs;
}

}  // namespace

bool follow_recipe(CLI::App& app, const ModelOptions& parts, const TrainingOptions& training,
                   const PreparedCorpus& corpus, bool from_another) {
  if (is_given_otherwise(app, "--optimizer", "adam") && !is_given(*app.get_option("--learning-rate"))) {
    throw Error(
        "--optimizer: only Adam has a usual learning rate, give a --learning-rate as well (1 is Zeiler's "
        "for adadelta)");
  }
  const Facts facts{corpus.train().size(), corpus.manifest().at("options").at("tokenizer") == "unigram",
                    can_multiply(Precision::bf16), epochs_of(app, corpus)};
  const bool all = parts.automatic(),
             batch = training.automatic_batch() || (all && !is_given(*app.get_option("--batch-tokens")));
  const std::set<std::string> without = unwanted(app, parts.config(), from_another);
  std::vector<std::pair<std::string, std::string>> lines;
  for (const Choice& choice : recipe(facts)) {
    std::string chosen;
    for (const auto& [name, value] : choice.options) {
      CLI::Option* option = app.get_option(name);
      const bool wanted = name == "--batch-tokens" ? batch : all && !without.contains(name);
      if (is_given(*option) || !wanted) continue;
      option->clear();
      option->add_result(value);
      option->run_callback();
      chosen += (chosen.empty() ? "" : " ") + name + " " + value;
    }
    if (!chosen.empty()) lines.emplace_back(chosen, choice.why);
  }
  tell(lines, facts.pairs);
  return batch;
}

void mark_recipe(CLI::App& app) {
  for (const Choice& choice : recipe({})) {
    for (const auto& [name, value] : choice.options) {
      CLI::Option* option = app.get_option(name);
      option->description(option->get_description() + " (*)");
    }
  }
  app.footer(
      "(*) Without --preset, or with --preset auto, nmt-train chooses by the number of pairs and tells "
      "what.");
}

void leave_to_recipe(CLI::App& app) {
  std::vector<std::string> names = {"--decoder-hidden", "--attention-size",
                                    "--readout-size"};  // follow --hidden
  for (const Choice& choice : recipe({})) {
    for (const auto& [name, value] : choice.options) names.push_back(name);
  }
  for (const std::string& name : names) {
    CLI::Option* option = app.get_option(name);
    if (!is_given(*option)) option->default_str("");
  }
}

}  // namespace nmt::cli

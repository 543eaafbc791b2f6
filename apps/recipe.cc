#include "recipe.h"

#include <algorithm>

#include "cli.h"

namespace nmt::cli {
namespace {

// By the number of training pairs: below 10,000, below 50,000, and from there on; as nmt-prep chooses its
// vocabularies.
enum Size { small, middle, large };

Size size_of(std::size_t pairs) { return pairs < 10000 ? small : pairs < 50000 ? middle : large; }

}  // namespace

std::vector<Choice> recipe(const Facts& facts) {
  const Size size = size_of(facts.pairs);
  const auto by_size = [size](const char* of_small, const char* of_middle, const char* of_large) {
    return size == small ? of_small : size == middle ? of_middle : of_large;
  };
  std::vector<Choice> choices = {
      {{{"--query", "current"}, {"--conditional", "yes"}},
       "attention knows the word before (Sennrich et al. 2017)"},
      {{{"--hidden", by_size("256", "512", "512")}, {"--embedding", "256"}},
       "as wide as the number of pairs can fill"},
      {{{"--dropout", by_size("0.4", "0.4", "0.3")}, {"--dropout-cells", by_size("0.2", "0.2", "0.1")}},
       "against learning by heart: the fewer pairs, the more of it"},
      {{{"--label-smoothing", "0.1"}}, "no word is the only right one"},
      {{{"--batch-tokens", "1000"}}, "as many words teach more in small batches"},
      {{{"--learning-rate", by_size("0.002", "0.002", "0.003")}, {"--warmup", "300"}},
       "rises first, while gradients are large"},
      {{{"--schedule", "plateau"}, {"--halve-after", "2"}}, "halved where validations get no better"},
      {{{"--ema", "0.999"}}, "the average of the weights over time translates better than they do"},
      {{{"--patience", "6"}}, "the end, where validations get no better"},
  };
  if (facts.unigram) {
    choices.push_back({{{"--subword-sampling", "0.5"}}, "words come in other pieces each time"});
  }
  if (facts.bf16) {
    choices.push_back({{{"--precision", "bf16"}}, "this processor multiplies such numbers faster"});
  }
  return choices;
}

bool is_given(const CLI::Option& option) {
  const bool automatic =
      option.get_name() == "--batch-tokens" && option.as<int>() == 0;  // what "auto" is read as
  return option.count() > 0 && !automatic;
}

void follow_recipe(CLI::App& app, const Facts& facts,
                   const std::function<bool(const std::string& option)>& wanted) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const Choice& choice : recipe(facts)) {
    std::string chosen;
    for (const auto& [name, value] : choice.options) {
      CLI::Option* option = app.get_option(name);
      if (is_given(*option) || !wanted(name)) continue;
      option->clear();
      option->add_result(value);
      option->run_callback();
      chosen += (chosen.empty() ? "" : " ") + name + " " + value;
    }
    if (!chosen.empty()) lines.push_back({chosen, choice.why});
  }
  if (lines.empty()) return;
  note("chosen for " + with_commas(static_cast<std::int64_t>(facts.pairs)) + " pairs, where you did not:");
  std::size_t width = 0;
  for (const auto& [chosen, why] : lines) width = std::max(width, chosen.size());
  for (const auto& [chosen, why] : lines) {
    note("  " + chosen + std::string(width - chosen.size() + 2, ' ') + why);
  }
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

#include "model_options.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "cli.h"
#include "given.h"
#include "model/presets.h"

namespace nmt::cli {

template <class E>
void ModelOptions::add_choice(const char* name, std::initializer_list<E C::*> fields,
                              const std::vector<std::pair<std::string, E>>& choices, const char* help) {
  const std::vector<E C::*> all(fields);
  CLI::Option* option = cli::add_choice<E>(*app_, name, chosen_.*all.front(), choices, help);
  option->default_str("")->group("Model");  // the preset's, which is not known yet
  const auto set = [this, all](C& config) {
    for (const auto field : all) config.*field = chosen_.*all.front();
  };
  const auto shown = [field = all.front(), choices](const C& config) -> std::string {
    for (const auto& [text, value] : choices) {
      if (value == config.*field) return text;
    }
    return "";
  };
  parts_.push_back({option, set, shown});
}

template <class E>
void ModelOptions::add_enum(const char* name, std::initializer_list<E C::*> fields, const char* help) {
  const EnumNames<E> names = names_of<E>();
  add_choice<E>(name, fields, {names.begin(), names.end()}, help);
}

void ModelOptions::add_yes_or_no(const char* name, bool C::*field, const char* help) {
  add_choice<bool>(name, {field}, {{"yes", true}, {"no", false}}, help);
  cli::allow_alone(*parts_.back().option);
}

void ModelOptions::add_number(const char* name, std::initializer_list<int C::*> fields, int least, int most,
                              const char* help) {
  const std::vector<int C::*> all(fields);
  CLI::Option* option = app_->add_option(name, chosen_.*all.front(), help);
  option->check(CLI::Range(least, most))->type_name("N")->group("Model");
  const auto set = [this, all](C& config) {
    for (const auto field : all) config.*field = chosen_.*all.front();
  };
  parts_.push_back({option, set, [field = all.front()](const C& c) { return std::to_string(c.*field); }});
}

void ModelOptions::add_rate(const char* name, double C::*field, const char* help) {
  CLI::Option* option = app_->add_option(name, chosen_.*field, help);
  option->check(CLI::Range(0.0, 0.95))->type_name("P")->group("Model");
  const auto shown = [field](const C& config) { return fixed("%g", config.*field); };
  parts_.push_back({option, [this, field](C& config) { config.*field = chosen_.*field; }, shown});
}

void ModelOptions::add_parts() {
  add_enum("--cell", {&C::cell, &C::encoder_cell}, "Recurrent cell, encoder and decoder");
  add_enum("--encoder-cell", {&C::encoder_cell}, "Recurrent cell of the encoder alone");
  add_yes_or_no("--layer-norm", &C::layer_norm, "Normalise the cells' products (Ba et al. 2016)");
  add_choice<bool>("--encoder", {&C::bidirectional}, {{"bidirectional", true}, {"unidirectional", false}},
                   "Directions of the encoder");
  add_number("--layers", {&C::layers}, 1, 8, "Layers of the encoder");
  add_number("--decoder-layers", {&C::decoder_layers}, 1, 8, "Layers of the decoder");
  add_yes_or_no("--reverse-source", &C::reverse_source, "Read the source last word first");
  add_enum("--encoder-attention", {&C::encoder_attention},
           "Source positions attend to each other, before or after the recurrent layers");
  add_yes_or_no("--encoder-attention-shared", &C::encoder_attention_shared,
                "One such weight for all features of a position");
  add_number("--max-source", {&C::max_source}, 1, 1 << 12,
             "Longest source of such a model, or one with score location, in pieces, </s> counted");
  add_enum("--score", {&C::score}, "What scores a source position");
  add_enum("--context", {&C::context},
           "Without attention: the source's vector at every step, or as the start only");
  context_ = parts_.back().option;
  add_enum("--window", {&C::window}, "The source positions that a step may look at");
  add_number("--half-width", {&C::half_width}, 1, 1 << 14,
             "Positions to either side of a local window's centre");
  add_enum("--normalizer", {&C::normalizer}, "What makes weights of scores");
  add_enum("--pick", {&C::pick}, "The weighted sum of the source, or one position of it");
  add_enum("--query", {&C::query}, "Attention is asked with the state before or after the step");
  add_yes_or_no("--conditional", &C::conditional, "A second cell takes up what attention found");
  add_yes_or_no("--input-feeding", &C::input_feeding, "The next step is fed the readout");
  add_enum("--decoder-input", {&C::decoder_input}, "What the decoder is fed of the word before");
  add_enum("--start", {&C::start}, "What the decoder's first state is made of");
  add_enum("--start-map", {&C::start_map}, "By a tanh layer, or the encoder's states as they are");
  add_yes_or_no("--start-bias", &C::start_bias, "That layer has a bias");
  add_enum("--readout", {&C::readout}, "What stands between state, context, word and the output layer");
  add_enum("--readout-inputs", {&C::readout_inputs},
           "Of state s, context c and word e, what the readout reads");
  add_enum("--readout-state", {&C::readout_state}, "The state that the readout reads");
  add_yes_or_no("--tied", &C::tied, "The output layer is the target embedding");
}

void ModelOptions::add_sizes() {
  constexpr int kMost = 1 << 14;
  add_number("--hidden", {&C::encoder_hidden, &C::decoder_hidden, &C::attention_size}, 1, kMost,
             "State of encoder (each direction), decoder and attention");
  add_number("--decoder-hidden", {&C::decoder_hidden}, 1, kMost, "State of the decoder alone");
  add_number("--attention-size", {&C::attention_size}, 1, kMost, "Hidden size of the attention alone");
  add_number("--embedding", {&C::embedding}, 1, kMost, "Word vectors");
  add_number("--readout-size", {&C::readout_size}, 0, kMost,
             "The readout, 0 for none; else as the preset has it: as wide as word vectors or decoder");
  add_rate("--dropout", &C::dropout, "On embeddings, encoder states and readout");
  add_rate("--dropout-cells", &C::dropout_cells,
           "On the states that cells multiply, the same at every step (Gal and Ghahramani 2016)");
  add_rate("--dropout-words", &C::dropout_words, "Of whole words, both sides");
}

void ModelOptions::add_to(CLI::App& app) {
  app_ = &app;
  const auto choose = [this](const std::string& name) {
    preset_ = name;
    show_preset();  // --help comes next
  };
  preset_option_ =
      app.add_option_function<std::string>(
             "--preset", choose,
             "The parts and sizes to start from; see --list-presets. auto: base, with parts, sizes "
             "and training options for the number of pairs")
          ->default_str(preset_)
          ->type_name("NAME")
          ->group("Model");
  add_parts();
  add_sizes();
  show_preset();
}

ModelConfig ModelOptions::config_without(const CLI::Option* one) const {
  std::optional<ContextKind> context;
  if (context_->count() > 0) context = chosen_.context;
  const ModelConfig preset = preset_config(preset_name(automatic() ? "base" : preset_, context));
  // First what the readout's size follows, then all.
  ModelConfig config = preset;
  for (int pass = 0; pass < 2; ++pass) {
    for (const Part& part : parts_) {
      if (part.option->count() > 0 && part.option != one) part.set(config);
    }
    if (pass > 0) break;
    if (preset.readout_size == preset.embedding) {
      config.readout_size = config.embedding;
    } else if (preset.readout_size == preset.decoder_hidden) {
      config.readout_size = config.decoder_hidden;
    }
  }
  if (automatic()) config.preset = preset_;
  return config;
}

void ModelOptions::check_use(const ModelConfig& config) const {
  const bool predicted = config.window == WindowKind::local_p;
  const bool layered = config.score == ScoreKind::additive || config.score == ScoreKind::concat;
  const struct {
    const char *option, *needs;
    bool used;
  } all[] = {
      {"--half-width", "--window local-m or local-p", config.window != WindowKind::global},
      {"--attention-size", "--score additive or concat, or --window local-p", layered || predicted},
      {"--max-source", "--encoder-attention, or --score location",
       config.longest_source() < std::numeric_limits<int>::max()},
      {"--start-bias", "--start-map tanh, and a --start other than zero",
       config.start != StartKind::zero && config.start_map == StartMap::tanh},
  };
  for (const auto& [option, needs, used] : all) {
    for (const Part& part : parts_) {
      if (used || part.option->get_name() != option || part.option->count() == 0) continue;
      // As a dumped configuration has it, which tells what would be so without it as well.
      if (part.name(config_without(part.option)) == part.name(config)) continue;
      throw Error(std::string(option) + " is of no use here, it needs " + needs + "; leave it out");
    }
  }
}

ModelConfig ModelOptions::config_like(const ModelConfig& other) const {
  if (!automatic()) return config();
  ModelConfig config = other;
  for (const Part& part : parts_) {
    if (part.option->count() > 0) part.set(config);
  }
  return config;
}

void ModelOptions::compare(const ModelConfig& recorded, std::vector<std::string>& differences) const {
  ModelConfig given = recorded;
  if (preset_option_->count() > 0) given.preset = config().preset;
  if (given.preset != recorded.preset) {
    differences.push_back(difference(*preset_option_, recorded.preset, given.preset));
  }
  for (const Part& part : parts_) {
    if (part.option->count() > 0) part.set(given);
  }
  for (const Part& part : parts_) {
    const std::string want = part.name(recorded), found = part.name(given);
    if (want != found) differences.push_back(difference(*part.option, want, found));
  }
}

void ModelOptions::show_preset() {
  const ModelConfig shown = config();
  for (const Part& part : parts_) {
    if (part.option->count() == 0) part.option->default_str(part.name(shown));
  }
}

std::string presets_table() {
  std::string table;
  const auto line = [&](std::string name, const std::string& text) {
    name.resize(std::max<std::size_t>(18, name.size()), ' ');
    table += name + text + "\n";
  };
  for (const Preset& preset : presets()) {
    const ModelConfig c = preset.config();
    const bool attends = c.score != ScoreKind::none;
    line(preset.name, preset.summary);
    line("", "encoder " + name_of(c.encoder_cell) + " x " + std::to_string(c.layers) +
                 (c.bidirectional ? ", both directions" : ", one direction") +
                 (c.reverse_source ? ", source reversed" : ""));
    line("", attends ? "attention score " + name_of(c.score) + ", window " + name_of(c.window) + ", " +
                           name_of(c.normalizer) + ", pick " + name_of(c.pick) + ", query " + name_of(c.query)
                     : "attention none, context " + name_of(c.context));
    line("", "decoder " + name_of(c.cell) + " x " + std::to_string(c.decoder_layers) +
                 (c.conditional ? ", conditional" : "") + ", start " + name_of(c.start) + " (" +
                 name_of(c.start_map) + "), input " + name_of(c.decoder_input) +
                 (c.input_feeding ? " and readout" : ""));
    line("", "readout " + name_of(c.readout) + " of " + name_of(c.readout_inputs) +
                 (c.readout_state == QueryKind::previous ? " (s before the step)" : "") +
                 (c.readout_size > 0 ? ", " + std::to_string(c.readout_size) : ", no layer") +
                 (c.tied ? ", tied" : "") + "; hidden " + std::to_string(c.encoder_hidden) + ", embedding " +
                 std::to_string(c.embedding));
  }
  return table;
}

}  // namespace nmt::cli

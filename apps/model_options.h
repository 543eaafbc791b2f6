#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "model/config.h"

namespace nmt::cli {

// The options by which nmt-train puts a model together: a preset, and what is to be different.
class ModelOptions {
 public:
  // `app` must outlive this object.
  void add_to(CLI::App& app);
  // The parts and sizes chosen; the vocabularies are for the corpus to tell. Error if there is no such
  // preset.
  ModelConfig config() const { return config_without(nullptr); }
  // Error where something is asked for of a part that the model does not have.
  void check_use(const ModelConfig& config) const;
  // The same as config(), but that what is not given is as in `other` instead, unless a preset is given.
  ModelConfig config_like(const ModelConfig& other) const;
  // For a training that goes on: what was given and does not agree with `recorded` is added to `differences`.
  void compare(const ModelConfig& recorded, std::vector<std::string>& differences) const;
  // Is it for the size of the corpus to choose? So it is where no preset is named.
  bool automatic() const { return preset_ == "auto"; }
  // Lets --help and --dump-config print what the preset stands for as well.
  void show_preset();

 private:
  struct Part {
    CLI::Option* option;
    std::function<void(ModelConfig&)> set;
    std::function<std::string(const ModelConfig&)> name;
  };
  using C = ModelConfig;

  // The first of `fields` is the one that is shown; each is set.
  template <class E>
  void add_choice(const char* name, std::initializer_list<E C::*> fields,
                  const std::vector<std::pair<std::string, E>>& choices, const char* help);
  template <class E>
  void add_enum(const char* name, std::initializer_list<E C::*> fields, const char* help);
  void add_yes_or_no(const char* name, bool C::*field, const char* help);
  void add_number(const char* name, std::initializer_list<int C::*> fields, int least, int most,
                  const char* help);
  void add_rate(const char* name, double C::*field, const char* help);
  void add_parts();
  void add_sizes();
  ModelConfig config_without(const CLI::Option* one) const;  // as if it had not been given

  CLI::App* app_ = nullptr;
  std::string preset_ = "auto";
  ModelConfig chosen_;       // what was parsed; an option's fields count if it was used
  std::vector<Part> parts_;  // in the order in which they are set
  const CLI::Option *preset_option_ = nullptr, *context_ = nullptr;
};

// The presets with their parts, for --list-presets.
std::string presets_table();

}  // namespace nmt::cli

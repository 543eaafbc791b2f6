#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/config.h"

namespace nmt {

// A named choice of parts. Sizes are the preset's own as well; options on the command line change either.
struct Preset {
  const char* name;
  const char* summary;  // one line for --list-presets
  ModelConfig (*config)();
};

std::span<const Preset> presets();
// `seq2seq` with --context first is another model than with the context at every step, and a preset of its
// own.
std::string preset_name(const std::string& name, std::optional<ContextKind> context);
ModelConfig preset_config(const std::string& name);  // Error with the known names if there is none

}  // namespace nmt

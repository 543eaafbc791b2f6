#pragma once

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
ModelConfig preset_config(const std::string& name);  // Error with the known names if there is none

}  // namespace nmt

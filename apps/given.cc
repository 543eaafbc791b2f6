#include "given.h"

namespace nmt::cli {

bool is_given(const CLI::Option& option) {
  const bool automatic =
      option.get_name() == "--batch-tokens" && option.as<int>() == 0;  // what "auto" is read as
  return option.count() > 0 && !automatic;
}

bool is_given_otherwise(const CLI::App& app, const char* name, const std::string& value) {
  const CLI::Option& option = *app.get_option(name);
  return is_given(option) && option.as<std::string>() != value;
}

std::string difference(const CLI::Option& option, const std::string& recorded, const std::string& given) {
  return "--" + option.get_single_name() + ": " + recorded + " in the checkpoint, " + given + " asked for";
}

}  // namespace nmt::cli

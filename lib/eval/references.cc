#include "eval/references.h"

namespace nmt {

std::vector<std::string_view> usable_references(std::span<const std::string> references) {
  if (references.empty()) throw Error("expected at least one reference, found none");
  std::vector<std::string_view> usable;
  for (const std::string& reference : references) {
    if (!reference.empty()) usable.push_back(reference);
  }
  if (usable.empty()) usable.push_back("");
  return usable;
}

std::string reference_count(std::span<const std::vector<std::string>> references) {
  std::size_t count = 0;
  for (const std::vector<std::string>& its : references) {
    const std::size_t usable = usable_references(its).size();
    if (count != 0 && usable != count) return "var";
    count = usable;
  }
  return std::to_string(count);
}

}  // namespace nmt

#include "corpus/feature_sources.h"

#include <string_view>
#include <unordered_set>

#include "base/error.h"
#include "base/files.h"
#include "corpus/feature_file.h"

namespace nmt {

std::filesystem::path feature_path(const std::string& list, const std::string& name) {
  return std::filesystem::path(list).parent_path() / name;
}

int FeatureSources::add(const std::filesystem::path& path, const std::string& where) {
  const auto [known, is_new] = of_path_.emplace(path.string(), 0);
  if (!is_new) return known->second;
  FeatureMatrix matrix = read_npy(path);
  if (matrices_.empty()) first_ = where;
  if (!matrices_.empty() && matrix.features != features()) {
    throw Error(path.string() + ": expected " + std::to_string(features()) + " features as in " + first_ +
                ", found " + std::to_string(matrix.features));
  }
  const std::string_view bytes(reinterpret_cast<const char*>(matrix.numbers.data()),
                               matrix.numbers.size() * sizeof(float));
  const auto [same, is_other] = of_checksum_.emplace(sha256(bytes), static_cast<int>(matrices_.size()));
  if (is_other) matrices_.push_back(std::move(matrix));
  return known->second = same->second;
}

void FeatureSources::read(const std::string& list, std::vector<Pair>& pairs, const Progress& progress) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    try {
      pairs[i].matrix = add(feature_path(list, pairs[i].source), pairs[i].where);
    } catch (const Error& error) {
      throw Error(pairs[i].where + ": " + error.what());
    }
    if (progress) progress(i + 1, pairs.size());
  }
}

std::string FeatureSources::file_of(const std::vector<Pair>& pairs, bool grouped) const {
  std::vector<const FeatureMatrix*> sources;
  std::unordered_set<std::string_view> seen;
  for (const Pair& pair : pairs) {
    if (seen.insert(pair.source).second || !grouped) sources.push_back(&matrix(pair));
  }
  return serialize(sources, features());
}

}  // namespace nmt

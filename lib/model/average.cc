#include "model/average.h"

#include "base/error.h"
#include "base/files.h"
#include "model/parameter_tensors.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

FlatArray values_of(const fs::path& path, const Bundle& first) {
  if (fs::is_directory(path)) {
    const Bundle bundle = open_bundle(path);
    const auto vocabulary = [](const std::optional<Tokenizer>& pieces) {
      return pieces ? pieces->serialized() : std::string();
    };
    if (nlohmann::json(bundle.model->config()) != nlohmann::json(first.model->config()) ||
        vocabulary(bundle.source_tokenizer) != vocabulary(first.source_tokenizer) ||
        bundle.target_tokenizer.serialized() != first.target_tokenizer.serialized()) {
      throw Error(path.string() +
                  " has other parts, sizes or vocabularies than the first model: no average can be made");
    }
    return bundle.model->parameters().values();
  }
  FlatArray values = zeros(static_cast<std::size_t>(first.model->parameters().values().size()));
  load_tensors(Safetensors(path), first.model->parameters(), values);
  return values;
}

}  // namespace

BundleFiles average_models(std::span<const fs::path> models) {
  if (models.empty() || !fs::is_directory(models.front())) {
    throw Error("expected a model first, then models or files of tensors" +
                (models.empty() ? std::string() : ", found " + models.front().string()));
  }
  Bundle first = open_bundle(models.front());
  Eigen::ArrayXd sum = first.model->parameters().values().cast<double>();
  for (const fs::path& path : models.subspan(1)) sum += values_of(path, first).cast<double>();
  first.model->parameters().values() = (sum / static_cast<double>(models.size())).cast<Real>();
  const Tokenizer* source = first.source_tokenizer ? &*first.source_tokenizer : nullptr;
  const std::string notice = read_file(models.front() / "NOTICE");
  const nlohmann::json training = {{"averaged", models.size()}, {"first", first.config.at("training")}};
  return bundle_files({*first.model, source, first.target_tokenizer, first.normalizer.options(), notice,
                       first.config.at("data"), training});
}

}  // namespace nmt

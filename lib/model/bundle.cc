#include "model/bundle.h"

#include <algorithm>

#include "base/files.h"
#include "model/safetensors.h"

// config.json = { "format": "nmt-model", "format_version": 1, "model": { the parts, see config.cc },
//                 "normalizer": { … }, "data": { … }, "training": { … },
//                 "files": { name : { "bytes": n, "sha256": "…" } … } }
// The files are model.safetensors, source.spm (not where sources are vectors), target.spm and NOTICE. No path
// anywhere.

namespace nmt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 1;

std::string tensors_of(const Parameters& parameters) {
  std::vector<TensorView> tensors;
  std::vector<float> copy;  // where Real is not float
  copy.reserve(parameters.count());
  for (const Parameter& p : parameters.all()) {
    const std::size_t begin = copy.size();
    for (std::size_t i = 0; i < p.size(); ++i) copy.push_back(static_cast<float>(p.value[i]));
    std::vector<std::int64_t> shape{p.rows};
    if (!p.vector) shape.push_back(p.columns);
    tensors.push_back({p.name, shape, {copy.data() + begin, p.size()}});
  }
  return write_safetensors(tensors);
}

json read_config(const fs::path& directory) {
  const fs::path path = directory / "config.json";
  if (!fs::exists(path)) {
    const bool prepared = fs::exists(directory / "manifest.json");
    throw Error(directory.string() + " is no model: it has no config.json" +
                (prepared ? " (it is a directory of nmt-prep; a model comes from nmt-train)" : ""));
  }
  json config;
  try {
    config = json::parse(read_file(path));
  } catch (const json::exception&) {
    throw Error(path.string() + " is damaged: it cannot be read as JSON");
  }
  if (!config.is_object() || config.value("format", "") != "nmt-model") {
    throw Error(path.string() + " is no model of nmt: \"format\" is not \"nmt-model\"");
  }
  const int version = config.value("format_version", 0);
  if (version > kFormatVersion) {
    throw Error(path.string() + " is of format version " + std::to_string(version) +
                ", this nmt reads up to " + std::to_string(kFormatVersion) + ": it was made by a newer nmt");
  }
  return config;
}

void check_file(const fs::path& path, const json& expected) {
  if (!fs::exists(path)) throw Error(path.string() + " is missing");
  const MappedFile file(path);
  const auto bytes = expected.at("bytes").get<std::uint64_t>();
  if (file.text().size() != bytes) {
    throw Error(path.string() + " is cut off or changed: expected " + std::to_string(bytes) +
                " bytes, found " + std::to_string(file.text().size()));
  }
  if (sha256(file.text()) != expected.at("sha256")) {
    throw Error(path.string() + " is damaged: its checksum is not the one in config.json");
  }
}

void load_parameters(const fs::path& path, Parameters& parameters) {
  const Safetensors file(path);
  for (const Parameter& p : parameters.all()) {
    const auto found = std::find_if(file.tensors().begin(), file.tensors().end(),
                                    [&](const TensorView& tensor) { return tensor.name == p.name; });
    if (found == file.tensors().end()) throw Error(path.string() + ": tensor " + p.name + " is missing");
    const bool same = found->shape.size() == (p.vector ? 1u : 2u) && found->shape[0] == p.rows &&
                      (p.vector || found->shape[1] == p.columns);
    if (!same)
      throw Error(path.string() + ": tensor " + p.name + " is not of the shape that config.json asks for");
    std::copy(found->numbers.begin(), found->numbers.end(), p.value);
  }
  if (file.tensors().size() != parameters.all().size()) {
    throw Error(path.string() + " has tensors that this model does not know");
  }
}

Bundle read_bundle(const fs::path& directory, json config) {
  const auto parts = config.at("model").get<ModelConfig>();
  for (const char* name : {"model.safetensors", "source.spm", "target.spm", "NOTICE"}) {
    if (parts.source_features > 0 && std::string_view(name) == "source.spm") continue;
    check_file(directory / name, config.at("files").at(name));
  }
  auto model = std::make_unique<Seq2Seq>(parts);
  load_parameters(directory / "model.safetensors", model->parameters());
  model->pack_weights(Precision::fp32, false);
  const auto tokenizer = [&](const char* name, int size) {
    Tokenizer spm(read_file(directory / name), (directory / name).string());
    if (spm.size() == size) return spm;
    throw Error((directory / name).string() + " has " + std::to_string(spm.size()) +
                " pieces, config.json says " + std::to_string(size));
  };
  std::optional<Tokenizer> source;
  if (parts.source_features == 0) source = tokenizer("source.spm", parts.source_vocabulary);
  Bundle bundle{std::move(model), std::move(source), tokenizer("target.spm", parts.target_vocabulary),
                Normalizer(config.at("normalizer").get<NormalizerOptions>()), std::move(config)};
  return bundle;
}

}  // namespace

void write_bundle(const fs::path& directory, const BundleParts& parts) {
  json files;
  const auto write = [&](const char* name, const std::string& bytes) {
    write_file(directory / name, bytes);
    files[name] = {{"bytes", bytes.size()}, {"sha256", sha256(bytes)}};
  };
  write("model.safetensors", tensors_of(parts.model.parameters()));
  if (parts.source_tokenizer) write("source.spm", parts.source_tokenizer->serialized());
  write("target.spm", parts.target_tokenizer.serialized());
  write("NOTICE", parts.notice);
  const json config = {{"format", "nmt-model"},
                       {"format_version", kFormatVersion},
                       {"model", parts.model.config()},
                       {"normalizer", parts.normalizer},
                       {"data", parts.data},
                       {"training", parts.training},
                       {"files", files}};
  write_file(directory / "config.json", config.dump(2) + "\n");
}

Bundle open_bundle(const fs::path& directory) {
  if (!fs::exists(directory)) throw Error(directory.string() + ": there is no such model");
  json config = read_config(directory);
  try {
    return read_bundle(directory, std::move(config));
  } catch (const json::exception&) {
    throw Error((directory / "config.json").string() + " is damaged: a key is missing or of the wrong kind");
  }
}

}  // namespace nmt

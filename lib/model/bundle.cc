#include "model/bundle.h"

#include <algorithm>
#include <string_view>

#include "base/files.h"
#include "base/version.h"
#include "model/parameter_tensors.h"

// config.json = { "format": "nmt-model", "format_version": 1, "model": { the parts, see config.cc },
//                 "normalizer": { … }, "data": { … }, "training": { … },
//                 "files": { name : { "bytes": n, "sha256": "…" } … }, "made_by": "nmt 0.1.0",
//                 "sha256": of all else in this object, as dump() writes it; models of before may lack it }
// The files are model.safetensors, source.spm (not where sources are vectors), target.spm and NOTICE. No path
// anywhere.

namespace nmt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 1;
constexpr std::string_view kFiles[] = {"model.safetensors", "source.spm", "target.spm", "NOTICE"};

std::string tensors_of(const Parameters& parameters) {
  ParameterTensors tensors;
  tensors.add(parameters, parameters.values());
  std::string bytes;
  bytes.reserve(parameters.count() * sizeof(float) + (std::size_t{1} << 16));
  write_safetensors(tensors.tensors(), [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

json read_config(const fs::path& directory) {
  const fs::path path = directory / "config.json";
  if (!fs::exists(path)) {
    const char* why = fs::exists(directory / "manifest.json")
                          ? " (it is a directory of nmt-prep; a model comes from nmt-train)"
                      : fs::exists(directory / "training")
                          ? " (its training has not come to its first validation yet)"
                          : "";
    throw Error(directory.string() + " is no model: it has no config.json" + why);
  }
  json config;
  try {
    config = json::parse(read_file(path));
  } catch (const json::exception&) {
    throw Error(path.string() + " is damaged: it cannot be read as JSON");
  }
  if (!config.is_object() || config.value("format", json()) != "nmt-model") {
    throw Error(path.string() + " is no model of nmt: \"format\" is not \"nmt-model\"");
  }
  const int version = config.at("format_version").get<int>();
  if (version < 1)
    throw Error(path.string() + ": expected a format version from 1 on, found " + std::to_string(version));
  if (version > kFormatVersion) {
    throw Error(path.string() + " is of format version " + std::to_string(version) +
                ", this nmt reads up to " + std::to_string(kFormatVersion) + ": it was made by a newer nmt");
  }
  json rest = config;
  rest.erase("sha256");
  if (config.contains("sha256") && config["sha256"] != sha256(rest.dump())) {
    throw Error(path.string() + " is damaged: its checksum is another");
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
  load_tensors(file, parameters, parameters.values());
  if (file.tensors().size() != parameters.all().size()) {
    throw Error(path.string() + " has tensors that this model does not know");
  }
}

// What is made of a configuration: if it cannot be, something is wrong with that file.
template <class Make>
auto made_of(const fs::path& path, Make make) {
  try {
    return make();
  } catch (const Error& error) {
    throw Error(path.string() + ": " + error.what());
  }
}

Bundle read_bundle(const fs::path& directory, json config) {
  const fs::path path = directory / "config.json";
  const ModelConfig parts = made_of(path, [&] {
    const auto described = config.at("model").get<ModelConfig>();
    described.validate();
    return described;
  });
  Normalizer normalizer =
      made_of(path, [&] { return Normalizer(config.at("normalizer").get<NormalizerOptions>()); });
  for (const char* key : {"data", "training"}) static_cast<void>(config.at(key));  // others count on them
  for (const std::string_view name : kFiles) {
    if (parts.source_features > 0 && name == "source.spm") continue;
    check_file(directory / name, config.at("files").at(std::string(name)));
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
  Tokenizer target = tokenizer("target.spm", parts.target_vocabulary);
  return {std::move(model), std::move(source), std::move(target), std::move(normalizer), std::move(config)};
}

}  // namespace

BundleFiles bundle_files(const BundleParts& parts) {
  BundleFiles all = {{"model.safetensors", tensors_of(parts.model.parameters())}};
  if (parts.source_tokenizer) all.emplace_back("source.spm", parts.source_tokenizer->serialized());
  all.emplace_back("target.spm", parts.target_tokenizer.serialized());
  all.emplace_back("NOTICE", parts.notice);
  json files;
  for (const auto& [name, bytes] : all) files[name] = {{"bytes", bytes.size()}, {"sha256", sha256(bytes)}};
  json config = {{"format", "nmt-model"},
                 {"format_version", kFormatVersion},
                 {"model", parts.model.config()},
                 {"normalizer", parts.normalizer},
                 {"data", parts.data},
                 {"training", parts.training},
                 {"files", files},
                 {"made_by", made_by()}};
  config["sha256"] = sha256(config.dump());
  all.push_back({"config.json", config.dump(2) + "\n"});
  return all;
}

bool is_of_bundle(const std::string& name) {
  return name == "config.json" || std::ranges::find(kFiles, name) != std::end(kFiles);
}

void write_bundle(const fs::path& directory, const BundleFiles& files) {
  for (const auto& [name, bytes] : files) write_file(directory / name, bytes);
}

Bundle open_bundle(const fs::path& directory) {
  if (!fs::exists(directory)) throw Error(directory.string() + ": there is no such model");
  try {
    return read_bundle(directory, read_config(directory));
  } catch (const json::exception&) {
    throw Error((directory / "config.json").string() + " is damaged: a key is missing or of the wrong kind");
  }
}

}  // namespace nmt

// A directory of nmt-prep. manifest.json is an object with, among what is there for people,
//
//   "format": "nmt-prep", "version": 1
//   "languages": {"source": "en", "target": "fr"}
//   "normalizer": see text/normalizer.h
//   "source_features": 13                                        only where the sources are vectors
//   "files": {"train.bin": {"bytes": 123, "sha256": "…"}, …}     every file but manifest.json itself
//   "checksum": "…"                                              of what training depends on
//
// Line i of train.tsv is pair i of train.bin. Beside these lie source.spm and target.spm, or joint.spm;
// train.bin; train.tsv, valid.tsv, test.tsv; NOTICE; and attribution.tsv where the corpus has such a column.
// Where the sources are vectors, there is no source.spm but train.features, valid.features and test.features
// (see feature_file.cc); in the .tsv files the names of their files stand for them.
#include "corpus/prepared.h"

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "text/lines.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kFormat = "nmt-prep";
constexpr int kVersion = 1;

json read_manifest(const fs::path& directory) {
  const fs::path path = directory / "manifest.json";
  const auto foreign = [&](const std::string& why) {
    return Error(directory.string() + " does not look like a directory of nmt-prep: " + why);
  };
  if (!fs::exists(path)) throw foreign(fs::exists(directory) ? "no manifest.json" : "it does not exist");
  const json manifest = json::parse(read_file(path), nullptr, false);
  if (!manifest.is_object()) throw foreign("its manifest.json is no JSON object");
  if (manifest.value("format", json()) != kFormat) throw foreign("its manifest.json is of another kind");
  const json version = manifest.value("version", json());
  if (version.is_number_integer() && version > kVersion) {
    throw Error(directory.string() + " was made by a newer nmt-prep: expected format version " +
                std::to_string(kVersion) + ", found " + version.dump());
  }
  if (version != kVersion) throw foreign("its format version is " + version.dump());
  return manifest;
}

// Only plain names: a manifest must not lead out of its directory.
void check_name(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != name.npos) {
    throw Error("manifest.json: expected the name of a file, found \"" + name + "\"");
  }
}

Files read_files(const fs::path& directory, const json& manifest) {
  Files files;
  for (const auto& [name, facts] : manifest.at("files").items()) {
    check_name(name);
    const MappedFile mapped(directory / name);
    const std::string_view bytes = mapped.text();
    const auto size = facts.at("bytes").get<std::size_t>();
    if (bytes.size() != size) {
      throw Error((directory / name).string() + ": expected " + std::to_string(size) + " bytes, found " +
                  std::to_string(bytes.size()));
    }
    if (sha256(bytes) != facts.at("sha256").get<std::string>()) {
      throw Error((directory / name).string() + ": the file was changed: its checksum is another");
    }
    // Those that are large are mapped, or not needed here.
    const bool large = name.starts_with("train.") || name.ends_with(".features") || name == "attribution.tsv";
    if (!large) files.emplace(name, bytes);
  }
  return files;
}

const std::string& file(const Files& files, const fs::path& directory, const std::string& name) {
  const auto found = files.find(name);
  if (found == files.end()) throw Error(directory.string() + ": expected a file " + name + ", found none");
  return found->second;
}

std::vector<Tokenizer> read_tokenizers(const Files& files, const fs::path& directory, bool words) {
  std::vector<Tokenizer> tokenizers;
  for (const std::string name : {"joint.spm", "source.spm", "target.spm"}) {
    if (tokenizers.size() == 1 && files.contains("joint.spm")) break;
    if (name == "joint.spm" && !files.contains(name)) continue;
    if (name != "target.spm" && !words) continue;
    tokenizers.emplace_back(file(files, directory, name), (directory / name).string());
  }
  return tokenizers;
}

std::vector<Example> read_examples(std::string_view text, const std::string& name) {
  std::vector<Example> examples;
  Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    const std::vector<std::string_view> columns = columns_of(line);
    if (columns.size() < 2) {
      throw Error(name + ":" + std::to_string(lines.number()) + ": expected a source and a reference");
    }
    examples.push_back({std::string(columns[0]), {columns.begin() + 1, columns.end()}});
  }
  return examples;
}

std::string checksum_of(const json& manifest) {
  std::string text = manifest.at("normalizer").dump() + "\n";
  for (const auto& [name, facts] : manifest.at("files").items()) {
    if (name == "train.bin" || name == "valid.tsv" || name.ends_with(".spm") || name == "train.features" ||
        name == "valid.features") {
      text += name + " " + facts.at("sha256").get<std::string>() + "\n";
    }
  }
  return sha256(text);
}

void check_vocabularies(const PreparedCorpus& corpus, const fs::path& directory) {
  const Tokenizer* source = corpus.source_tokenizer();
  if (corpus.train().source_vocabulary() == (source ? source->size() : 0) &&
      corpus.train().target_vocabulary() == corpus.target_tokenizer().size()) {
    return;
  }
  throw Error(directory.string() + ": train.bin was made with vocabularies of other sizes");
}

// The vectors of a part with so many sources; none where sources are words.
std::optional<FeatureFile> read_vectors(const fs::path& path, int features) {
  if (features == 0) return std::nullopt;
  std::optional<FeatureFile> file(path);
  if (file->features() == features) return file;
  throw Error(path.string() + ": expected " + std::to_string(features) +
              " numbers a position, as manifest.json says, found " + std::to_string(file->features()));
}

void check_count(const std::optional<FeatureFile>& vectors, const std::vector<Example>& examples,
                 const fs::path& path) {
  if (!vectors || vectors->size() == examples.size()) return;
  throw Error(path.string() + ": expected " + std::to_string(examples.size()) + " sources, found " +
              std::to_string(vectors->size()));
}

}  // namespace

PreparedCorpus::PreparedCorpus(const fs::path& directory) : manifest_(read_manifest(directory)) {
  try {
    const Files files = read_files(directory, manifest_);
    languages_[0] = manifest_.at("languages").value("source", "");
    languages_[1] = manifest_.at("languages").value("target", "");
    normalizer_ = manifest_.at("normalizer").get<NormalizerOptions>();
    source_features_ = manifest_.value("source_features", 0);
    tokenizers_ = read_tokenizers(files, directory, source_features_ == 0);
    valid_ = read_examples(file(files, directory, "valid.tsv"), (directory / "valid.tsv").string());
    test_ = read_examples(file(files, directory, "test.tsv"), (directory / "test.tsv").string());
    notice_ = file(files, directory, "NOTICE");
    checksum_ = checksum_of(manifest_);
    static_cast<void>(manifest_.at("options").at("tokenizer"));  // others count on it
  } catch (const json::exception&) {
    throw Error((directory / "manifest.json").string() +
                " is damaged: a key is missing or of the wrong kind");
  }
  const auto vectors = [&](const char* name) { return read_vectors(directory / name, source_features_); };
  valid_vectors_ = vectors("valid.features");
  test_vectors_ = vectors("test.features");
  check_count(valid_vectors_, valid_, directory / "valid.features");
  check_count(test_vectors_, test_, directory / "test.features");
  train_.emplace(directory / "train.bin", vectors("train.features"));
  check_vocabularies(*this, directory);
}

void seal(Files& files, json& manifest) {
  manifest["format"] = kFormat;
  manifest["version"] = kVersion;
  manifest["files"] = json::object();
  for (const auto& [name, bytes] : files) {
    manifest["files"][name] = {{"bytes", bytes.size()}, {"sha256", sha256(bytes)}};
  }
  manifest["checksum"] = checksum_of(manifest);
  files["manifest.json"] = manifest.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string write_examples(const std::vector<Example>& examples) {
  std::string text;
  for (const Example& example : examples) {
    text += example.source;
    for (const std::string& reference : example.references) text += '\t' + reference;
    text += '\n';
  }
  return text;
}

void check_replaceable(const fs::path& directory, bool force) {
  if (!fs::exists(fs::symlink_status(directory))) return;
  if (!force) throw Error(directory.string() + " exists already; --force replaces it");
  if (!fs::is_directory(directory)) throw Error(directory.string() + ": expected a directory, found a file");
  if (!fs::is_empty(directory)) read_manifest(directory);
}

void write_prepared(const fs::path& directory, const Files& files, bool force) {
  check_replaceable(directory, force);
  StagedDirectory::remove_leftovers(directory);
  StagedDirectory staged(directory,
                         force ? StagedDirectory::IfExists::replace : StagedDirectory::IfExists::fail);
  for (const auto& [name, bytes] : files) write_file(staged.path() / name, bytes);
  staged.commit();
}

}  // namespace nmt

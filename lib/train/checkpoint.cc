#include "train/checkpoint.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/files.h"
#include "base/numbers.h"
#include "train/report.h"

// training/checkpoint.json =
//   { "format": "nmt-training", "format_version": n, "state": { … }, "setting": { … }, "log_bytes": n,
//     "tensors": { "name": "state-120.safetensors", "bytes": n, "sha256": "…" },
//     "sha256": of all else in this object, as dump() writes it }
//
// training/state-N.safetensors: after N updates, the parameters and what Optimizer::memories() tells, as
// first/NAME and the like; for a plateau schedule the best parameters as best/NAME.
// training/log.jsonl: an object a line; training/report.html: the same for people.
//
// training/model-N.safetensors: the parameters after N updates, as they were validated, where --keep asks.
//
// checkpoint.json is written last and tells which file of tensors counts; then the one before goes.

namespace nmt {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrainingProgress, updates, epoch, epoch_share, target_tokens,
                                   computed_tokens, seconds, learning_rate, loss, norm, norm_square,
                                   advantage, entropy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Validation, cross_entropy, bleu, chrf)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrainerState, progress, batches, validations, since_better, halvings,
                                   since_halved, since_restart, validated_at, last_update, best, baseline)

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 3;
constexpr const char* kCheckpoint = "checkpoint.json";
constexpr const char* kLog = "log.jsonl";
constexpr std::string_view kKept = "model-", kKeptEnd = ".safetensors";

json read_checkpoint(const fs::path& path) {
  json checkpoint = json::parse(read_file(path), nullptr, false);
  if (!checkpoint.is_object() || checkpoint.value("format", json()) != "nmt-training") {
    throw Error(path.string() + " is damaged, or no checkpoint of nmt-train");
  }
  const json version = checkpoint.value("format_version", json());
  if (version.is_number_integer() && version != kFormatVersion) {
    throw Error(path.string() + " is of format version " + version.dump() + ", this nmt reads " +
                std::to_string(kFormatVersion) + ": it was made by " +
                (version > kFormatVersion ? "a newer" : "an older") + " nmt, which can go on with it");
  }
  const json found = checkpoint.value("sha256", json());
  checkpoint.erase("sha256");
  if (found != sha256(checkpoint.dump())) {
    throw Error(path.string() + " is damaged: its checksum is another");
  }
  return checkpoint;
}

// `to` becomes what `from` is. A file gets another name, or is copied where the file system has no such
// links.
void take_along(const fs::path& from, const fs::path& to) {
  if (fs::is_symlink(from)) {
    fs::copy_symlink(from, to);
  } else if (fs::is_directory(from)) {
    fs::create_directory(to);
    for (const auto& entry : fs::directory_iterator(from)) {
      take_along(entry.path(), to / entry.path().filename());
    }
  } else if (fs::is_regular_file(from)) {
    std::error_code error;
    fs::create_hard_link(from, to, error);
    if (error) fs::copy_file(from, to);
  }
}

std::string kept_name(std::int64_t updates) {
  return std::string(kKept) + std::to_string(updates) + std::string(kKeptEnd);
}

// The updates of models that are kept, in order.
std::vector<std::int64_t> kept_models(const fs::path& training) {
  std::vector<std::int64_t> all;
  for (const auto& entry : fs::directory_iterator(training)) {
    const std::string name = entry.path().filename().string();
    std::int64_t updates = 0;
    if (name.starts_with(kKept))
      std::from_chars(name.data() + kKept.size(), name.data() + name.size(), updates);
    if (name == kept_name(updates)) all.push_back(updates);
  }
  std::ranges::sort(all);
  return all;
}

void remove_others(const fs::path& directory, const std::string& kept) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".part") || (name.starts_with("state-") && name != kept)) {
      fs::remove(entry.path(), ignored);
    }
  }
}

}  // namespace

TrainingDirectory::TrainingDirectory(fs::path model)
    : model_(std::move(model)), training_(model_ / "training") {}

bool TrainingDirectory::has_checkpoint() const { return fs::exists(training_ / kCheckpoint); }

Checkpoint TrainingDirectory::read() const {
  const fs::path path = training_ / kCheckpoint;
  if (!has_checkpoint()) {
    const char* why = !fs::exists(model_) ? "it does not exist"
                      : fs::exists(model_ / "config.json")
                          ? "the model is there, but no state of its training"
                          : "it has no training/checkpoint.json";
    throw Error("there is nothing to resume in " + model_.string() + ": " + why);
  }
  const json checkpoint = read_checkpoint(path);
  try {
    const json& file = checkpoint.at("tensors");
    const fs::path tensors = training_ / fs::path(file.at("name").get<std::string>()).filename();
    if (!fs::exists(tensors)) throw Error(tensors.string() + " is missing");
    const MappedFile bytes(tensors);
    if (bytes.text().size() != file.at("bytes").get<std::uintmax_t>()) {
      throw Error(tensors.string() + " is cut off: expected " + file.at("bytes").dump() + " bytes, found " +
                  std::to_string(bytes.text().size()));
    }
    if (sha256(bytes.text()) != file.at("sha256").get<std::string>()) {
      throw Error(tensors.string() + " is damaged: its checksum is not the one in " + kCheckpoint);
    }
    return {checkpoint.at("state").get<TrainerState>(), Safetensors(tensors), checkpoint.at("setting"),
            checkpoint.at("log_bytes").get<std::uint64_t>()};
  } catch (const json::exception&) {
    throw Error(path.string() + " lacks something: it was made by another version of nmt");
  }
}

void TrainingDirectory::begin(json setting) {
  setting_ = std::move(setting);
  StagedDirectory::remove_leftovers(model_);
  std::error_code error;
  fs::remove(training_ / kCheckpoint, error);  // first: the rest is nothing without it
  fs::remove_all(training_, error);
  if (error) throw Error("cannot remove " + training_.string() + ": " + error.message());
}

void TrainingDirectory::go_on(json setting, const Checkpoint& from) {
  setting_ = std::move(setting);
  StagedDirectory::remove_leftovers(model_);
  remove_others(training_, from.tensors.path().filename().string());
  for (const std::int64_t updates : kept_models(training_)) {
    if (updates > from.state.validated_at) fs::remove(training_ / kept_name(updates));
  }
  const fs::path log = training_ / kLog;
  log_bytes_ = fs::exists(log) ? std::min<std::uint64_t>(from.log_bytes, fs::file_size(log)) : 0;
  write_log(training_);
}

void TrainingDirectory::log(const json& line) {
  unsaved_log_ += line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  if (!fs::exists(training_)) return;
  try {
    write_log(training_);
  } catch (const Error&) {
    return;  // save() will fail too, and tell
  }
}

void TrainingDirectory::keep(const Parameters& parameters, std::int64_t updates, int most) {
  StagedFile file(training_ / kept_name(updates));
  ParameterTensors tensors;
  tensors.add(parameters, parameters.values());
  write_safetensors(tensors.tensors(), [&](std::string_view bytes) { file.write(bytes); });
  file.commit();
  const std::vector<std::int64_t> kept = kept_models(training_);
  for (std::size_t i = 0; i + static_cast<std::size_t>(most) < kept.size(); ++i) {
    fs::remove(training_ / kept_name(kept[i]));
  }
}

void TrainingDirectory::report() const {
  write_file(training_ / "report.html", training_report(read_file(training_ / kLog)));
}

void TrainingDirectory::write_log(const fs::path& directory) {
  write_end(directory / kLog, log_bytes_, unsaved_log_);
  log_bytes_ += unsaved_log_.size();
  unsaved_log_.clear();
}

void TrainingDirectory::save(const Trainer& trainer, std::optional<BundleFiles> best) {
  if (best) unsaved_ = std::move(best);
  std::string why;
  try {
    if (!fs::exists(model_)) {
      StagedDirectory staged(model_, StagedDirectory::IfExists::fail);
      fs::create_directory(staged.path() / "training");
      write_checkpoint(staged.path() / "training", trainer);
      staged.commit();
      if (!unsaved_) return;
    }
    if (fs::create_directory(training_)) sync(model_);
    // In this order: a checkpoint that knows of a better model than the bundle would lose it.
    if (unsaved_) replace_bundle(*unsaved_);
    unsaved_.reset();
    write_checkpoint(training_, trainer);
    return;
  } catch (const Error& error) {
    why = error.what();
  } catch (const fs::filesystem_error& error) {
    why = "cannot write " + error.path1().string() + ": " + error.code().message();
  }
  std::uintmax_t needed = 0;
  const ParameterTensors tensors = trainer.tensors();
  for (const TensorView& tensor : tensors.tensors()) needed += tensor.numbers.size_bytes();
  std::error_code error;
  const fs::path there = fs::exists(model_, error) ? model_ : fs::absolute(model_).parent_path();
  const fs::space_info space = fs::space(there, error);
  if (!error) why += "; " + megabytes(space.available) + " free there";
  throw Error(why + "; the state of the training takes " + megabytes(needed));
}

// Exchanges the directory as a whole, with all else that is in it: training/, and what users have put there.
void TrainingDirectory::replace_bundle(const BundleFiles& files) const {
  StagedDirectory staged(model_, StagedDirectory::IfExists::replace);
  for (const auto& entry : fs::directory_iterator(model_)) {
    const fs::path name = entry.path().filename();
    if (!is_of_bundle(name.string())) take_along(entry.path(), staged.path() / name);
  }
  write_bundle(staged.path(), files);
  staged.commit();
}

void TrainingDirectory::write_checkpoint(const fs::path& directory, const Trainer& trainer) {
  write_log(directory);
  sync(directory / kLog);
  const TrainerState& state = trainer.state();
  const std::string name = "state-" + std::to_string(state.progress.updates) + ".safetensors";
  if (tensors_.name != name || !fs::exists(directory / name)) {  // else they are the same
    StagedFile file(directory / name);
    const ParameterTensors tensors = trainer.tensors();
    write_safetensors(tensors.tensors(), [&](std::string_view bytes) { file.write(bytes); });
    file.commit();
    const MappedFile written(directory / name);
    tensors_ = {name, sha256(written.text()), written.text().size()};
    sync(directory);
  }
  json checkpoint = {{"format", "nmt-training"},
                     {"format_version", kFormatVersion},
                     {"state", state},
                     {"setting", setting_},
                     {"log_bytes", log_bytes_},
                     {"tensors", {{"name", name}, {"bytes", tensors_.bytes}, {"sha256", tensors_.sha256}}}};
  checkpoint["sha256"] = sha256(checkpoint.dump());
  write_file(directory / kCheckpoint, checkpoint.dump(2) + "\n");
  sync(directory);
  remove_others(directory, name);
}

}  // namespace nmt

#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "model/bundle.h"
#include "model/safetensors.h"
#include "train/trainer.h"

namespace nmt {

// What a training goes on from.
struct Checkpoint {
  TrainerState state;
  Safetensors tensors;      // for Trainer::restore()
  nlohmann::json setting;   // what was given to TrainingDirectory::begin() or go_on()
  std::uint64_t log_bytes;  // of the log at that moment
};

// A model's directory while it is trained: the bundle of the best model so far and, in training/, a
// checkpoint, a log and a report. Whenever the program or the machine dies, both are whole, and the bundle is
// no older than the checkpoint says. What else users put into it stays. One training at a time may use it.
class TrainingDirectory {
 public:
  explicit TrainingDirectory(std::filesystem::path model);

  bool has_checkpoint() const;
  // Throws Error with the reason if there is none, or it is damaged or of another version.
  Checkpoint read() const;

  // A new training begins, or one goes on; of an older one, or of what came after the checkpoint, bundles
  // alone stay. `setting` is kept for those who resume: data, model, options.
  void begin(nlohmann::json setting);
  void go_on(nlohmann::json setting, const Checkpoint& from);

  // Makes the bundle `best`, where one is given, and a checkpoint. Throws Error naming path and free space if
  // that cannot be; then those before are still there, and the next call makes this bundle too.
  void save(const Trainer& trainer, std::optional<BundleFiles> best);

  // Adds a line to training/log.jsonl; what cannot be written waits for save().
  void log(const nlohmann::json& line);
  // Keeps the model of this moment, as it was validated, as training/model-N.safetensors after N updates, and
  // the `most` youngest of these. Throws Error, or filesystem_error, if it cannot.
  void keep(const Parameters& parameters, std::int64_t updates, int most);
  // Writes training/report.html anew from the log.
  void report() const;

 private:
  struct File {
    std::string name, sha256;
    std::uintmax_t bytes = 0;
  };
  void replace_bundle(const BundleFiles& files) const;
  void write_checkpoint(const std::filesystem::path& directory, const Trainer& trainer);
  void write_log(const std::filesystem::path& directory);

  std::filesystem::path model_, training_;
  nlohmann::json setting_;
  File tensors_;                        // as last written
  std::optional<BundleFiles> unsaved_;  // a bundle that could not be written
  std::string unsaved_log_;
  std::uint64_t log_bytes_ = 0;
};

}  // namespace nmt

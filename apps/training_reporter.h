#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "progress_bar.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace nmt::cli {

// Tells people what happens in a training, and keeps what is to be kept of it.
class TrainingReporter {
 public:
  struct About {
    std::string output;       // what -o names
    nlohmann::json data;      // for the bundle's config.json
    nlohmann::json decisive;  // likewise: the options
    const PreparedCorpus& corpus;
    const Seq2Seq& model;
  };
  // `about`'s references and `directory` must outlive this object. `from` is what a training goes on from,
  // null where it begins.
  TrainingReporter(About about, const TrainerOptions& options, TrainingDirectory& directory,
                   const TrainingProgress* from);
  void planned(const TrainingPlan& plan);
  TrainerEvents events();
  // Throws Error if the last checkpoint could not be written.
  void ended(Stop stop, const Trainer& trainer);

 private:
  void progressed(const TrainingProgress& p);
  void validated(const TrainingProgress& p, const Validation& v, bool best);
  bool save(const Trainer& trainer, const Validation* best);
  void report();
  nlohmann::json training_record(const Trainer& trainer, const Validation& v) const;

  About about_;
  TrainerOptions options_;
  TrainingDirectory& directory_;
  bool resumed_;
  std::int64_t saved_at_;  // update
  std::string unsaved_;    // why the last checkpoint could not be written
  ProgressBar bar_;
};

}  // namespace nmt::cli

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "corpus/batches.h"
#include "corpus/prepared.h"
#include "corpus/subword_sampler.h"
#include "model/parameter_tensors.h"
#include "model/seq2seq.h"
#include "train/learner.h"
#include "train/optimizer.h"
#include "train/schedule.h"
#include "train/validator.h"

namespace nmt {

enum class Metric { cross_entropy, bleu, chrf };

struct TrainerOptions {
  LearnerOptions learner;
  ValidatorOptions validator;
  OptimizerOptions optimizer;
  Schedule schedule;
  Precision precision = Precision::fp32;  // of the products
  int batch_tokens = 1000;                // target tokens of a batch
  double subword_sampling = 0;            // SubwordSampler's alpha; 0: the pieces of train.bin
  std::vector<std::string> frozen;        // see Parameters::freeze()
  std::int64_t max_updates = 0;           // 0: no limit; likewise below
  int max_epochs = 0;
  double max_minutes = 0;        // of training, validations not counted
  std::int64_t valid_every = 0;  // updates; 0: an epoch, but 200 at least and 2,000 at most
  int patience = 0;              // validations without a better one before the end
  // A validation counts as better, for patience and for a plateau schedule, where it is better than the best
  // before it by more than this share of its figure. Any better one is kept.
  double min_gain = 0;
  int keep = 0;                         // models of the last validations; see TrainingDirectory::keep()
  double save_every = 10;               // minutes between checkpoints; 0: with validations only
  Metric best = Metric::cross_entropy;  // what decides which model is kept
};

// Where memory has no room for a batch as large as the options say: a smaller one is taken; or it is an Error
// that says what would fit, or, where a training goes on as it began, no more than what is missing.
enum class NoRoom { take_less, advise, tell };

// What a training is about to do, and what of it is done.
struct TrainingPlan {
  std::size_t parameters = 0;    // numbers
  std::size_t memory = 0;        // bytes, once the largest batch has gone through
  int batch_tokens = 0;          // target tokens of a batch
  std::size_t batches = 0;       // an epoch
  std::int64_t max_updates = 0;  // 0: not known; about, where minutes decide
  double epoch_seconds = 0;      // about, by some batches; without validations
};
struct TrainingProgress {
  std::int64_t updates = 0;
  int epoch = 0;                     // counted from 1
  double epoch_share = 0;            // of this epoch, done
  std::int64_t target_tokens = 0;    // trained so far
  std::int64_t computed_tokens = 0;  // with padding
  double seconds = 0;                // of training, validations not counted
  double learning_rate = 0;
  // Means over some 100 last updates.
  double loss = 0;                    // label-smoothed
  double norm = 0, norm_square = 0;   // of the gradient, before it is clipped
  double advantage = 0, entropy = 0;  // of hard attention: see Learner::Result
};
// Where a training stands: with parameters and moments, all that its future depends on beside its data and
// options.
struct TrainerState {
  TrainingProgress progress;
  std::uint64_t batches = 0;              // of this epoch, done
  int validations = 0, since_better = 0;  // validations in a row, none better by more than min_gain
  int halvings = 0, since_halved = 0;     // of a plateau schedule; the latter counts as since_better does
  std::int64_t since_restart = 0;         // updates since the optimiser began anew
  std::int64_t validated_at = -1;         // the update
  std::int64_t last_update = 0;           // that the schedule falls towards; 0 where it does not
  Validation best;                        // without samples
  double baseline = 0;                    // of hard attention's rewards
};
enum class Stop { max_updates, max_epochs, max_minutes, patience, asked };

class Trainer;

// What the trainer tells while it works; any may be empty. It never prints.
struct TrainerEvents {
  std::function<void(const TrainingProgress&)> progressed;  // after every update
  std::function<void(const TrainingProgress&, const Validation&, bool best)> validated;
  // Time for a checkpoint; `best`, if there, is what the model of this moment is to be kept for. False: it
  // could not be done, and is to be asked for again at the end.
  std::function<bool(const Trainer&, const Validation* best)> save;
};

// Trains by teacher forcing until a limit is reached or `stop` is set. The parameters after n updates depend
// on data, options, seed and shards alone: not on threads, checkpoints or the clock, and on validations only
// where a plateau schedule goes by them. A schedule that falls towards the end, where epochs or minutes are
// the limit, takes as many updates as those hold, and minutes by the speed so far: with them the clock
// decides when the fall begins, and from there on it does not.
//
// Asks for a checkpoint at the beginning, after each validation, every `save_every` minutes, where a fall
// towards the end of some minutes begins, and at the end. Then a limit's end validates once more, and keeps
// the model if it is the best; so does who is told to stop before there is a model at all. That is no part of
// the training: it goes on as if it had not ended there.
class Trainer {
 public:
  // Both must outlive this object. Throws Error if this machine cannot compute in the precision asked for,
  // the model has no such parts as are to be frozen, or the vocabularies no segmentations to draw from.
  Trainer(Seq2Seq& model, const PreparedCorpus& corpus, TrainerOptions options);
  // Tries the largest batch for its memory, if `room`, bytes that may still be taken, has any for it, and
  // some others for their time.
  TrainingPlan plan(NoRoom no_room, std::size_t room = free_memory());
  // After plan(). Throws Error if the loss is no finite number any more, or a validation's cross-entropy more
  // than three times that of guessing, saying what to try.
  Stop run(const std::atomic<bool>& stop, TrainerEvents events);

  const TrainerState& state() const { return state_; }
  const Schedule& schedule() const { return options_.schedule; }
  // The parameters, what the optimiser remembers and, for a plateau schedule, the best parameters as best/….
  ParameterTensors tensors() const;
  // Brings both back, after plan() and before run(). Throws Error if the tensors are another model's.
  void restore(const TrainerState& state, const Safetensors& tensors);

 private:
  void fit_batch(NoRoom no_room, std::size_t room);
  double time_pieces(const EpochBatches& batches);
  const Dataset& data() const { return drawn_ ? *drawn_ : corpus_.train(); }  // of this epoch
  void find_end();
  std::span<const std::uint32_t> next_batch();
  void take(std::span<const std::uint32_t> batch);
  void draw(std::uint32_t epoch);
  void begin_epoch();
  EpochBatches batches_of(std::uint32_t epoch) const;
  void update();
  Validation judge();
  void check(double number, double most = std::numeric_limits<double>::infinity()) const;
  void validate();
  void validate_end();
  void save(const Validation* best);
  bool save_is_due() const;
  bool begins_to_fall() const;
  double gain(const Validation& validation) const;
  bool limit_reached(const std::atomic<bool>& stop);

  Seq2Seq& model_;
  const PreparedCorpus& corpus_;
  TrainerOptions options_;
  TrainerEvents events_;
  Learner learner_;
  Optimizer optimizer_;
  Validator validator_;
  std::vector<PairView> pairs_;  // of the batch at hand
  std::optional<SubwordSampler> sampler_;
  std::optional<Dataset> drawn_;  // of the epoch, by sampler_
  std::optional<EpochBatches> epoch_;
  TrainerState state_;
  FlatArray best_values_;                   // where a plateau schedule goes back to
  double batches_ = 0, batch_seconds_ = 0;  // of the first epoch, about
  bool changed_ = false;                    // since the last checkpoint
  Stopwatch since_saved_;
  Stop reason_ = Stop::asked;
};

}  // namespace nmt

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/error.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "train/trainer.h"

// What a Trainer finds out before it begins, and where it ends.
namespace nmt {

// Lowers options_.batch_tokens to what there is room for. What all of a batch's pairs need is told by what
// some do: it grows in a line with their number.
void Trainer::fit_batch(NoRoom no_room, std::size_t room) {
  constexpr int kLeast = 32;  // smaller ones teach nothing
  const EpochBatches batches = batches_of(1);
  take(batches[batches.largest()]);
  const auto few = static_cast<std::size_t>(options_.learner.shards), more = 4 * few;
  if (pairs_.size() <= 2 * more) return;
  const auto used_by = [&](std::size_t count) {
    learner_.run(std::span(pairs_).last(count), 0);
    return static_cast<double>(learner_.most());
  };
  const double least = used_by(few), each = (used_by(more) - least) / static_cast<double>(more - few);
  // As it grows, a tape's memory is up to half as much again.
  const double needed = 1.5 * (least + each * static_cast<double>(pairs_.size() - few));
  const double share = static_cast<double>(room) / needed;
  if (share >= 1) return;
  const int fitting = static_cast<int>(0.8 * share * options_.batch_tokens);
  if (no_room != NoRoom::take_less || fitting < kLeast) {
    std::string advice;
    if (no_room != NoRoom::tell) {
      advice = (fitting < kLeast ? ": " : ": --batch-tokens " + std::to_string(fitting) + " would fit, or ") +
               std::string("smaller sizes of the model would");
    }
    throw Error("a batch of " + with_commas(options_.batch_tokens) + " target pieces would take " +
                megabytes(static_cast<std::uint64_t>(needed)) +
                " of memory beside the model, and there are " + megabytes(room) + advice);
  }
  options_.batch_tokens = fitting;
}

// Seconds that a target piece of an epoch takes, by some of its batches: the largest has the longest
// sentences, whose pieces take longer.
double Trainer::time_pieces(const EpochBatches& batches) {
  constexpr std::size_t kBatches = 4;
  constexpr int kTimes = 3;      // of which the best counts: others make products ready, on each thread
  constexpr double kEnough = 2;  // seconds
  const Stopwatch all;
  double seconds = 0, pieces = 0;
  for (std::size_t i = 0; i < std::min(kBatches, batches.size()) && all.seconds() < kEnough; ++i) {
    take(batches[i]);
    double best = std::numeric_limits<double>::infinity();
    for (int time = 0; time < kTimes; ++time) {
      const Stopwatch watch;
      const Learner::Result result = learner_.run(pairs_, 0);
      model_.parameters().refresh_packed(options_.learner.threads);  // as after each update
      best = std::min(best, watch.seconds());
      if (time == 0) pieces += result.target_tokens;
    }
    seconds += best;
  }
  return seconds / pieces;
}

TrainingPlan Trainer::plan(NoRoom no_room, std::size_t room) {
  draw(1);
  fit_batch(no_room, room);
  const EpochBatches batches = batches_of(1);
  take(batches[batches.largest()]);
  learner_.run(pairs_, 0);  // now the memory is all there, and known
  TrainingPlan plan;
  plan.batches = batches.size();
  plan.batch_tokens = options_.batch_tokens;
  plan.epoch_seconds = time_pieces(batches) * static_cast<double>(data().target_tokens());
  plan.parameters = model_.parameters().count();
  // What the process holds now is the truth; without it, what we know of.
  plan.memory =
      std::max(resident_memory(), learner_.memory() + optimizer_.memory() + model_.parameters().memory());
  if (options_.valid_every == 0) {
    options_.valid_every = std::clamp<std::int64_t>(static_cast<std::int64_t>(plan.batches), 200, 2000);
  }
  batches_ = static_cast<double>(plan.batches);
  batch_seconds_ = plan.epoch_seconds / batches_;
  find_end();
  plan.max_updates = options_.schedule.has_end() ? options_.schedule.max_updates : options_.max_updates;
  return plan;
}

// The last update, where a schedule falls towards it: as many as the limit holds, until the fall begins.
void Trainer::find_end() {
  Schedule& schedule = options_.schedule;
  if (!schedule.has_end()) {
    state_.last_update = 0;
    return;
  }
  const TrainingProgress& p = state_.progress;
  schedule.max_updates = state_.last_update;
  const bool falls = state_.last_update > 0 && p.updates > schedule.falls_after();
  if (options_.max_updates > 0) {
    state_.last_update = options_.max_updates;
  } else if (!falls) {
    constexpr std::int64_t kFew = 20;  // updates whose time tells little
    const double each = p.updates < kFew ? batch_seconds_ : p.seconds / static_cast<double>(p.updates);
    std::int64_t last = std::numeric_limits<std::int64_t>::max();
    if (options_.max_epochs > 0) last = std::llround(options_.max_epochs * batches_);
    if (options_.max_minutes > 0) {
      const std::int64_t held = std::llround(60 * options_.max_minutes / each);
      // What is done stays as if the end had been known from the start.
      last = std::min(last, std::max(held, schedule.least_end(p.updates)));
    }
    state_.last_update = std::max<std::int64_t>(1, last);
  }
  schedule.max_updates = state_.last_update;
}

}  // namespace nmt

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

// Takes the largest batch of the first epoch; returns how many there are.
std::size_t Trainer::take_largest() {
  const EpochBatches batches(data(), options_.batch_tokens, options_.learner.seed, 1);
  pairs_.clear();
  for (const std::uint32_t i : batches[batches.largest()]) pairs_.push_back(data().pair(i));
  return batches.size();
}

TrainingPlan Trainer::plan(NoRoom no_room, std::size_t room) {
  draw(1);
  TrainingPlan plan;
  take_largest();
  fit_batch(no_room, room);
  plan.batches = take_largest();
  plan.batch_tokens = options_.batch_tokens;
  const double tokens = learner_.run(pairs_, 0).target_tokens;  // now the memory is all there, and known
  // The best of some times, or it would be that of making products ready, on each thread.
  double seconds = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 4; ++i) {
    const Stopwatch watch;
    learner_.run(pairs_, 0);
    model_.parameters().refresh_packed(options_.learner.threads);  // as after each update
    seconds = std::min(seconds, watch.seconds());
  }
  plan.epoch_seconds = seconds / tokens * static_cast<double>(data().target_tokens());
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

#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.h"
#include "base/memory.h"
#include "corpus/batches.h"

namespace nmt {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Trainer::Trainer(Seq2Seq& model, const PreparedCorpus& corpus, TrainerOptions options, TrainerEvents events)
    : model_(model),
      corpus_(corpus),
      options_(options),
      events_(std::move(events)),
      learner_(model, options.learner),
      adam_(model.parameters(), options.adam),
      validator_(corpus, options.validator) {
  if (!can_multiply(options.precision)) {
    throw Error(
        "--precision bf16: this processor, or this build, has no products of bf16 numbers (AVX512-BF16 "
        "or AMX, and oneDNN); use --precision fp32");
  }
  model.pack_weights(options.precision, true, options.learner.threads);
}

// Computes the largest batch of the first epoch once and throws its gradient away: now the memory is all
// there, and known.
void Trainer::plan() {
  const EpochBatches batches(corpus_.train(), options_.batch_tokens, options_.learner.seed, 1);
  pairs_.clear();
  for (const std::uint32_t i : batches[batches.largest()]) pairs_.push_back(corpus_.train().pair(i));
  learner_.run(pairs_, 0);
  TrainingPlan plan;
  plan.parameters = model_.parameters().count();
  // What the process holds now is the truth; without it, what we know of.
  plan.memory =
      std::max(resident_memory(), learner_.memory() + adam_.memory() + model_.parameters().memory());
  plan.batches = batches.size();
  if (options_.valid_every == 0) {
    options_.valid_every = std::clamp<std::int64_t>(static_cast<std::int64_t>(plan.batches), 200, 2000);
  }
  if (events_.planned) events_.planned(plan);
}

void Trainer::update(std::span<const std::uint32_t> batch) {
  const auto begin = std::chrono::steady_clock::now();
  pairs_.clear();
  for (const std::uint32_t i : batch) pairs_.push_back(corpus_.train().pair(i));
  ++progress_.updates;
  const Learner::Result result = learner_.run(pairs_, static_cast<std::uint32_t>(progress_.updates));
  if (!std::isfinite(result.loss) || !std::isfinite(result.norm)) {
    throw Error("the loss is no finite number any more, at update " + std::to_string(progress_.updates) +
                ": try a lower --learning-rate, a longer --warmup or a smaller --clip-norm");
  }
  progress_.learning_rate = options_.schedule.at(progress_.updates);
  adam_.step(learner_.gradient(), result.norm, progress_.learning_rate, options_.learner.threads);
  progress_.target_tokens += result.target_tokens;
  progress_.computed_tokens += result.computed_tokens;
  const double forget = std::max(0.01, 1.0 / static_cast<double>(progress_.updates));
  progress_.loss += forget * (result.loss - progress_.loss);
  progress_.seconds += seconds_since(begin);
  if (events_.progressed) events_.progressed(progress_);
}

bool Trainer::better(const Validation& validation) const {
  if (validations_ == 0) return true;
  if (options_.best == Metric::bleu) return validation.bleu > best_.bleu;
  if (options_.best == Metric::chrf) return validation.chrf > best_.chrf;
  return validation.cross_entropy < best_.cross_entropy;
}

void Trainer::validate() {
  if (validated_at_ == progress_.updates) return;
  validated_at_ = progress_.updates;
  const Validation validation = validator_.run(model_);
  const bool best = better(validation);
  ++validations_;
  since_best_ = best ? 0 : since_best_ + 1;
  if (best) best_ = validation;
  if (best && events_.save) events_.save(progress_, validation);
  if (events_.validated) events_.validated(progress_, validation, best);
}

bool Trainer::limit_reached(const std::atomic<bool>& stop) {
  const auto reached = [&](bool yes, Stop reason) {
    if (yes) reason_ = reason;
    return yes;
  };
  return reached(stop, Stop::asked) ||
         reached(options_.max_updates > 0 && progress_.updates >= options_.max_updates, Stop::max_updates) ||
         reached(options_.max_minutes > 0 && progress_.seconds >= 60 * options_.max_minutes,
                 Stop::max_minutes) ||
         reached(options_.patience > 0 && since_best_ >= options_.patience, Stop::patience);
}

Stop Trainer::run(const std::atomic<bool>& stop) {
  plan();
  while (!limit_reached(stop)) {
    if (options_.max_epochs > 0 && progress_.epoch >= options_.max_epochs) {
      reason_ = Stop::max_epochs;
      break;
    }
    ++progress_.epoch;
    const EpochBatches batches(corpus_.train(), options_.batch_tokens, options_.learner.seed,
                               static_cast<std::uint32_t>(progress_.epoch));
    for (std::size_t i = 0; i < batches.size() && !limit_reached(stop); ++i) {
      progress_.epoch_share = static_cast<double>(i + 1) / static_cast<double>(batches.size());
      update(batches[i]);
      if (progress_.updates % options_.valid_every == 0) validate();
    }
  }
  validate();
  return reason_;
}

}  // namespace nmt

#include "train/trainer.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/numbers.h"

namespace nmt {
namespace {

constexpr const char* kBest = "best/";  // of the names of tensors

// The names of a model's parts: those of its parameters up to the first dot.
std::string parts_of(const Parameters& parameters) {
  std::string list, last;
  for (const Parameter& p : parameters.all()) {
    const std::string part = p.name.substr(0, p.name.find('.'));
    if (part == last) continue;
    list += (list.empty() ? "" : ", ") + part;
    last = part;
  }
  return list;
}

Seq2Seq& freeze(Seq2Seq& model, const std::vector<std::string>& parts) {
  Parameters& parameters = model.parameters();
  for (const std::string& part : parts) {
    if (parameters.freeze(part) > 0) continue;
    throw Error("--freeze " + part + ": the model has no such part; it has " + parts_of(parameters));
  }
  if (parameters.blocks().empty()) throw Error("--freeze: nothing is left to be trained");
  return model;
}

}  // namespace

Trainer::Trainer(Seq2Seq& model, const PreparedCorpus& corpus, TrainerOptions options)
    : model_(freeze(model, options.frozen)),
      corpus_(corpus),
      options_(std::move(options)),
      learner_(model, options_.learner),
      optimizer_(model.parameters(), options_.optimizer),
      validator_(corpus, options_.validator) {
  if (!can_multiply(options_.precision)) {
    throw Error(
        "--precision bf16: this processor, or this build, has no products of bf16 numbers (AVX512-BF16 "
        "or AMX, and oneDNN); use --precision fp32");
  }
  model.pack_weights(options_.precision, true, options_.learner.threads);
  if (options_.subword_sampling > 0) {
    sampler_.emplace(corpus, options_.subword_sampling,
                     static_cast<std::size_t>(model.config().longest_source()), options_.learner.threads);
  }
}

void Trainer::begin_epoch() {
  const auto epoch = static_cast<std::uint32_t>(state_.progress.epoch);
  draw(epoch);
  epoch_.emplace(batches_of(epoch));
}

// Of data(), once its pieces are drawn.
EpochBatches Trainer::batches_of(std::uint32_t epoch) const {
  return {data(), options_.batch_tokens, options_.learner.seed, epoch};
}

// The pieces of an epoch, if they are drawn.
void Trainer::draw(std::uint32_t epoch) {
  if (sampler_) drawn_.emplace(sampler_->draw(options_.learner.seed, epoch, options_.learner.threads));
}

// Of the next epoch where this one is done.
std::span<const std::uint32_t> Trainer::next_batch() {
  TrainingProgress& p = state_.progress;
  if (!epoch_ && p.epoch > 0) begin_epoch();  // goes on from a checkpoint
  if (!epoch_ || state_.batches == epoch_->size()) {
    ++p.epoch;
    state_.batches = 0;
    begin_epoch();
  }
  ++state_.batches;
  p.epoch_share = static_cast<double>(state_.batches) / static_cast<double>(epoch_->size());
  return (*epoch_)[state_.batches - 1];
}

void Trainer::take(std::span<const std::uint32_t> batch) {
  pairs_.clear();
  for (const std::uint32_t i : batch) pairs_.push_back(data().pair(i));
}

void Trainer::update() {
  const Stopwatch watch;
  TrainingProgress& p = state_.progress;
  take(next_batch());
  ++p.updates;
  const Learner::Result result = learner_.run(pairs_, static_cast<std::uint32_t>(p.updates));
  check(result.loss + result.norm + learner_.baseline());
  p.learning_rate = options_.schedule.at(p.updates, state_.halvings);
  optimizer_.step(learner_.gradient(), result.norm, p.learning_rate, options_.learner.threads);
  state_.baseline = learner_.baseline();
  state_.since_restart = optimizer_.since_restart();
  p.target_tokens += result.target_tokens;
  p.computed_tokens += result.computed_tokens;
  const double forget = std::max(0.01, 1.0 / static_cast<double>(p.updates));
  const auto follow = [forget](double& mean, double value) { mean += forget * (value - mean); };
  follow(p.loss, result.loss);
  follow(p.norm, result.norm);
  follow(p.norm_square, result.norm * result.norm);
  follow(p.advantage, result.advantage);
  follow(p.entropy, result.entropy);
  p.seconds += watch.seconds();
  find_end();
  changed_ = true;
  if (events_.progressed) events_.progressed(p);
}

Validation Trainer::judge() {
  learner_.release();  // the validator needs memory as well, and this is idle
  const Validation validation = validator_.run(model_);
  check(validation.cross_entropy, 3 * std::log(static_cast<double>(model_.config().target_vocabulary)));
  return validation;
}

// Throws Error if a number has left its bounds.
void Trainer::check(double number, double most) const {
  if (std::isfinite(number) && number <= most) return;
  throw Error("the training diverges: at update " + with_commas(state_.progress.updates) +
              (std::isfinite(number) ? " the cross-entropy is " + fixed("%.4g", number) +
                                           " nats a piece, worse than guessing three times over"
                                     : std::string(" the loss is no finite number any more")) +
              "; try a lower --learning-rate, a longer --warmup or " +
              (options_.optimizer.clip_norm > 0 ? "a smaller --clip-norm" : "--clip-norm 1") +
              (state_.validations > 0 ? "; the best model so far is kept" : ""));
}

// How much better a validation is than the best before it, as a share of that one's figure.
double Trainer::gain(const Validation& validation) const {
  if (state_.validations == 0) return std::numeric_limits<double>::infinity();
  const auto rise = [](double now, double before) { return (now - before) / before; };
  if (options_.best == Metric::bleu) return rise(validation.bleu, state_.best.bleu);
  if (options_.best == Metric::chrf) return rise(validation.chrf, state_.best.chrf);
  return -rise(validation.cross_entropy, state_.best.cross_entropy);
}

void Trainer::validate() {
  const int threads = options_.learner.threads;
  optimizer_.exchange_average(threads);
  const Validation validation = judge();
  const double gained = gain(validation);
  const bool best = gained > 0, clearly = gained > options_.min_gain,
             plateau = options_.schedule.kind == ScheduleKind::plateau;
  state_.validated_at = state_.progress.updates;
  ++state_.validations;
  state_.since_better = clearly ? 0 : state_.since_better + 1;
  state_.since_halved = clearly ? 0 : state_.since_halved + 1;
  changed_ = true;
  if (events_.validated) events_.validated(state_.progress, validation, best);
  if (best) {
    state_.best = {validation.cross_entropy, validation.bleu, validation.chrf, {}};
    if (plateau) best_values_ = model_.parameters().values();  // their average, if one is kept
  }
  const bool halves = plateau && state_.since_halved >= options_.schedule.halve_after;
  if (halves) {
    ++state_.halvings;
    state_.since_halved = 0;
  }
  if (best) save(&validation);
  optimizer_.exchange_average(threads);
  if (best) return;
  if (halves) {
    optimizer_.restart(best_values_, threads);
    state_.since_restart = 0;
  }
  save(nullptr);
}

// The state stays what the last checkpoint says: what follows a larger limit must be as if none had been
// here.
void Trainer::validate_end() {
  if (state_.validated_at == state_.progress.updates) return;
  optimizer_.exchange_average(options_.learner.threads);
  const Validation validation = judge();
  const bool best = gain(validation) > 0;
  if (best) save(&validation);
  if (events_.validated) events_.validated(state_.progress, validation, best);
  optimizer_.exchange_average(options_.learner.threads);
}

void Trainer::save(const Validation* best) {
  if (events_.save) changed_ = !events_.save(*this, best);
  since_saved_ = {};
}

bool Trainer::save_is_due() const {
  return options_.save_every > 0 && since_saved_.seconds() >= 60 * options_.save_every;
}

// Where the clock has just decided the end to fall towards: with a checkpoint here, nothing that stops the
// training makes it decide again.
bool Trainer::begins_to_fall() const {
  return options_.max_minutes > 0 && options_.max_updates == 0 &&
         state_.progress.updates == options_.schedule.falls_after();
}

bool Trainer::limit_reached(const std::atomic<bool>& stop) {
  const TrainingProgress& p = state_.progress;
  const auto reached = [&](bool yes, Stop reason) {
    if (yes) reason_ = reason;
    return yes;
  };
  const bool by_epochs =
      options_.max_epochs > 0 && options_.max_epochs * batches_ <= static_cast<double>(state_.last_update);
  return reached(stop, Stop::asked) ||
         reached(options_.max_updates > 0 && p.updates >= options_.max_updates, Stop::max_updates) ||
         reached(state_.last_update > 0 && p.updates >= state_.last_update,
                 by_epochs ? Stop::max_epochs : Stop::max_minutes) ||
         reached(options_.max_minutes > 0 && p.seconds >= 60 * options_.max_minutes, Stop::max_minutes) ||
         reached(options_.patience > 0 && state_.since_better >= options_.patience, Stop::patience) ||
         reached(options_.max_epochs > 0 && p.epoch >= options_.max_epochs && p.epoch_share == 1,
                 Stop::max_epochs);
}

Stop Trainer::run(const std::atomic<bool>& stop, TrainerEvents events) {
  events_ = std::move(events);
  if (state_.progress.updates == 0) save(nullptr);  // what cannot be written is found out now
  since_saved_ = {};
  while (!limit_reached(stop)) {
    update();
    if (state_.progress.updates % options_.valid_every == 0) {
      validate();
    } else if (save_is_due() || begins_to_fall()) {
      save(nullptr);
    }
  }
  if (changed_) save(nullptr);
  if (reason_ != Stop::asked || state_.validations == 0) validate_end();
  return reason_;
}

ParameterTensors Trainer::tensors() const {
  ParameterTensors tensors;
  for (const auto& [prefix, values] : optimizer_.memories())
    tensors.add(model_.parameters(), *values, prefix);
  if (best_values_.size() > 0) tensors.add(model_.parameters(), best_values_, kBest);
  return tensors;
}

void Trainer::restore(const TrainerState& state, const Safetensors& tensors) {
  const Parameters& parameters = model_.parameters();
  const auto load = [&](const char* prefix, FlatArray& values) {
    load_tensors(tensors, parameters, values, prefix);
  };
  optimizer_.restore(state.progress.updates, state.since_restart, options_.learner.threads, load);
  if (options_.schedule.kind == ScheduleKind::plateau && state.validations > 0) {
    best_values_ = zeros(static_cast<std::size_t>(parameters.values().size()));
    load(kBest, best_values_);
  }
  learner_.set_baseline(state.baseline);
  state_ = state;
  find_end();
}

}  // namespace nmt

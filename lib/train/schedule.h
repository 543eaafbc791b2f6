#pragma once

#include <cstdint>

namespace nmt {

// How the learning rate goes after the warm-up: it stays, falls in a line to a twentieth at the last update,
// falls with the square root of the number of updates (Vaswani et al. 2017, without their factor), or stays
// until validations get no better, or hardly (TrainerOptions::min_gain): then it is halved. Where they are no
// better at all, the training goes back to the best model, with its optimiser begun anew (Denkowski and
// Neubig 2017, "annealing Adam").
enum class ScheduleKind { constant, linear, inverse_sqrt, plateau };

struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  double learning_rate = 1e-3;   // the highest
  std::int64_t warmup = 0;       // updates in which it rises in a line
  std::int64_t max_updates = 0;  // the last one, for `linear` and a cooldown
  int halve_after = 2;           // for `plateau`: validations without a better one
  // The share of the updates, at the end, in which the rate falls in a line to a twentieth, whatever the
  // kind.
  double cooldown = 0;

  // Does the rate depend on which update is the last?
  bool has_end() const { return kind == ScheduleKind::linear || cooldown > 0; }
  // The last update whose rate does not; the largest number there is where none does.
  std::int64_t falls_after() const;
  // The least max_updates with which a cooldown has not begun after so many updates; 0 where none is.
  std::int64_t least_end(std::int64_t updates) const;

  // The rate of an update, counted from 1, after so many halvings.
  double at(std::int64_t update, int halvings = 0) const;

 private:
  double first() const;  // the update that has the full rate
  double fall() const;   // updates at the end in which it falls
};

}  // namespace nmt

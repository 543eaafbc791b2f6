#pragma once

#include <cstdint>

namespace nmt {

// How the learning rate goes after the warm-up: it stays, falls in a line to a twentieth at the last update,
// or falls with the square root of the number of updates (Vaswani et al. 2017, without their factor).
enum class ScheduleKind { constant, linear, inverse_sqrt };

struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  double learning_rate = 1e-3;   // the highest
  std::int64_t warmup = 0;       // updates in which it rises in a line
  std::int64_t max_updates = 0;  // for `linear`

  // The rate of an update, counted from 1.
  double at(std::int64_t update) const;
};

}  // namespace nmt

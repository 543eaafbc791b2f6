#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmt {

double Schedule::fall() const {
  const auto last = static_cast<double>(max_updates);
  return kind == ScheduleKind::linear ? std::max(1.0, last - first()) : cooldown * last;
}

double Schedule::first() const { return static_cast<double>(std::max<std::int64_t>(warmup, 1)); }

std::int64_t Schedule::falls_after() const {
  if (!has_end()) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(first() - 1, static_cast<double>(max_updates) - fall()));
}

std::int64_t Schedule::least_end(std::int64_t updates) const {
  if (kind == ScheduleKind::linear || cooldown >= 1) return 0;
  Schedule later = *this;
  later.max_updates = static_cast<std::int64_t>(std::ceil(static_cast<double>(updates) / (1 - cooldown)));
  while (later.falls_after() < updates) ++later.max_updates;
  return later.max_updates;
}

double Schedule::at(std::int64_t update, int halvings) const {
  const auto u = static_cast<double>(update);
  if (u < first()) return learning_rate * u / first();
  double rate = std::ldexp(learning_rate, -halvings);
  if (kind == ScheduleKind::inverse_sqrt) rate *= std::sqrt(first() / u);
  const double fallen = u - (static_cast<double>(max_updates) - fall());
  if (has_end() && fallen > 0) rate *= std::max(0.05, 1 - 0.95 * fallen / fall());
  return rate;
}

}  // namespace nmt

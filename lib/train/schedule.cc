#include "train/schedule.h"

#include <algorithm>
#include <cmath>

namespace nmt {

double Schedule::at(std::int64_t update, int halvings) const {
  const auto u = static_cast<double>(update), w = static_cast<double>(std::max<std::int64_t>(warmup, 1)),
             last = static_cast<double>(max_updates);
  if (u < w) return learning_rate * u / w;
  double rate = std::ldexp(learning_rate, -halvings);
  if (kind == ScheduleKind::inverse_sqrt) rate *= std::sqrt(w / u);
  const double falling = kind == ScheduleKind::linear ? std::max(1.0, last - w) : cooldown * last;
  const double fallen = u - (last - falling);
  if (falling > 0 && fallen > 0) rate *= std::max(0.05, 1 - 0.95 * fallen / falling);
  return rate;
}

}  // namespace nmt

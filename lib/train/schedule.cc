#include "train/schedule.h"

#include <algorithm>
#include <cmath>

namespace nmt {

double Schedule::at(std::int64_t update, int halvings) const {
  const auto u = static_cast<double>(update), w = static_cast<double>(std::max<std::int64_t>(warmup, 1));
  if (u < w) return learning_rate * u / w;
  if (kind == ScheduleKind::inverse_sqrt) return learning_rate * std::sqrt(w / u);
  if (kind == ScheduleKind::constant) return learning_rate;
  if (kind == ScheduleKind::plateau) return std::ldexp(learning_rate, -halvings);
  const double share = (u - w) / std::max(1.0, static_cast<double>(max_updates) - w);
  return learning_rate * std::max(0.05, 1 - 0.95 * std::min(1.0, share));
}

}  // namespace nmt

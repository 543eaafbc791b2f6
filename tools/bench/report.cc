#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/stopwatch.h"

namespace nmt::bench {
namespace {

double seconds_of(const std::function<void()>& work) {
  const Stopwatch watch;
  work();
  return watch.seconds();
}

}  // namespace

Timing time(const std::function<void()>& work, double budget) {
  const double once = seconds_of(work);
  std::vector<double> runs;
  const int count = std::clamp(static_cast<int>(budget / std::max(once, 1e-6)), 5, 1000);
  for (int i = 0; i < count; ++i) runs.push_back(seconds_of(work));
  std::sort(runs.begin(), runs.end());
  return {runs[runs.size() / 2], (runs.back() - runs.front()) / runs[runs.size() / 2]};
}

double Report::measured_peak() const {
  return precision_ == Precision::bf16 ? bf16_peak(threads_) : fp32_peak(threads_);
}

void Report::begin(const std::string& title, int threads, Precision precision) {
  threads_ = threads;
  precision_ = precision;
  peak_ = measured_peak();
  std::printf("\n%s (peak %.1f GFLOP/s on %d thread%s)\n", title.c_str(), peak_, threads,
              threads > 1 ? "s" : "");
  std::fflush(stdout);
}

void Report::end() {
  const double now = measured_peak();
  if (std::abs(now / peak_ - 1) > 0.05) {
    std::printf("not quiet: the peak was %.1f GFLOP/s at the beginning of this table and is %.1f now\n",
                peak_, now);
  }
}

void Report::value(const std::string& name, double value, const std::string& unit, double share) {
  std::printf("  %-48s %12.1f %-16s", name.c_str(), value, unit.c_str());
  if (share >= 0) std::printf(" %5.1f %% of peak", 100 * share);
  std::printf("\n");
  std::fflush(stdout);
  nlohmann::json entry{{"name", name}, {"value", value}, {"unit", unit}};
  entry["share_of_peak"] = share >= 0 ? nlohmann::json(share) : nlohmann::json();
  entries_.push_back(entry);
}

void Report::time(const std::string& name, double seconds, double flop) {
  const double share = flop > 0 ? flop / seconds / 1e9 / peak_ : -1;
  if (seconds < 1e-3) {
    value(name, 1e6 * seconds, "us", share);
  } else {
    value(name, 1e3 * seconds, "ms", share);
  }
}

void Report::rate(const std::string& name, double count, const std::string& unit, double seconds,
                  double flop) {
  value(name, count / seconds, unit, flop > 0 ? flop / seconds / 1e9 / peak_ : -1);
}

}  // namespace nmt::bench

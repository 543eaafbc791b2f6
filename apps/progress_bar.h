#pragma once

#include <string>

#include "base/stopwatch.h"

namespace nmt::cli {

// A bar with rate and time left, redrawn in place on a terminal; elsewhere a plain line from time to time.
class ProgressBar {
 public:
  // `begun` units were done before, and do not count for the rate.
  ProgressBar(std::string what, std::string unit, double begun = 0);
  ~ProgressBar();
  // `done` of `total` units (total 0: unknown); `extra` is shown behind, e.g. "loss 2.31".
  void update(double done, double total, const std::string& extra = "");
  void clear();  // takes the bar off the screen, so that a message can be printed

 private:
  std::string what_, unit_;
  double begun_;
  Stopwatch since_start_, since_shown_;
  bool drawn_ = false;
};

}  // namespace nmt::cli

#include "progress_bar.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "cli.h"

namespace nmt::cli {

ProgressBar::ProgressBar(std::string what, std::string unit, double begun)
    : what_(std::move(what)), unit_(std::move(unit)), begun_(begun) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

void ProgressBar::update(double done, double total, const std::string& extra) {
  if (!spdlog::should_log(spdlog::level::info)) return;
  const bool terminal = ::isatty(STDERR_FILENO);
  if (since_shown_.seconds() < (terminal ? 0.1 : 30)) return;
  since_shown_ = {};
  const double rate = (done - begun_) / std::max(since_start_.seconds(), 1e-9);
  std::string line = what_ + " ";
  if (total > 0) {
    constexpr int kWidth = 24;
    const double share = std::min(1.0, done / total);
    const int full = static_cast<int>(share * kWidth);
    if (terminal) line += "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "] ";
    line += std::to_string(static_cast<int>(share * 100)) + " %, ";
  } else {
    line += with_commas(static_cast<std::int64_t>(done)) + " " + unit_ + ", ";
  }
  line += with_commas(std::llround(rate)) + " " + unit_ + "/s";
  if (total > 0 && rate > 0) line += ", " + duration((total - done) / rate) + " left";
  if (!extra.empty()) line += ", " + extra;
  if (terminal) {
    std::cerr << "\r" << line << "\033[K" << std::flush;
    drawn_ = true;
  } else {
    note(line);
  }
}

}  // namespace nmt::cli

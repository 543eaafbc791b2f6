#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "nn/gemm.h"

namespace nmt::bench {

struct Timing {
  double median, spread;  // seconds; (slowest - fastest) / median
};

// Runs `work` once for warm-up, then for about `budget` seconds but at least 5 times.
Timing time(const std::function<void()>& work, double budget = 0.5);

// The peak of the machine, measured anew each time: what it gives changes with its neighbours and its heat.
// fp32 multiply-adds in GFLOP/s; bf16 and int8 by the dot products of AVX-512, 0 where there are none.
double fp32_peak(int threads);
double bf16_peak(int threads);
double int8_peak(int threads);  // GOP/s

// A table for people on stdout, and the list of figures that bench.json holds.
class Report {
 public:
  // Begins a table, and measures the peak that its shares refer to.
  void begin(const std::string& title, int threads, Precision precision = Precision::fp32);
  // Tells whether the machine was as fast at the end of the table as at its beginning.
  void end();

  // One row. `flop`, if there are any, gives the rate and its share of the peak.
  void time(const std::string& name, double seconds, double flop = 0);
  // The same with a rate of our own: `count` of `unit`, pieces say, in these seconds.
  void rate(const std::string& name, double count, const std::string& unit, double seconds, double flop = 0);
  void value(const std::string& name, double value, const std::string& unit, double share = -1);

  double peak() const { return peak_; }
  const nlohmann::json& entries() const { return entries_; }

 private:
  double measured_peak() const;

  int threads_ = 1;
  Precision precision_ = Precision::fp32;
  double peak_ = 0;
  nlohmann::json entries_ = nlohmann::json::array();
};

}  // namespace nmt::bench

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/files.h"
#include "base/parallel.h"
#include "base/random.h"
#include "bench/parts.h"
#include "model/presets.h"
#include "text/vocabulary.h"

namespace nmt::bench {

ModelConfig yard_stick() {
  ModelConfig config = preset_config("base");
  config.source_vocabulary = config.target_vocabulary = 8000;
  return config;
}

Sentences::Sentences(int count, int length, int vocabulary) {
  Random random(2, Purpose::test);
  for (int i = 0; i < 2 * count; ++i) {
    std::vector<std::int32_t> sentence(length - 1);
    for (auto& id : sentence) id = 3 + static_cast<std::int32_t>(random.below(vocabulary - 3));
    sentence.push_back(kEnd);
    ids.push_back(std::move(sentence));
  }
  for (int i = 0; i < count; ++i) pairs.push_back({ids[2 * i], ids[2 * i + 1]});
}

std::vector<float> numbers(std::size_t count) {
  Random random(1, Purpose::test);
  std::vector<float> x(count);
  for (float& each : x) each = static_cast<float>(random.uniform() - 0.5);
  return x;
}

std::vector<int> thread_counts() {
  const int cores = physical_cores();
  return cores > 1 ? std::vector{1, cores} : std::vector{1};
}

void peaks(Report& report) {
  std::printf("\npeak of this machine\n");
  for (const int threads : thread_counts()) {
    const std::string suffix = "/threads=" + std::to_string(threads);
    report.value("peak/fp32" + suffix, fp32_peak(threads), "GFLOP/s");
    if (const double bf16 = bf16_peak(threads)) report.value("peak/bf16" + suffix, bf16, "GFLOP/s");
    if (const double int8 = int8_peak(threads)) report.value("peak/int8" + suffix, int8, "GOP/s");
  }
}

}  // namespace nmt::bench

int main(int argc, char** argv) {
  using namespace nmt::bench;
  const std::pair<std::string, void (*)(Report&)> parts[] = {
      {"peak", peaks},        {"products", products},       {"kernels", kernels}, {"step", step},
      {"training", training}, {"translating", translating}, {"presets", presets}, {"growth", growth}};
  CLI::App app(
      "Speed of this machine and of nmt on it, as shares of the peak measured in the same table. Fixed "
      "seeds, "
      "warm-up, medians.");
  std::string file;
  std::vector<std::string> chosen;
  std::string names;
  for (const auto& part : parts) names += (names.empty() ? "" : ", ") + part.first;
  app.add_option("FILE", file, "also write the figures here, as JSON");
  app.add_option("--parts", chosen, "tables, of " + names + "; default: all but presets and growth")
      ->delimiter(',');
  CLI11_PARSE(app, argc, argv);
  Report report;
  for (const auto& [name, run] : parts) {
    const bool wanted = chosen.empty() ? name != "presets" && name != "growth"
                                       : std::find(chosen.begin(), chosen.end(), name) != chosen.end();
    if (wanted) run(report);
  }
  if (!file.empty()) nmt::write_file(file, report.entries().dump(1) + "\n");
}

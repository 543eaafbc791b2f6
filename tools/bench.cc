#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/parallel.h"
#include "base/random.h"
#include "model/presets.h"
#include "nn/gemm.h"
#include "search/beam_search.h"
#include "text/vocabulary.h"
#include "train/learner.h"
#include "train/optimizer.h"

// nmt-bench [FILE]: speed of this machine and of nmt on it, as shares of the peak measured in the same run.
// Fixed seeds, warm-up, medians. A table on stdout; FILE (bench.json) gets [{"name", "value", "unit",
// "share_of_peak"}].
namespace {

using namespace nmt;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct Timing {
  double median, spread;  // seconds; (slowest - fastest) / median
};

// Runs `work` for warm-up, then for about `budget` seconds but at least 5 times.
Timing time(const std::function<void()>& work, double budget = 1.5) {
  const double once = seconds_of(work);
  std::vector<double> runs;
  const int count = std::clamp(static_cast<int>(budget / std::max(once, 1e-6)), 5, 200);
  for (int i = 0; i < count; ++i) runs.push_back(seconds_of(work));
  std::sort(runs.begin(), runs.end());
  return {runs[runs.size() / 2], (runs.back() - runs.front()) / runs[runs.size() / 2]};
}

class Report {
 public:
  void add(const std::string& name, double value, const std::string& unit, double share = -1) {
    std::printf("%-44s %12.1f %-16s", name.c_str(), value, unit.c_str());
    if (share >= 0) std::printf(" %5.1f %% of peak", 100 * share);
    std::printf("\n");
    std::fflush(stdout);
    nlohmann::json entry{{"name", name}, {"value", value}, {"unit", unit}};
    entry["share_of_peak"] = share >= 0 ? nlohmann::json(share) : nlohmann::json();
    entries_.push_back(entry);
  }
  void title(const std::string& text) { std::printf("\n%s\n", text.c_str()); }
  const nlohmann::json& entries() const { return entries_; }

 private:
  nlohmann::json entries_ = nlohmann::json::array();
};

// Multiply-adds on sixteen independent vectors, so that nothing waits: two FLOP each.
__attribute__((noinline)) float multiply_add(std::int64_t rounds) {
  constexpr int kWidth = 16;
  using Vector = float __attribute__((vector_size(4 * kWidth)));
  Vector sum[16], factor;
  for (int i = 0; i < kWidth; ++i) factor[i] = 1.0000001f;
  for (auto& each : sum) each = factor;
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (auto& each : sum) each = each * factor + factor;
  }
  for (int i = 1; i < 16; ++i) sum[0] += sum[i];
  return sum[0][3];
}

double peak(int threads) {
  constexpr std::int64_t kRounds = 4'000'000;
  volatile float sink = 0;
  const double seconds =
      time([&] { parallel_for(threads, threads, [&](int) { sink = multiply_add(kRounds); }); }, 1).median;
  return threads * 2.0 * 16 * 16 * kRounds / seconds / 1e9;
}

std::vector<float> numbers(std::size_t count) {
  Random random(1, Purpose::test);
  std::vector<float> x(count);
  for (float& each : x) each = static_cast<float>(random.uniform() - 0.5);
  return x;
}

void products(Report& report, double one_core) {
  report.title(
      "products on one core, columns x in x out: forward (transposed weight), backward to data, weight "
      "gradient");
  for (const auto& [n, in, out] : {std::tuple{16, 512, 1536},
                                   {16, 1024, 1536},
                                   {25, 512, 1536},
                                   {64, 512, 1536},
                                   {250, 256, 1536},
                                   {250, 256, 8000},
                                   {640, 1024, 1536}}) {
    const auto w = numbers(static_cast<std::size_t>(in) * out), x = numbers(static_cast<std::size_t>(in) * n);
    std::vector<float> y(static_cast<std::size_t>(out) * n), dx(x.size()), dw(w.size());
    PackedWeight packed(out, in, Precision::fp32, true);
    packed.pack(w.data(), in);
    const ConstWeight weight{w.data(), out, in, in, &packed};
    const double flop = 2.0 * n * in * out;
    const std::string shape = std::to_string(n) + "x" + std::to_string(in) + "x" + std::to_string(out);
    const auto rate = [&](const char* name, const std::function<void()>& work) {
      const double gflops = flop / time(work, 0.3).median / 1e9;
      report.add(std::string("gemm/") + name + "/" + shape, gflops, "GFLOP/s", gflops / one_core);
    };
    rate("forward", [&] { gemm_forward(weight, x.data(), n, nullptr, 0, y.data()); });
    rate("backward", [&] { gemm_backward_data(weight, y.data(), n, 0, dx.data()); });
    rate("weight",
         [&] { gemm_backward_weight(out, in, n, y.data(), out, x.data(), Precision::fp32, dw.data(), in); });
  }
}

// Pairs of 10 pieces a side, </s> counted: no padding.
struct Sentences {
  std::vector<std::vector<std::int32_t>> ids;
  std::vector<PairView> pairs;
  explicit Sentences(int count) {
    Random random(2, Purpose::test);
    for (int i = 0; i < 2 * count; ++i) {
      std::vector<std::int32_t> sentence(9);
      for (auto& id : sentence) id = 3 + static_cast<std::int32_t>(random.below(7997));
      sentence.push_back(kEnd);
      ids.push_back(std::move(sentence));
    }
    for (int i = 0; i < count; ++i) pairs.push_back({ids[2 * i], ids[2 * i + 1]});
  }
};

ModelConfig yard_stick() {
  ModelConfig config = preset_config("base");
  config.source_vocabulary = config.target_vocabulary = 8000;
  return config;
}

// FLOP of the products of one trained pair, forward and twice that backward; what is not a product is not
// counted.
double flop_of_pair(const Seq2Seq& model, const Sentences& sentences) {
  Tape tape(true);
  const Batch batch = make_batch(std::span(sentences.pairs).first(1));
  model.force(tape, batch, {0, 1});
  double multiply_adds = static_cast<double>(model.decoder().output_weight()->size()) * batch.target_tokens;
  for (const ProductUse& use : tape.products()) {
    multiply_adds += static_cast<double>(use.weight.rows) * use.weight.columns * use.count;
  }
  return 3 * 2 * multiply_adds;
}

void training(Report& report, int threads, double machine) {
  const std::string suffix = "/threads=" + std::to_string(threads);
  const Sentences sentences(100);
  Seq2Seq model(yard_stick());
  model.parameters().initialize(1);
  model.pack_weights(Precision::fp32, true);
  Learner learner(model, {.shards = 4, .threads = threads});
  Adam adam(model.parameters(), {});
  std::uint32_t update = 0;
  double norm = 0;
  const Timing gradient = time([&] { norm = learner.run(sentences.pairs, ++update).norm; }, 4);
  const Timing step = time([&] { adam.step(learner.gradient(), norm, 1e-3, threads); }, 1);
  const double seconds = gradient.median + step.median,
               pieces = 10.0 * static_cast<double>(sentences.pairs.size());
  report.title("training the yard-stick model base, batches of 100 pairs of 10 + 10 pieces, " +
               std::to_string(threads) + " threads");
  report.add("train/base/gradient" + suffix, 1e3 * gradient.median, "ms");
  report.add("train/base/adam" + suffix, 1e3 * step.median, "ms");
  const double flops =
      flop_of_pair(model, sentences) * static_cast<double>(sentences.pairs.size()) / seconds / 1e9;
  report.add("train/base/flops" + suffix, flops, "GFLOP/s", flops / machine);
  report.add("train/base/fp32" + suffix, pieces / seconds, "target pieces/s", flops / machine);
  if (gradient.spread > 0.2)
    std::printf("not quiet: the slowest step took %.0f %% longer than the fastest\n", 100 * gradient.spread);
}

void translating(Report& report, int threads) {
  const Sentences sentences(128);
  Seq2Seq model(yard_stick());
  model.parameters().initialize(1);
  model.pack_weights(Precision::fp32, false);
  std::vector<std::vector<std::int32_t>> sources;
  for (std::size_t i = 0; i < sentences.ids.size(); i += 2) sources.push_back(sentences.ids[i]);
  for (const int beam : {1, 5}) {
    BeamOptions options;
    options.beam = beam;
    options.min_length = 10;  // an untrained model would end anywhere
    options.max_length_ratio = 1;
    options.max_length_extra = 0;
    std::vector<std::unique_ptr<Tape>> tapes;
    for (int i = 0; i < threads; ++i) tapes.push_back(std::make_unique<Tape>(false));
    const std::size_t part = sources.size() / tapes.size();
    const Timing timing = time(
        [&] {
          parallel_for(threads, threads, [&](int i) {
            beam_search(model, std::span(sources).subspan(i * part, part), options, *tapes[i]);
          });
        },
        2);
    report.add(
        "translate/base/fp32/beam=" + std::to_string(beam) + "/batched/threads=" + std::to_string(threads),
        static_cast<double>(part * tapes.size()) / timing.median, "sentences/s");
  }
}

}  // namespace

int main(int argc, char** argv) {
  Report report;
  const int cores = physical_cores();
  report.title("peak: fp32 multiply-adds");
  const double one_core = peak(1), machine = peak(cores);
  report.add("peak/fp32/threads=1", one_core, "GFLOP/s");
  report.add("peak/fp32/threads=" + std::to_string(cores), machine, "GFLOP/s");
  products(report, one_core);
  training(report, 1, one_core);
  if (cores > 1) training(report, cores, machine);
  report.title("translating 10 pieces into 10");
  translating(report, 1);
  if (cores > 1) translating(report, cores);
  if (argc > 1) write_file(argv[1], report.entries().dump(1) + "\n");
}

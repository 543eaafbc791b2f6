#include "base/parallel.h"
#include "bench/parts.h"
#include "model/flop.h"
#include "search/beam_search.h"

namespace nmt::bench {

void translating(Report& report) {
  constexpr int kCount = 128, kLength = 10;
  const ModelConfig config = yard_stick();
  const Sentences sentences(kCount, kLength, config.target_vocabulary);
  Seq2Seq model(config);
  model.parameters().initialize(1);
  model.pack_weights(Precision::fp32, false);
  const Flop flop = count_flop(model);
  std::vector<std::vector<std::int32_t>> sources;
  for (std::size_t i = 0; i < sentences.ids.size(); i += 2) sources.push_back(sentences.ids[i]);
  for (const int threads : thread_counts()) {
    report.begin("translating 128 sentences of 10 pieces into 10, base, fp32", threads);
    for (const int beam : {1, 5}) {
      BeamOptions options;
      options.beam = beam;
      options.min_length = kLength;  // an untrained model would end anywhere
      options.max_length_ratio = 1;
      options.max_length_extra = 0;
      std::vector<std::unique_ptr<Tape>> tapes;
      for (int i = 0; i < threads; ++i) tapes.push_back(std::make_unique<Tape>(false));
      const auto row = [&](const std::string& how, int count, std::size_t together) {
        const int batches = count / static_cast<int>(together);
        const double seconds = time(
                                   [&] {
                                     parallel_for(batches, threads, [&](int i) {
                                       const auto part = std::span(sources).subspan(i * together, together);
                                       Tape tape(false);
                                       beam_search(model, part, options, tape);
                                     });
                                   },
                                   1.5)
                                   .median;
        const double work = flop.forward(count, kLength * count, 0) + flop.target * beam * kLength * count;
        const std::string some =
            threads == thread_counts().back() ? "" : "/threads=" + std::to_string(threads);
        report.rate("translate/base/fp32/beam=" + std::to_string(beam) + "/" + how + some, count,
                    "sentences/s", seconds, work);
      };
      row("batched", kCount, sources.size() / static_cast<std::size_t>(threads));
      row("one by one", 16, 1);
    }
    report.end();
  }
}

}  // namespace nmt::bench

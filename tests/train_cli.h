#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "scratch.h"

// What tests of nmt-train share.
namespace nmt::test {

// A prepared corpus "data" of 400 pairs: a sentence of made-up words and the same words, other way round.
inline void prepare(const Scratch& scratch) {
  const char* const from[] = {"ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "ta"};
  const char* const to[] = {"ab", "od", "ik", "ul", "em", "on", "ap", "ir", "us", "at"};
  Random random(1, Purpose::test);
  std::string lines;
  for (int i = 0; i < 400; ++i) {
    std::string source, target;
    for (int word = 2 + static_cast<int>(random.below(5)); word > 0; --word) {
      const auto id = random.below(10);
      source += std::string(source.empty() ? "" : " ") + from[id];
      target = to[id] + std::string(target.empty() ? "" : " ") + target;
    }
    lines += source + "\t" + target + "\n";
  }
  write_file(scratch / "pairs.txt", lines);
  REQUIRE(run(scratch, "nmt-prep pairs.txt -o data --vocab-size 60 --valid 20 --test 20 -q").exit_code == 0);
}

const std::string kTrain =
    "nmt-train data --preset base --hidden 16 --embedding 16 --batch-tokens 200 --dropout 0.1 ";

// Trains `model` with these options for some updates, and then sends the signal.
inline Outcome told_to_stop(const Scratch& scratch, const std::string& signal, const std::string& options,
                            const std::string& model) {
  return run(scratch, kTrain + options + " -o " + model + " & until grep -qs '\"event\":\"update\"' " +
                          model + "/training/log.jsonl; do kill -0 $! || break; sleep 0.02; done; kill -" +
                          signal + " $!; wait $!");
}

inline std::vector<std::string> bundle_files() {
  return {"config.json", "model.safetensors", "source.spm", "target.spm", "NOTICE"};
}

}  // namespace nmt::test

#include "base/random.h"

#include <algorithm>

namespace nmt {
namespace {

// Sixteen blocks side by side, which compilers turn into vector instructions.
constexpr int kAbreast = 16;
using Lane = std::uint32_t[kAbreast];

void sixteen_blocks(Random::Block counter, std::array<std::uint32_t, 2> key, std::uint32_t* numbers) {
  Lane c0, c1, c2, c3;
  for (int i = 0; i < kAbreast; ++i) {
    c0[i] = counter[0] + static_cast<std::uint32_t>(i);
    c1[i] = counter[1];
    c2[i] = counter[2];
    c3[i] = counter[3];
  }
  for (int round = 0; round < Random::kRounds; ++round) {
    for (int i = 0; i < kAbreast; ++i) {
      const std::uint64_t p0 = std::uint64_t{Random::kMultiplier0} * c0[i];
      const std::uint64_t p1 = std::uint64_t{Random::kMultiplier1} * c2[i];
      c0[i] = static_cast<std::uint32_t>(p1 >> 32) ^ c1[i] ^ key[0];
      c1[i] = static_cast<std::uint32_t>(p1);
      c2[i] = static_cast<std::uint32_t>(p0 >> 32) ^ c3[i] ^ key[1];
      c3[i] = static_cast<std::uint32_t>(p0);
    }
    key[0] += Random::kWeyl0;
    key[1] += Random::kWeyl1;
  }
  for (int i = 0; i < kAbreast; ++i) {
    numbers[4 * i] = c0[i];
    numbers[4 * i + 1] = c1[i];
    numbers[4 * i + 2] = c2[i];
    numbers[4 * i + 3] = c3[i];
  }
}

}  // namespace

void Random::fill(std::uint32_t* numbers, std::size_t count) {
  std::size_t i = 0;
  while (i < count && used_ < 4) numbers[i++] = (*this)();
  for (; i + 4 * kAbreast <= count; i += 4 * kAbreast) {
    sixteen_blocks(counter_, key_, numbers + i);
    counter_[0] += kAbreast;
  }
  while (i < count) numbers[i++] = (*this)();
}

void Random::fill(std::uint16_t* halves, std::size_t count) {
  constexpr std::size_t kTogether = 256;
  std::uint32_t numbers[kTogether];
  for (std::size_t i = 0; i < count; i += 2 * kTogether) {
    const std::size_t words = std::min(kTogether, (count - i + 1) / 2);
    fill(numbers, words);
    for (std::size_t k = 0; k < words; ++k) {
      halves[i + 2 * k] = static_cast<std::uint16_t>(numbers[k]);
      halves[i + 2 * k + 1] = static_cast<std::uint16_t>(numbers[k] >> 16);
    }
  }
}

}  // namespace nmt

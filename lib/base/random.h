#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace nmt {

// What a stream of random numbers is for. Streams of different purposes never disturb one another, so, say,
// validating more often cannot change the dropout. Stored results depend on these values: only add new ones.
enum class Purpose : std::uint32_t {
  split = 1,
  shuffle = 2,
  init = 3,
  dropout = 4,
  sampling = 5,
  test = 6,
  bootstrap = 7,
  subwords = 8
};

// Philox4x32-10, a counter-based generator (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2,
// 3"): the n-th number of a stream is a pure function of (seed, purpose, step, shard, n), hence the same on
// any number of threads. A UniformRandomBitGenerator, but use the functions here: the distributions of the
// standard library differ from one implementation to the next.
class Random {
 public:
  using result_type = std::uint32_t;

  explicit Random(std::uint64_t seed, Purpose purpose, std::uint32_t step = 0, std::uint32_t shard = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, step, shard, static_cast<std::uint32_t>(purpose)} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return UINT32_MAX; }

  result_type operator()() {
    if (used_ == 4) {
      block_ = block(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return block_[used_++];
  }

  // The next `count` numbers, as calls one by one would give them, but several times as fast.
  void fill(std::uint32_t* numbers, std::size_t count);
  // Each number gives two of 16 bits, the lower half first; `count` is rounded up to an even one.
  void fill(std::uint16_t* halves, std::size_t count);

  // Uniform in [0, 1), 24 bits.
  double uniform() { return ((*this)() >> 8) * 0x1p-24; }

  // Uniform in 0..n-1, without bias (Lemire 2019). n > 0.
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{(*this)()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t threshold = (0u - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{(*this)()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  // Standard normal (Box and Muller 1958), one of the two values.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * 3.14159265358979323846 * uniform());
  }

  // Fisher and Yates: every order equally likely.
  template <class Container>
  void shuffle(Container& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
    }
  }

  using Block = std::array<std::uint32_t, 4>;
  static constexpr int kRounds = 10;
  static constexpr std::uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57, kWeyl0 = 0x9E3779B9,
                                 kWeyl1 = 0xBB67AE85;
  static Block block(Block counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < kRounds; ++round) {
      const std::uint64_t p0 = std::uint64_t{kMultiplier0} * counter[0];
      const std::uint64_t p1 = std::uint64_t{kMultiplier1} * counter[2];
      counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
                 static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
      key[0] += kWeyl0;
      key[1] += kWeyl1;
    }
    return counter;
  }

 private:
  std::array<std::uint32_t, 2> key_;
  Block counter_;
  Block block_{};
  int used_ = 4;
};

}  // namespace nmt

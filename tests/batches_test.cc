#include "corpus/batches.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/random.h"
#include "scratch.h"

using namespace nmt;

namespace {

constexpr int kLimit = 100;

// 1,000 pairs of 1 to 9 pieces a side, and one whose target is longer than a batch may be.
Dataset dataset() {
  const test::Scratch scratch;
  Random random(5, Purpose::test);
  std::vector<IdPair> pairs;
  const auto sentence = [&](std::uint32_t pieces) {
    std::vector<std::int32_t> ids(pieces, 3);
    ids.back() = 2;
    return ids;
  };
  for (int i = 0; i < 1000; ++i)
    pairs.push_back({sentence(1 + random.below(9)), sentence(1 + random.below(9))});
  pairs.push_back({sentence(4), sentence(kLimit + 20)});
  write_file(scratch / "train.bin", serialize(pairs, 4, 4));
  return Dataset(scratch / "train.bin");  // stays mapped when the file has gone
}

std::vector<std::vector<std::uint32_t>> all(const EpochBatches& batches) {
  std::vector<std::vector<std::uint32_t>> list;
  for (std::size_t i = 0; i < batches.size(); ++i) list.emplace_back(batches[i].begin(), batches[i].end());
  return list;
}

}  // namespace

TEST_CASE("the batches of an epoch hold each pair once and keep to their limit") {
  const Dataset data = dataset();
  const EpochBatches batches(data, kLimit, 1, 1);
  std::set<std::uint32_t> seen;
  std::size_t pairs = 0;
  for (const auto& batch : all(batches)) {
    std::size_t tokens = 0;
    for (const std::uint32_t i : batch) tokens += data.target(i).size();
    CHECK((batch.size() == 1 || tokens <= kLimit));
    CHECK(!batch.empty());
    pairs += batch.size();
    seen.insert(batch.begin(), batch.end());
  }
  CHECK(pairs == data.size());
  CHECK(seen.size() == data.size());
  CHECK(batches.size() < 1.1 * static_cast<double>(data.target_tokens()) / kLimit);  // they are full
}

TEST_CASE("pairs of equal lengths stand together, and nothing else orders them or their batches") {
  const Dataset data = dataset();
  auto batches = all(EpochBatches(data, kLimit, 1, 1));
  const auto lengths = [&](std::uint32_t i) {
    return std::pair(data.target(i).size(), data.source(i).size());
  };
  const auto first = [&](const auto& a, const auto& b) { return lengths(a.front()) < lengths(b.front()); };
  CHECK_FALSE(std::is_sorted(batches.begin(), batches.end(), first));
  std::stable_sort(batches.begin(), batches.end(), [&](const auto& a, const auto& b) {
    return std::pair(lengths(a.front()), lengths(a.back())) <
           std::pair(lengths(b.front()), lengths(b.back()));
  });
  std::vector<std::uint32_t> order;
  for (const auto& batch : batches) order.insert(order.end(), batch.begin(), batch.end());
  CHECK(std::is_sorted(order.begin(), order.end(), [&](auto a, auto b) { return lengths(a) < lengths(b); }));
  CHECK_FALSE(std::is_sorted(order.begin(), order.end(), [&](auto a, auto b) {
    return std::pair(lengths(a), a) < std::pair(lengths(b), b);  // by their places in the data
  }));
}

TEST_CASE("an epoch's batches are drawn from seed and epoch alone") {
  const Dataset data = dataset();
  const auto batches = all(EpochBatches(data, kLimit, 1, 1));
  CHECK(all(EpochBatches(data, kLimit, 1, 1)) == batches);
  for (const auto& [seed, epoch] : {std::pair(2, 1), std::pair(1, 2)}) {
    auto other =
        all(EpochBatches(data, kLimit, static_cast<std::uint64_t>(seed), static_cast<std::uint32_t>(epoch)));
    CHECK(other != batches);
    const std::set<std::vector<std::uint32_t>> mine(batches.begin(), batches.end());
    const auto kept = std::ranges::count_if(other, [&](const auto& batch) { return mine.contains(batch); });
    CHECK(kept <= 2);  // other pairs stand together, but for the long one
  }
}

TEST_CASE("the largest batch is the one with the most positions of both sides, padding counted") {
  const Dataset data = dataset();
  const EpochBatches batches(data, kLimit, 1, 1);
  const auto positions = [&](std::span<const std::uint32_t> batch) {
    std::size_t source = 0, target = 0;
    for (const std::uint32_t i : batch) {
      source = std::max(source, data.source(i).size());
      target = std::max(target, data.target(i).size());
    }
    return batch.size() * (source + target);
  };
  std::size_t most = 0;
  for (std::size_t i = 0; i < batches.size(); ++i) most = std::max(most, positions(batches[i]));
  CHECK(positions(batches[batches.largest()]) == most);
}

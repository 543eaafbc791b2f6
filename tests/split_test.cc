#include "corpus/split.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "base/random.h"

using namespace nmt;
using Catch::Contains;

namespace {

Pair pair_of(std::string source, std::string target) {
  return {std::move(source), std::move(target), "", "x:1"};
}

std::vector<Pair> generated(int count, int sources, int targets, std::uint64_t seed) {
  Random random(seed, Purpose::test);
  std::vector<Pair> pairs;
  std::set<std::string> seen;
  const char* endings[] = {".", "!", " ?", ""};
  while (static_cast<int>(pairs.size()) < count) {
    const auto word = [&](const char* name, int most) {
      return name + std::to_string(random.below(static_cast<std::uint32_t>(most))) + endings[random.below(4)];
    };
    Pair pair = pair_of(word("Source ", sources), word("target ", targets));
    if (seen.insert(pair.source + pair.target).second) pairs.push_back(std::move(pair));
  }
  return pairs;
}

// So many pairs with nothing in common, and before them `tied` sources of one target.
std::vector<Pair> with_component(int tied, int alone) {
  std::vector<Pair> pairs;
  for (int i = 0; i < tied; ++i) pairs.push_back(pair_of("tied " + std::to_string(i), "one"));
  for (int i = 0; i < alone; ++i) pairs.push_back(pair_of("alone " + std::to_string(i), std::to_string(i)));
  return pairs;
}

}  // namespace

TEST_CASE("pairs that share a side, over any number of steps, stay in one part") {
  // a–1, a–2, b–2, b–3: one component by way of a, 2 and b; c–4 and "C!"–5 by the key of c; d alone.
  const std::vector<Pair> pairs = {pair_of("a", "1"),  pair_of("c", "4"),  pair_of("a.", "2"),
                                   pair_of("b", "2!"), pair_of("C!", "5"), pair_of("b", "3"),
                                   pair_of("d", "6")};
  const Split result = split(pairs, keys_of(pairs, 1), {.valid = 1, .test = 2, .seed = 5});
  CHECK(result.components == 3);
  CHECK(result.largest == 4);
  using enum Part;
  CHECK(result.part == std::vector<Part>{train, test, train, train, test, train, valid});
}

TEST_CASE("a split has as many sentences as asked for, loses nothing and leaks nothing") {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const auto pairs = generated(3000, 1500, 2500, seed);
    const Keys keys = keys_of(pairs, 2);
    const Split result = split(pairs, keys, {.valid = 40, .test = 60, .seed = seed});
    REQUIRE(result.part.size() == pairs.size());
    Keys of[3];
    std::set<std::string> sources[3];
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto part = static_cast<std::size_t>(result.part[i]);
      of[part].source.push_back(keys.source[i]);
      of[part].target.push_back(keys.target[i]);
      sources[part].insert(pairs[i].source);
    }
    CHECK(sources[1].size() == 40);
    CHECK(sources[2].size() == 60);
    for (const auto& [a, b] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2)}) {
      const Overlap shared = overlap(of[a], of[b]);
      CHECK((shared.sources == 0 && shared.targets == 0));
    }
    CHECK(split(pairs, keys, {.valid = 40, .test = 60, .seed = seed}).part == result.part);
    CHECK(split(pairs, keys, {.valid = 40, .test = 60, .seed = seed + 1}).part != result.part);
  }
}

TEST_CASE("overlap counts distinct keys on either side") {
  const std::vector<Pair> test = {pair_of("A!", "1"), pair_of("a", "2"), pair_of("b", "3")};
  const std::vector<Pair> train = {pair_of("a", "9"), pair_of("c", "3.")};
  const Overlap shared = overlap(keys_of(test, 1), keys_of(train, 1));
  CHECK((shared.sources == 1 && shared.targets == 1));
}

TEST_CASE("a split that cannot be is refused with what there is") {
  const std::vector<Pair> pairs = {pair_of("a", "1"), pair_of("b", "2"), pair_of("c", "2")};
  const Keys keys = keys_of(pairs, 1);
  CHECK_THROWS_WITH(split(pairs, keys, {.valid = 0, .test = 5}), Contains("found only 3 of 3"));
  CHECK_THROWS_WITH(split(pairs, keys, {.valid = 1, .test = 2}), Contains("no pair is left to train on"));
  CHECK(split(pairs, keys, {}).part == std::vector<Part>(3, Part::train));  // too few to spare any
}

TEST_CASE("examples hold every translation of a source, in the order they came") {
  const auto examples = group_by_source({pair_of("b", "1"), pair_of("a", "2"), pair_of("b", "3")});
  REQUIRE(examples.size() == 2);
  CHECK((examples[0].source == "b" && examples[0].references == std::vector<std::string>{"1", "3"}));
  CHECK((examples[1].source == "a" && examples[1].references == std::vector<std::string>{"2"}));
}

TEST_CASE("left to itself a split takes 5 % of the sources for each part, of many 1,000 and of few none") {
  for (const auto& [sources, want] :
       {std::pair(9, 0), {10, 1}, {100, 5}, {101, 6}, {20'000, 1000}, {30'000, 1000}}) {
    const auto pairs = with_component(0, sources);
    const Split result = split(pairs, keys_of(pairs, 2), {});
    INFO(sources);
    CHECK(std::ranges::count(result.part, Part::valid) == want);
    CHECK(std::ranges::count(result.part, Part::test) == want);
  }
}

TEST_CASE("what is tied to more than 1 % of all pairs, or 10 of few, is trained on") {
  for (const auto& [tied, all, stays] :
       {std::tuple(10, 100, false), {11, 100, true}, {20, 2000, false}, {21, 2000, true}}) {
    const auto pairs = with_component(tied, all - tied);
    const Keys keys = keys_of(pairs, 1);
    int in_train = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      const Split result = split(pairs, keys, {.valid = all / 4, .test = all / 4, .seed = seed});
      const auto end = result.part.begin() + tied;
      CHECK(std::count(result.part.begin(), end, result.part[0]) == tied);
      in_train += result.part[0] == Part::train;
    }
    INFO(tied << " of " << all);
    CHECK((in_train == 40) == stays);
    CHECK(in_train >= 10);  // where it may leave, it often stays as well
  }
}

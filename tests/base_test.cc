#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"
#include "base/parallel.h"
#include "base/random.h"
#include "corpus/blocks.h"
#include "scratch.h"

using namespace nmt;

TEST_CASE("Philox gives the published numbers") {
  // The known-answer vectors of the Random123 distribution.
  CHECK(Random::block({0, 0, 0, 0}, {0, 0}) == Random::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(Random::block({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) ==
        Random::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
}

TEST_CASE("streams of different purpose, step, shard and seed differ, equal ones agree") {
  std::set<std::uint32_t> firsts;
  for (const std::uint64_t seed : {1, 2}) {
    for (const Purpose purpose : {Purpose::dropout, Purpose::shuffle}) {
      for (const std::uint32_t step : {0, 1}) {
        for (const std::uint32_t shard : {0, 1}) {
          Random once(seed, purpose, step, shard), again(seed, purpose, step, shard);
          CHECK(once() == again());
          firsts.insert(Random(seed, purpose, step, shard)());
        }
      }
    }
  }
  CHECK(firsts.size() == 16);
}

TEST_CASE("the streams that stored results depend on stay what they are") {
  // The first two numbers at step 2 of shard 3, computed by another program from the published algorithm.
  const std::pair<Purpose, std::array<std::uint32_t, 2>> firsts[] = {
      {Purpose::split, {0xb02fdbd4, 0xdf758241}},     {Purpose::shuffle, {0xfef9a2d8, 0x667b02b5}},
      {Purpose::init, {0x051dc324, 0xc5ea501e}},      {Purpose::dropout, {0x13972912, 0x42a21f5e}},
      {Purpose::sampling, {0xd1186619, 0xb54d106c}},  {Purpose::test, {0x3d986920, 0xf9f1f897}},
      {Purpose::bootstrap, {0xf354eade, 0x4251d986}}, {Purpose::subwords, {0xd300925b, 0x51682126}}};
  for (const auto& [purpose, want] : firsts) {
    Random random(1, purpose, 2, 3);
    CHECK(random() == want[0]);
    CHECK(random() == want[1]);
  }
}

TEST_CASE("uniform, below and normal keep to their ranges and means") {
  Random random(7, Purpose::test);
  double uniform = 0, normal = 0, square = 0;
  std::vector<int> counts(5);
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform(), n = random.normal();
    REQUIRE((u >= 0 && u < 1));
    uniform += u / kDraws;
    normal += n / kDraws;
    square += n * n / kDraws;
    ++counts[random.below(5)];
  }
  CHECK(uniform == Approx(0.5).margin(0.01));
  CHECK(normal == Approx(0).margin(0.03));
  CHECK(square == Approx(1).margin(0.05));
  for (const int count : counts) CHECK(count == Approx(kDraws / 5).margin(300));
}

TEST_CASE("parallel_for visits each index once and hands on an exception") {
  for (const int threads : {1, 2, 3}) {
    std::vector<int> visits(100);
    parallel_for(100, threads, [&](int i) { ++visits[i]; });
    CHECK(visits == std::vector<int>(100, 1));
    CHECK_THROWS_WITH(parallel_for(100, threads,
                                   [](int i) {
                                     if (i == 3) throw Error("three");
                                   }),
                      "three");
  }
}

TEST_CASE("parallel_for_each visits each of very many once, and tells how far it is") {
  constexpr std::size_t kCount = 64'000 * 2 + 1'500;  // two rounds of blocks and a part of one
  for (const int threads : {1, 3}) {
    std::vector<int> visits(kCount);
    std::vector<std::size_t> told;
    parallel_for_each(
        kCount, threads, [&](std::size_t i) { ++visits[i]; },
        [&](std::size_t done, std::size_t total) {
          told.push_back(done);
          CHECK(total == kCount);
        });
    CHECK(visits == std::vector<int>(kCount, 1));
    CHECK(told == std::vector<std::size_t>{64'000, 128'000, kCount});
  }
  parallel_for_each(0, 2, [](std::size_t) { FAIL("there is nothing to visit"); });
}

TEST_CASE("a file is replaced whole, and errors name the path and the reason") {
  const test::Scratch scratch;
  write_file(scratch / "a", "old");
  write_file(scratch / "a", "new");
  CHECK(read_file(scratch / "a") == "new");
  CHECK(MappedFile(scratch / "a").text() == "new");
  CHECK_THROWS_WITH(read_file(scratch / "none"), Catch::Contains("none: No such file"));
  CHECK_THROWS_WITH(read_file(scratch.path()), Catch::Contains("Is a directory"));
  CHECK_THROWS_WITH(write_file(scratch / "no/where", "x"), Catch::Contains("No such file"));
}

TEST_CASE("a staged directory appears at commit and not before") {
  const test::Scratch scratch;
  {
    StagedDirectory staged(scratch / "out", StagedDirectory::IfExists::fail);
    write_file(staged.path() / "file", "1");
    CHECK_FALSE(std::filesystem::exists(scratch / "out"));
  }
  CHECK(std::filesystem::is_empty(scratch.path()));  // never committed: nothing is left
  for (const char* text : {"1", "2"}) {
    StagedDirectory staged(scratch / "out/", StagedDirectory::IfExists::replace);
    write_file(staged.path() / "file", text);
    staged.commit();
    CHECK(read_file(scratch / "out/file") == text);
  }
  CHECK_THROWS_WITH(StagedDirectory(scratch / "out", StagedDirectory::IfExists::fail),
                    Catch::Contains("out exists already"));
}

TEST_CASE("sha256 gives what sha256sum prints") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("many random numbers at once are those that come one by one") {
  Random one_by_one(7, Purpose::test), at_once(7, Purpose::test), halves(7, Purpose::test);
  std::vector<std::uint32_t> want, got(1000);
  for (int i = 0; i < 1000; ++i) want.push_back(one_by_one());
  std::size_t done = 0;
  for (const std::size_t count : {1, 2, 3, 64, 65, 300, 565}) {
    at_once.fill(got.data() + done, count);
    done += count;
  }
  CHECK(done == 1000);
  CHECK(got == want);
  std::vector<std::uint16_t> parts(2000);
  halves.fill(parts.data(), parts.size());
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(parts[2 * i] == (want[i] & 0xFFFF));
    REQUIRE(parts[2 * i + 1] == want[i] >> 16);
  }
}

TEST_CASE("a line reader stops when it is told to, and passes over a byte-order mark") {
  const test::Scratch scratch;
  std::atomic<bool> stop{false};
  write_file(scratch / "in",
             "\xEF\xBB\xBF"
             "a\nb\n");
  LineReader reader((scratch / "in").string(), &stop);
  CHECK(reader.next()->text == "a");
  stop = true;
  CHECK_FALSE(reader.next());
  write_file(scratch / "in", "abcde\r\nx\n");
  const auto line = LineReader((scratch / "in").string(), nullptr, 5).next();
  CHECK((line->text == "abcde" && !line->cut));
  CHECK_THROWS_WITH(LineReader(scratch.path().string()).next(), Catch::Contains("Is a directory"));
}

TEST_CASE("a line reader keeps no more of a line than it may, nor half a character") {
  const test::Scratch scratch;
  write_file(scratch / "in", "abcd\u00e9f\nxy\r\nlast");
  LineReader reader((scratch / "in").string(), nullptr, 5);
  const auto first = reader.next();
  REQUIRE(first);
  CHECK(first->text == "abcd");
  CHECK(first->cut);
  CHECK(reader.next()->text == "xy");
  const auto last = reader.next();
  CHECK(last->text == "last");
  CHECK(last->number == 3);
  CHECK_FALSE(reader.next());
}

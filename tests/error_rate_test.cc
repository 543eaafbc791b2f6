#include "align/error_rate.h"

#include <catch2/catch.hpp>

#include "scratch.h"

using namespace nmt;
using namespace nmt::test;

TEST_CASE("gold links are sure or possible, and what is sure is not possible as well") {
  const GoldLinks gold = parse_gold("1-1 2p3 2?2 1p1", "g:1");
  CHECK(gold.sure == std::vector<Link>{{1, 1}});
  CHECK(gold.possible == std::vector<Link>{{2, 3}, {2, 2}});
  CHECK_THROWS_WITH(parse_gold("1-1 1x1", "g:4"),
                    "g:4:5: expected a link such as 1-2 (sure) or 1p2 (possible), found \"1x1\"");
}

TEST_CASE("precision counts possible links, recall sure ones, the error rate both") {
  // Of four links, one of them twice, two are sure and one is possible; one of three sure ones is missing.
  const LinkCounts counts =
      count_links({{0, 0}, {1, 1}, {1, 2}, {4, 4}, {0, 0}}, {{{0, 0}, {1, 1}, {3, 3}}, {{1, 2}}});
  CHECK(counts == LinkCounts{4, 3, 2, 3});
  CHECK(precision(counts) == 0.75);
  CHECK(recall(counts) == Approx(2 / 3.0));
  CHECK(alignment_error_rate(counts) == Approx(1 - 5 / 7.0));
  CHECK(alignment_error_rate({}) == 0);
  CHECK(precision(count_links({}, {{{0, 0}}, {}})) == 0);
}

TEST_CASE("a gold file counts from 1, unless there is a 0 in it") {
  const Scratch scratch;
  write_file(scratch / "one", "1-1 2p2\n\n3-1\n");
  write_file(scratch / "zero", "1-1 2p2\n0-1\n");
  const GoldFile one = read_gold(scratch / "one"), zero = read_gold(scratch / "zero");
  CHECK(one.first == 1);
  REQUIRE(one.sentences.size() == 3);
  CHECK(one.sentences[0].possible == std::vector<Link>{{1, 1}});
  CHECK(one.sentences[1].sure.empty());
  CHECK(one.sentences[2].sure == std::vector<Link>{{2, 0}});
  CHECK(zero.first == 0);
  CHECK(zero.sentences[1].sure == std::vector<Link>{{0, 1}});
}

TEST_CASE("the error rate of an aligner on the English-French Hansards is the one that is published") {
  const auto gold = shared_data("align/enfr.gold");
  if (gold.empty()) return;
  const auto links = read_links(gold.parent_path() / "enfr.awesome-align.out");
  const GoldFile file = read_gold(gold);
  REQUIRE(links.size() == 447);
  LinkCounts sum;
  for (std::size_t i = 0; i < links.size(); ++i) sum += count_links(links[i], file.sentences.at(i));
  CHECK(sum.sure == 4038);
  CHECK(100 * alignment_error_rate(sum) == Approx(4.07).margin(0.005));
}

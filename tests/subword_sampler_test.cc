#include "corpus/subword_sampler.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "corpus/prepare.h"
#include "scratch.h"
#include "text/vocabulary.h"

using namespace nmt;
using test::Scratch;

namespace {

// 200 pairs of letters that repeat: words of many segmentations. "☃" is once in them, hence unknown.
PreparedCorpus prepared(const Scratch& scratch, TokenizerKind kind) {
  Random random(1, Purpose::test);
  std::string lines = "a ☃ abab\tba ☃\n";
  for (int i = 0; i < 199; ++i) {
    std::string sides[2];
    for (std::string& side : sides) {
      for (int k = 0; k < 12; ++k) side += k % 4 == 3 ? ' ' : "abc"[random.below(3)];
      side += "ab";
    }
    lines += sides[0] + "\t" + sides[1] + "\n";
  }
  write_file(scratch / "in.txt", lines);
  PrepareOptions options;
  options.inputs = {{InputFiles::Kind::pairs, (scratch / "in.txt").string(), ""}};
  options.tokenizer = {kind, 40};
  options.split.valid = options.split.test = 2;
  write_prepared(scratch / "d", prepare(options).files, true);
  return PreparedCorpus(scratch / "d");
}

using Ids = std::vector<std::int32_t>;
Ids ids(std::span<const std::int32_t> sentence) { return {sentence.begin(), sentence.end()}; }

bool same(const Dataset& a, const Dataset& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) {
    same = ids(a.source(i)) == ids(b.source(i)) && ids(a.target(i)) == ids(b.target(i));
  }
  return same;
}

}  // namespace

TEST_CASE("drawn pieces spell the same words, others in each epoch, on any number of threads") {
  const Scratch scratch;
  const PreparedCorpus corpus = prepared(scratch, TokenizerKind::unigram);
  const SubwordSampler one(corpus, 0.2, 1000, 1), three(corpus, 0.2, 1000, 3);
  const Dataset first = one.draw(7, 1, 1);
  REQUIRE(first.size() == corpus.train().size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const Ids drawn = ids(first.source(i)), given = ids(corpus.train().source(i));
    CHECK(corpus.source_tokenizer()->decode(drawn) == corpus.source_tokenizer()->decode(given));
    CHECK(corpus.target_tokenizer().decode(ids(first.target(i))) ==
          corpus.target_tokenizer().decode(ids(corpus.train().target(i))));
    CHECK(drawn.back() == kEnd);
    different += drawn != given;
  }
  CHECK(different > first.size() / 2);
  CHECK(same(first, three.draw(7, 1, 3)));
  CHECK_FALSE(same(first, one.draw(7, 2, 1)));
  CHECK_FALSE(same(first, one.draw(8, 1, 1)));
}

TEST_CASE("segmentations are drawn as often as their probability to the power of alpha says") {
  const Scratch scratch;
  const PreparedCorpus corpus = prepared(scratch, TokenizerKind::unigram);
  const Tokenizer& tokenizer = *corpus.source_tokenizer();
  // The first word of the first sentence, over many epochs.
  const std::string text = tokenizer.decode(ids(corpus.train().source(0)));
  const std::string word = text.substr(0, text.find(' '));
  const auto likeliest = tokenizer.likeliest(word, 16);
  REQUIRE(likeliest.size() > 1);
  double sum = 0;
  for (const Segmentation& each : likeliest) sum += std::exp(0.5 * each.log_probability);
  const SubwordSampler sampler(corpus, 0.5, 1000, 1);
  constexpr int kEpochs = 2000;
  int firsts = 0;
  for (int epoch = 1; epoch <= kEpochs; ++epoch) {
    const Dataset drawn = sampler.draw(1, static_cast<std::uint32_t>(epoch), 1);
    const Ids sentence = ids(drawn.source(0));
    std::size_t pieces = 1;
    while (!tokenizer.piece(sentence[pieces]).starts_with("▁")) ++pieces;
    firsts += Ids(sentence.begin(), sentence.begin() + static_cast<long>(pieces)) == likeliest[0].ids;
  }
  const double expected = std::exp(0.5 * likeliest[0].log_probability) / sum;
  CHECK(firsts / double{kEpochs} == Approx(expected).margin(4 * std::sqrt(expected / kEpochs)));
}

TEST_CASE("a source that would become too long keeps its pieces") {
  const Scratch scratch;
  const PreparedCorpus corpus = prepared(scratch, TokenizerKind::unigram);
  const Dataset drawn = SubwordSampler(corpus, 0.2, 1, 1).draw(1, 1, 1);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    CHECK(ids(drawn.source(i)) == ids(corpus.train().source(i)));
  }
}

TEST_CASE("a vocabulary without probabilities has nothing to draw from") {
  const Scratch scratch;
  for (const TokenizerKind kind : {TokenizerKind::bpe, TokenizerKind::word, TokenizerKind::character}) {
    const PreparedCorpus corpus = prepared(scratch, kind);
    CHECK_THROWS_WITH(SubwordSampler(corpus, 0.2, 1000, 1), Catch::Contains("--tokenizer unigram"));
  }
}

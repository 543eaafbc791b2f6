#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "eval/bleu.h"
#include "eval/chrf.h"
#include "eval/ter.h"
#include "scratch.h"
#include "text/characters.h"

using namespace nmt;
using Texts = std::vector<std::string>;

namespace {

std::string joined(const Texts& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

double bleu(const Texts& hypotheses, const std::vector<Texts>& references) {
  return score(bleu_statistics(hypotheses, references)).bleu;
}

double chrf(const std::string& hypothesis, const Texts& references, const ChrfOptions& options = {}) {
  return score(chrf_statistics(hypothesis, references, options), options);
}

double ter(const std::string& hypothesis, const Texts& references) {
  return score(ter_statistics(hypothesis, references));
}

constexpr ChrfOptions kChrfPlusPlus{.word_order = 2};

}  // namespace

TEST_CASE("text is split at every Unicode white space and at nothing else") {
  const auto words = split_at_spaces("\u00a0a\u2003b\u3000\u200bc\x1c d\u2028");
  CHECK(Texts(words.begin(), words.end()) == Texts{"a", "b", "\u200bc", "d"});
  CHECK(split_at_spaces("").empty());
  CHECK(split_at_spaces(" ").empty());
}

TEST_CASE("display width knows wide characters, combining marks and broken bytes") {
  CHECK(display_width("house") == 5);
  CHECK(display_width("日本語") == 6);
  CHECK(display_width("e\u0301a\u0300") == 2);
  CHECK(display_width("한") == 2);
  CHECK(display_width("\u1112\u1161\u11ab") == 2);  // the same syllable in jamo
  CHECK(display_width("a\xff") == 2);
  CHECK(printable("a\x1b\xff\xc3") == "a\ufffd\ufffd\ufffd");
  CHECK(printable("maison\u0301 \U0001f600") == "maison\u0301 \U0001f600");
  CHECK(is_right_to_left("(שלום"));
  CHECK_FALSE(is_right_to_left("1 house"));
}

TEST_CASE("13a sets punctuation apart but keeps numbers, apostrophes and hyphens") {
  CHECK(joined(tokenize_13a("Hello, world!")) == "Hello , world !");
  CHECK(joined(tokenize_13a("It's 1,234.5 and 3-4 but well-known.")) ==
        "It's 1,234.5 and 3 - 4 but well-known .");
  CHECK(joined(tokenize_13a(".5 5. a.b")) == ". 5 5 . a . b");
  CHECK(joined(tokenize_13a("&quot;R&amp;D&quot; &lt;x&gt; <skipped>")) == "\" R & D \" < x >");
  CHECK(joined(tokenize_13a("...")) == ". . .");
  CHECK(joined(tokenize_13a("été,né…")) == "été , né…");
  CHECK(tokenize_13a("").empty());
}

TEST_CASE("BLEU of the reference itself is 100") {
  const BleuScore s = score(bleu_statistics("The cat sat on the mat.", Texts{"The cat sat on the mat."}));
  CHECK(s.bleu == Approx(100));
  CHECK(s.precisions == std::array{100.0, 100.0, 100.0, 100.0});
  CHECK(s.brevity_penalty == 1);
  CHECK(s.hypothesis_length == 7);
}

TEST_CASE("BLEU keeps case") { CHECK(bleu({"the cat sat on it"}, {{"THE CAT SAT ON IT"}}) == 0); }

TEST_CASE("BLEU clips matches and halves each order without a match") {
  const BleuStatistics statistics = bleu_statistics("the the the the", Texts{"the cat"});
  CHECK(statistics.matches == std::array{1L, 0L, 0L, 0L});
  CHECK(statistics.totals == std::array{4L, 3L, 2L, 1L});
  const BleuScore s = score(statistics);
  CHECK(s.precisions[1] == Approx(100.0 / (2 * 3)));
  CHECK(s.precisions[2] == Approx(100.0 / (4 * 2)));
  CHECK(s.precisions[3] == Approx(100.0 / (8 * 1)));
  CHECK(s.bleu == Approx(15.9737).margin(1e-4));  // (25 * 16.67 * 12.5 * 12.5)^(1/4)
  CHECK(to_string(s) ==
        "BLEU = 15.97 (0-100), 25.0/16.7/12.5/12.5, BP = 1.000, ratio = 2.000, hyp_len = 4, ref_len = 2");
}

TEST_CASE("BLEU of a short hypothesis pays the brevity penalty") {
  const BleuScore s = score(bleu_statistics("a b c d", Texts{"a b c d e"}));
  CHECK(s.brevity_penalty == Approx(std::exp(1 - 5.0 / 4)));
  CHECK(s.bleu == Approx(77.8801).margin(1e-4));
}

TEST_CASE("BLEU takes the reference closest in length, the shorter of two equally close") {
  CHECK(bleu_statistics("a b c d", Texts{"a b c d e", "a b c"}).reference_length == 3);
  CHECK(bleu_statistics("a b c d", Texts{"a", "a b c d e"}).reference_length == 5);
}

TEST_CASE("an n-gram counts as often as the reference that has it most often") {
  CHECK(bleu_statistics("a a b b", Texts{"a a", "b a"}).matches == std::array{3L, 1L, 0L, 0L});
}

TEST_CASE("BLEU of a corpus takes a different number of references for each sentence") {
  const Texts hypotheses{"a b c d", "e f g h"};
  const std::vector<Texts> references{{"a b c d"}, {"x", "e f g h", ""}};
  CHECK(bleu(hypotheses, references) == Approx(100));
  CHECK(bleu_signature(references, "nmt-0.1.0") ==
        "nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt-0.1.0");
  const std::vector<Texts> even{{"a", ""}, {"b"}};
  CHECK(bleu_signature(even, "1") == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:1");
}

TEST_CASE("statistics of sentences add up to those of the corpus") {
  const Texts hypotheses{"a b c", "", "d e f g"};
  const std::vector<Texts> references{{"a b"}, {"c"}, {"d e", "e f g"}};
  BleuStatistics sum;
  ChrfStatistics chrf_sum;
  TerStatistics ter_sum;
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    sum += bleu_statistics(hypotheses[i], references[i]);
    chrf_sum += chrf_statistics(hypotheses[i], references[i]);
    ter_sum += ter_statistics(hypotheses[i], references[i]);
  }
  CHECK(sum == bleu_statistics(hypotheses, references));
  CHECK(chrf_sum == chrf_statistics(hypotheses, references));
  CHECK(ter_sum == ter_statistics(hypotheses, references));
  CHECK(ter_sum == TerStatistics{3, 5.5});  // an edit each; 2 + 1 + (2 + 3) / 2 words
}

TEST_CASE("empty hypotheses, references and corpora score 0 and break nothing") {
  CHECK(bleu({""}, {{"a b"}}) == 0);
  CHECK(bleu({"a b"}, {{""}}) == 0);
  CHECK(bleu({""}, {{""}}) == 0);
  CHECK(bleu({}, {}) == 0);
  CHECK(score(bleu_statistics("", Texts{"a"})).brevity_penalty == 0);
  CHECK(bleu({"a b"}, {{"a b"}}) == 0);  // no 3-gram: 0 without "effective order", as in sacreBLEU
  CHECK(chrf("", {"a b"}) == 0);
  CHECK(chrf("a b", {""}) == 0);
  CHECK(chrf("", {""}) == 0);
  CHECK(score(ChrfStatistics{}) == 0);
}

TEST_CASE("a sentence without references and a corpus of unequal sides are errors") {
  CHECK_THROWS_AS(bleu_statistics("a", Texts{}), Error);
  CHECK_THROWS_WITH(bleu({"a", "b"}, {{"a"}, {}}), "sentence 2: expected at least one reference, found none");
  CHECK_THROWS_WITH(bleu({"a"}, {}), Catch::Contains("expected as many") && Catch::Contains("found 0"));
}

TEST_CASE("chrF by hand: precision 1, recall 7/12") {
  CHECK(chrf("ab", {"abc"}) == Approx(63.6364).margin(1e-4));
  CHECK(chrf("a b", {"ab c"}) == Approx(63.6364).margin(1e-4));  // white space does not count
  CHECK(chrf("ab", {"abc"}, kChrfPlusPlus) == Approx(42.4242).margin(1e-4));
  CHECK(chrf("Das Haus.", {"Das Haus."}, kChrfPlusPlus) == Approx(100));
}

TEST_CASE("chrF counts code points, not bytes") {
  const ChrfStatistics statistics = chrf_statistics("né", Texts{"né"});
  REQUIRE(statistics.orders.size() == 6);
  CHECK(statistics.orders[0] == ChrfStatistics::Order{2, 2, 2});
  CHECK(statistics.orders[1] == ChrfStatistics::Order{1, 1, 1});
  CHECK(statistics.orders[2] == ChrfStatistics::Order{0, 0, 0});
}

TEST_CASE("chrF leaves out an order that the reference is too short for") {
  CHECK(chrf_statistics("abc", Texts{"a"}).orders[1] == ChrfStatistics::Order{0, 0, 0});
}

TEST_CASE("chrF++ sets one punctuation mark of a word apart") {
  // (hi) is "(hi" and ")", "'so" is "'" and "so", "." stays: 2 + 2 + 1 words.
  CHECK(chrf_statistics("(hi) 'so .", Texts{"(hi) 'so ."}, kChrfPlusPlus).orders[6] ==
        ChrfStatistics::Order{5, 5, 5});
}

TEST_CASE("chrF takes the reference that suits best") {
  CHECK(chrf("ab", {"xyz", "abc", "axc"}) == Approx(63.6364).margin(1e-4));
}

TEST_CASE("chrF's text and signature name the variant") {
  CHECK(chrf_text(51.9533) == "chrF2 = 51.95 (0-100)");
  CHECK(chrf_text(49.1683, kChrfPlusPlus) == "chrF2++ = 49.17 (0-100)");
  CHECK(chrf_signature(std::vector<Texts>{{"a"}}, "1", kChrfPlusPlus) ==
        "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:1");
}

TEST_CASE("TER counts words inserted, removed and replaced, whatever their case") {
  CHECK(ter("The cat sat", {"the cat sat"}) == 0);
  CHECK(ter("d e f", {"a b c"}) == 100);
  CHECK(ter("a b x d", {"a b c d"}) == 25);
  CHECK(ter("a b d", {"a b c d"}) == 25);
  CHECK(ter("a b c d e", {"a b c d"}) == 25);
  CHECK(ter("a\u00a0b.", {"a b ."}) == Approx(200 / 3.0));  // punctuation stays at its word
}

TEST_CASE("TER counts a run of words that is moved as one edit") {
  CHECK(ter("d e f g h a b c", {"a b c d e f g h"}) == 12.5);
  CHECK(ter("c d a b", {"a b c d"}) == 25);
  CHECK(ter("b a d c", {"a b c d"}) == 50);      // two moves
  CHECK(ter("a b c d x", {"x a b c d"}) == 20);  // to the very front
  CHECK(ter("x a b c d", {"a b c d x"}) == 20);  // to the very end
  CHECK(ter("c d x a b", {"a b c d"}) == 50);    // a move and a word removed
  CHECK(ter("b c a q", {"a b c q"}) == 25);
}

TEST_CASE("TER of several references is the fewest edits over their mean length") {
  CHECK(ter_statistics("a b c", Texts{"x y z w v", "a b c", ""}) == TerStatistics{0, 4});
  CHECK(ter("a b", {"a c", "a b c d"}) == Approx(100 / 3.0));
}

TEST_CASE("TER of nothing at all is 0, of words against nothing 100") {
  CHECK(ter("", {""}) == 0);
  CHECK(ter("a b", {""}) == 100);
  CHECK(ter("", {"a b"}) == 100);
  CHECK(score(TerStatistics{}) == 0);
  CHECK(ter_text(66.8811) == "TER = 66.88 (edits per 100 words)");
  CHECK(ter_signature(std::vector<Texts>{{"a"}}, "1") ==
        "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:1");
}

TEST_CASE("TER of very long and very unlike lines comes to an end, in little memory") {
  Texts words;
  for (int i = 0; i < 20000; ++i) words.push_back(std::to_string(i * 7919 % 20000));
  const std::string line = joined(words);
  CHECK(ter(line, {line}) == 0);
  CHECK(ter("x", {line}) == 100);
  CHECK(ter(line, {"x y"}) == 1e6);
  std::ranges::reverse(words);
  CHECK(ter(joined(words), {line}) <= 100);
}

namespace {

Texts read_lines(const std::filesystem::path& path) {
  std::ifstream in(path);
  Texts lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

double measure(const std::string& metric, const Texts& hypotheses, const std::vector<Texts>& references) {
  if (metric == "BLEU-13a") return bleu(hypotheses, references);
  if (metric == "TER") return score(ter_statistics(hypotheses, references)) / 100;  // as tercom has it
  const ChrfOptions options = metric == "chrF++" ? kChrfPlusPlus : ChrfOptions{};
  return score(chrf_statistics(hypotheses, references, options), options);
}

}  // namespace

TEST_CASE("BLEU, chrF and chrF++ of newstest2017 are sacreBLEU's, TER is tercom's") {
  const auto table = test::shared_data("metrics/expected_scores.tsv");
  if (table.empty()) return;
  std::vector<Texts> references;
  for (const std::string& line : read_lines(table.parent_path() / "newstest2017.ref.de"))
    references.push_back({line});
  int seen = 0;
  for (const std::string& line : read_lines(table)) {
    std::istringstream fields(line);
    std::string system, metric, wanted;
    fields >> system >> metric >> wanted;
    if (system == "#" || metric == "BLEU-intl") continue;
    const double found = measure(metric, read_lines(table.parent_path() / (system + ".de")), references);
    CAPTURE(system, metric, found);
    // To as many decimals as the table has, of scores up to 100 two at the most.
    const int decimals =
        std::min(metric == "TER" ? 3 : 2, static_cast<int>(wanted.size() - wanted.find('.')) - 1);
    CHECK(found == Approx(std::stod(wanted)).margin(0.5001 * std::pow(10, -decimals)));
    ++seen;
  }
  CHECK(seen == 10);
}

#include <algorithm>
#include <cstdio>
#include <exception>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "demo_corpus/sentences.h"

// Writes the corpus of data/: English and French flash cards from a small grammar that builds both sides at
// once. The same file each time. Usage: make-demo-corpus FILE
namespace {

using namespace nmt::demo;

// Pairs by English length, as the files of manythings.org stand, then by their letters.
struct ByLength {
  bool operator()(const Both& a, const Both& b) const {
    if (a.en.size() != b.en.size()) return a.en.size() < b.en.size();
    return std::pair(a.en, a.fr) < std::pair(b.en, b.fr);
  }
};
using Pairs = std::set<Both, ByLength>;

std::vector<Family> all_families() {
  std::vector<Family> all;
  for (const auto& families : {action_families(), question_families(), state_families(), thing_families(),
                               order_families(), wish_families(), complex_families(), time_families()}) {
    all.insert(all.end(), families.begin(), families.end());
  }
  return all;
}

Both sentence(const Family& family, std::uint32_t number, std::uint32_t version) {
  Draw draw(number, version);
  const Both text = family.sentence(draw);
  return {finish_english(text.en), finish_french(text.fr)};
}

// A small family may have no more to say: it is left after ten draws a sentence. One draw in five is said in
// two ways.
void add_family(Pairs& pairs, const Family& family, std::uint32_t& number) {
  const std::size_t wanted = pairs.size() + static_cast<std::size_t>(family.share);
  for (int draws = 0; pairs.size() < wanted && draws < 10 * family.share; ++draws, ++number) {
    pairs.insert(sentence(family, number, 0));
    if (number % 5 == 0) pairs.insert(sentence(family, number, 1));
  }
}

std::string corpus() {
  Pairs pairs(fixed_phrases().begin(), fixed_phrases().end());
  std::uint32_t number = 0;
  for (const Family& family : all_families()) add_family(pairs, family, number);
  std::string text;
  int line = 0;
  for (const auto& [en, fr] : pairs) {
    text += en + '\t' + fr + "\tCC0 1.0 (public domain) Attribution: nmt demo corpus #" +
            std::to_string(++line) + '\n';
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Usage: make-demo-corpus FILE\n", stderr);
    return 2;
  }
  try {
    nmt::write_file(argv[1], corpus());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}

#include "corpus/subword_sampler.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

constexpr int kLikeliest = 16;

// visit(pieces of a word), in order; </s> is a word of its own.
template <class Visit>
void visit_words(const Tokenizer& tokenizer, std::span<const std::int32_t> sentence, Visit visit) {
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= sentence.size(); ++i) {
    if (i < sentence.size() && sentence[i] != kEnd && !tokenizer.piece(sentence[i]).starts_with("▁"))
      continue;
    visit(sentence.subspan(begin, i - begin));
    begin = i;
  }
}

std::string key_of(std::span<const std::int32_t> ids) {
  return {reinterpret_cast<const char*>(ids.data()), ids.size_bytes()};
}

}  // namespace

SubwordSampler::SubwordSampler(const PreparedCorpus& corpus, double alpha, std::size_t longest_source,
                               int threads)
    : corpus_(corpus),
      alpha_(alpha),
      longest_source_(longest_source),
      source_(learn(corpus.source_tokenizer(), true, threads)),
      target_(learn(&corpus.target_tokenizer(), false, threads)) {}

SubwordSampler::Side SubwordSampler::learn(const Tokenizer* tokenizer, bool source, int threads) const {
  Side side{tokenizer, {}};
  if (!tokenizer) return side;
  const Dataset& data = corpus_.train();
  for (std::size_t i = 0; i < data.size(); ++i) {
    visit_words(*tokenizer, source ? data.source(i) : data.target(i),
                [&](std::span<const std::int32_t> word) {
                  // What is unknown, or no text, has no other pieces.
                  if (std::ranges::all_of(word, [](int id) { return id > kEnd; }))
                    side.words.try_emplace(key_of(word));
                });
  }
  std::vector<Words::value_type*> words;
  for (auto& word : side.words) words.push_back(&word);
  parallel_for(static_cast<int>(words.size()), threads, [&](int i) {
    auto& [key, choices] = *words[static_cast<std::size_t>(i)];
    const auto* ids = reinterpret_cast<const std::int32_t*>(key.data());
    const std::string text = tokenizer->decode(std::span(ids, key.size() / sizeof *ids));
    if (text.empty()) return;
    double sum = 0;
    const std::vector<Segmentation> likeliest = tokenizer->likeliest(text, kLikeliest);
    for (const Segmentation& each : likeliest) {
      sum += std::exp(alpha_ * (each.log_probability - likeliest.front().log_probability));
      choices.push_back({each.ids, sum});
    }
    for (Choice& choice : choices) choice.cumulative /= sum;
  });
  return side;
}

SubwordSampler::Ids SubwordSampler::draw(const Side& side, std::span<const std::int32_t> sentence,
                                         Random& random) const {
  Ids drawn;
  visit_words(*side.tokenizer, sentence, [&](std::span<const std::int32_t> word) {
    const auto found = side.words.find(key_of(word));
    if (found != side.words.end() && found->second.size() > 1) {
      const std::vector<Choice>& choices = found->second;
      const double at = random.uniform();
      const auto choice = std::ranges::find_if(choices.begin(), choices.end() - 1,
                                               [at](const Choice& each) { return at < each.cumulative; });
      drawn.insert(drawn.end(), choice->ids.begin(), choice->ids.end());
    } else {
      drawn.insert(drawn.end(), word.begin(), word.end());
    }
  });
  return drawn;
}

Dataset SubwordSampler::draw(std::uint64_t seed, std::uint32_t epoch, int threads) const {
  constexpr int kTogether = 256;  // pairs
  const Dataset& data = corpus_.train();
  std::vector<IdPair> pairs(data.size());
  const auto size = static_cast<int>(data.size());
  parallel_for((size + kTogether - 1) / kTogether, threads, [&](int part) {
    for (int i = part * kTogether; i < std::min(size, (part + 1) * kTogether); ++i) {
      const auto n = static_cast<std::size_t>(i);
      Random random(seed, Purpose::subwords, epoch, static_cast<std::uint32_t>(i));
      if (source_.tokenizer) pairs[n].source = draw(source_, data.source(n), random);
      if (pairs[n].source.size() > longest_source_) {
        pairs[n].source.assign(data.source(n).begin(), data.source(n).end());
      }
      pairs[n].target = draw(target_, data.target(n), random);
    }
  });
  return Dataset(data, pairs);
}

}  // namespace nmt

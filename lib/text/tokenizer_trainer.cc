#include "text/tokenizer_trainer.h"

#include <sentencepiece_trainer.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "text/unicode.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

constexpr std::array<const char*, 4> kNames = {"unigram", "bpe", "char", "word"};
constexpr std::size_t kMostSentences = 500'000, kMostBytes = 4000;

std::vector<const std::string*> pick(std::span<const std::string> sentences) {
  std::vector<const std::string*> usable;
  for (const std::string& sentence : sentences) {
    if (!sentence.empty() && sentence.size() <= kMostBytes) usable.push_back(&sentence);
  }
  if (usable.size() <= kMostSentences) return usable;
  std::vector<const std::string*> picked;
  for (std::size_t i = 0; i < kMostSentences; ++i) {
    picked.push_back(usable[i * usable.size() / kMostSentences]);
  }
  return picked;
}

class Iterator : public sentencepiece::SentenceIterator {
 public:
  explicit Iterator(const std::vector<const std::string*>& sentences) : sentences_(sentences) {}
  bool done() const override { return at_ == sentences_.size(); }
  void Next() override { ++at_; }
  const std::string& value() const override { return *sentences_[at_]; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::vector<const std::string*>& sentences_;
  std::size_t at_ = 0;
};

int count_alphabet(const std::vector<const std::string*>& sentences) {
  std::unordered_set<std::string_view> alphabet;
  for (const std::string* sentence : sentences) {
    const std::string_view text = *sentence;
    for (std::size_t begin = 0, end; begin < text.size(); begin = end) {
      for (end = begin + 1; end < text.size() && (text[end] & 0xC0) == 0x80;) ++end;
      alphabet.insert(text.substr(begin, end - begin));
    }
  }
  return static_cast<int>(alphabet.size());
}

}  // namespace

void TokenizerOptions::validate() const {
  if (vocab_size < 4 || vocab_size > 1'000'000) {
    throw Error("expected a vocabulary of 4 to 1,000,000 pieces, found " + std::to_string(vocab_size));
  }
}

TokenizerKind tokenizer_kind(const std::string& name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) throw Error("expected a tokenizer unigram, bpe, char or word, found " + name);
  return static_cast<TokenizerKind>(found - kNames.begin());
}

std::string to_string(TokenizerKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::string train_tokenizer(std::span<const std::string> sentences, const TokenizerOptions& options) {
  options.validate();
  const auto picked = pick(sentences);
  if (picked.empty()) throw Error("there is no text to learn a vocabulary from");
  const int alphabet = count_alphabet(picked);
  const bool every_character = 4 * alphabet <= options.vocab_size;
  Iterator iterator(picked);
  std::string serialized;
  const auto status = sentencepiece::SentencePieceTrainer::Train(
      std::unordered_map<std::string, std::string>{{"model_type", to_string(options.kind)},
                                                   {"vocab_size", std::to_string(options.vocab_size)},
                                                   {"hard_vocab_limit", "false"},
                                                   {"character_coverage", every_character ? "1.0" : "0.9995"},
                                                   {"normalization_rule_name", "nmt_nfkc"},
                                                   {"max_sentence_length", std::to_string(kMostBytes + 1)},
                                                   {"unk_id", std::to_string(kUnknown)},
                                                   {"bos_id", std::to_string(kStart)},
                                                   {"eos_id", std::to_string(kEnd)},
                                                   {"pad_id", "-1"},
                                                   {"num_threads", "1"},
                                                   {"minloglevel", "3"}},
      &iterator, &serialized);
  if (status.ok()) return serialized;
  const std::string message(status.message());
  if (message.find("required_chars_") != message.npos) {
    throw Error("--vocab-size " + std::to_string(options.vocab_size) + ": the text has " +
                std::to_string(alphabet) +
                " different characters, and each takes a piece; use --vocab-size " +
                std::to_string(alphabet + 4) + " or more");
  }
  throw Error("cannot learn a vocabulary of " + std::to_string(options.vocab_size) + " pieces from " +
              std::to_string(picked.size()) + " sentences with " + std::to_string(alphabet) +
              " different characters: " + message);
}

}  // namespace nmt

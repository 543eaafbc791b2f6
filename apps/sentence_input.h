#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "search/translator.h"

// What nmt-align-viz is to align: the lines of its input, and what is told about those that cannot be used.
namespace nmt::cli {

// Told one by one as long as there are few.
class LeftOut {
 public:
  void add(const Sentence& sentence);
  void report() const;  // how many more there were
  std::int64_t count() const { return count_; }

 private:
  static constexpr std::int64_t kShown = 10;
  std::int64_t count_ = 0;
};

struct SentenceChoice {
  int sample;          // so many, drawn at random, in their order; 0: all
  std::uint64_t seed;  // of the sample
  bool keep_faulty;    // where a line of the output stands for each line of the input
};

struct SentenceInput {
  std::string name;  // for messages
  std::vector<Sentence> sentences;
  LeftOut left_out;
};

// `path` as for open_text(). What `translator` cannot take has its fault and is told as a warning. Throws
// Error if the file cannot be read.
SentenceInput read_sentence_input(const std::string& path, const Translator& translator, const Bundle& bundle,
                                  const SentenceChoice& choice);

}  // namespace nmt::cli

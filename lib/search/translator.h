#pragma once

#include <atomic>
#include <span>
#include <utility>

#include "model/bundle.h"
#include "search/beam.h"
#include "search/source_line.h"
#include "search/tape_pool.h"
#include "search/translation.h"

namespace nmt {

struct TranslatorOptions {
  BeamOptions beam;
  int batch_tokens = 1024;        // source pieces of a batch, padding counted; one sentence may have more
  int max_pieces = 200;           // a longer sentence, or one too long for the model, is translated in parts
  std::string source_list = "-";  // see SourceOptions
  int threads = 1;
  void validate() const;  // throws Error
};

struct TranslatedLine {
  std::string source;                     // normalised
  std::vector<Translation> translations;  // the n best, best first; at least one, unless it was stopped
  int parts = 1;                          // in how many it was translated
};

// Lines in, lines out, through an opened bundle, which must outlive this object. Where its sources are
// vectors a line is the name of their file, and one that fault_of() objects to makes everything else throw.
// The results, scores to the last bit, do not depend on the other lines, the size of batches and the number
// of threads. One thread may call it at a time.
class Translator {
 public:
  Translator(const Bundle& bundle, const TranslatorOptions& options);

  // Why a line, or what stands before the TAB of a pair, cannot be a source; empty if it can. Sentences
  // always can.
  std::string fault_of(const std::string& line) const;

  // A result for each line, in their order. What is no UTF-8 counts as a space; an empty line has an empty
  // translation. Once `stop` is true no more batches are begun: the lines that had to come out of them have
  // no translations.
  //
  // The search may spell a text in other pieces than the tokenizer, which is what models see in training.
  // Then the numbers are those of the tokenizer's pieces; of the n best the first stays first, the others are
  // sorted by score, and none says the same as one before it, so there may be fewer.
  std::vector<TranslatedLine> translate(std::span<const std::string> lines,
                                        const std::atomic<bool>* stop = nullptr);

  // What the model makes of given translations, source and target. A pair with a side of more than
  // kMostForced pieces, or a source too long for the model, is not looked at: its numbers are NaN, and it has
  // neither pieces nor weights. Once `stop` is true no more batches are begun, and what comes back ends
  // before the first pair that had to come out of them.
  static constexpr int kMostForced = 5000;
  int most_source_pieces() const;  // of a source that score() looks at; positions, where they are vectors
  std::vector<Translation> score(std::span<const std::pair<std::string, std::string>> pairs,
                                 const std::atomic<bool>* stop = nullptr);

  const TranslatorOptions& options() const { return options_; }

 private:
  std::vector<SourceLine> read(std::span<const std::string> lines) const;

  const Bundle& bundle_;
  TranslatorOptions options_;
  SourceOptions sources_;
  TapePool tapes_;
};

}  // namespace nmt

#pragma once

#include <cstdint>
#include <vector>

#include "nn/tape.h"
#include "search/top_k.h"

namespace nmt {

struct BeamOptions {
  int beam = 5;    // hypotheses a sentence; 1: greedy
  int n_best = 1;  // at most `beam`
  // Hypotheses are compared by log-probability / length^length_penalty, </s> counted; 0: not normalised.
  double length_penalty = 1;
  int min_length = 1;           // words at the least …
  double max_length_ratio = 3;  // … and at the most: ratio · words of the source + extra
  int max_length_extra = 10;
  bool alignments = false;  // keep the attention weights
  void validate() const;    // throws Error
};

// A translation as ids.
struct Hypothesis {
  std::vector<std::int32_t> ids;  // ends with kEnd; never holds kUnknown or kStart
  double log_probability = 0;     // sum over the ids, nats
  double score = 0;               // log_probability / length^length_penalty
  std::vector<float> token_log_probabilities;
  // (ids, source positions), row after row; empty if not asked for or no attention.
  std::vector<float> weights;
};

// The beam of one sentence: what lives, what has ended, and how each came to be. A step's candidates are all
// words after all living hypotheses; of the best `beam` those with kEnd have ended, and the best `beam`
// others live on. At the longest length every hypothesis must end. The sentence is done once `beam`
// hypotheses have ended, or none alive can come among the n best any more: log-probabilities only fall, so
// what one now has, divided by longest^length_penalty, is a bound. Hence the search for n best begins with
// the search for one. Ties go to the lower hypothesis, then to the lower id.
class Beam {
 public:
  // `options` must outlive this object. Of the source: its words, or vectors, and its positions, among which
  // kEnd is counted.
  Beam(const BeamOptions& options, int source_words, int source_length);

  bool done() const { return done_; }
  int live() const { return static_cast<int>(live_.size()); }
  // Of a living hypothesis: its last word (kStart at first) and the hypothesis before the step it came from.
  int word(int hypothesis) const { return live_[hypothesis].word; }
  int parent(int hypothesis) const { return live_[hypothesis].parent; }

  // `log_probabilities` (V, at least live()), column h of what follows hypothesis h; used up. `weights` (T ≥
  // source length, as many columns), or nothing.
  void advance(Var log_probabilities, Var weights);

  // Once done: the n best, at least one.
  std::vector<Hypothesis> best() const;

 private:
  struct Node {  // a word of a hypothesis; those before it follow `previous` up to -1
    int previous;
    std::int32_t id;
    float log_probability;
    std::size_t weights;  // where its row begins
  };
  struct Live {
    int node, word, parent;
    double log_probability;
  };
  struct Ended {
    int node;
    double log_probability, score;
  };
  struct Candidate {
    double log_probability;
    int hypothesis;
    Ranked word;
  };

  double normalized(double log_probability, int length) const;
  void collect(Var log_probabilities);
  void divide();
  int add_node(const Candidate& candidate);
  void settle();
  Hypothesis hypothesis(const Ended& ended) const;

  const BeamOptions& options_;
  int source_length_, min_length_, max_length_;  // the latter in ids, kEnd counted
  int length_ = 0;                               // of the living, in ids
  bool done_ = false;
  std::vector<Node> nodes_;
  std::vector<float> weights_;
  std::size_t first_row_ = 0;  // in weights_, of the step's first hypothesis
  std::vector<Live> live_, next_;
  std::vector<Ended> ended_;  // in falling order of score
  std::vector<Candidate> candidates_;
  std::vector<Ranked> ranked_;
};

}  // namespace nmt

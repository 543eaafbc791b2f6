#include "search/beam.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/error.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

constexpr Real kImpossible = -std::numeric_limits<Real>::infinity();
constexpr int kMostWords = 1 << 20;

void require(bool good, const std::string& text) {
  if (!good) throw Error(text);
}

int longest(const BeamOptions& options, int source_words) {
  const double words = options.max_length_ratio * source_words + options.max_length_extra;
  return std::max(options.min_length, static_cast<int>(std::min<double>(words, kMostWords)));
}

}  // namespace

void BeamOptions::validate() const {
  require(beam >= 1 && beam <= 1024, "--beam: expected 1 to 1024, found " + std::to_string(beam));
  require(n_best >= 1 && n_best <= beam, "--n-best: expected 1 to " + std::to_string(beam) +
                                             ", the size of the beam, found " + std::to_string(n_best));
  require(length_penalty >= 0 && length_penalty <= 10,
          "--length-penalty: expected 0 to 10, found " + std::to_string(length_penalty));
  require(max_length_ratio >= 0 && max_length_ratio <= 1000,
          "--max-length-ratio: expected 0 to 1000, found " + std::to_string(max_length_ratio));
  const auto require_length = [](const char* name, int value) {
    require(value >= 0 && value <= kMostWords, std::string(name) + ": expected 0 to " +
                                                   std::to_string(kMostWords) + ", found " +
                                                   std::to_string(value));
  };
  require_length("min_length", min_length);
  require_length("max_length_extra", max_length_extra);
}

Beam::Beam(const BeamOptions& options, int source_words, int source_length)
    : options_(options),
      source_length_(source_length),
      min_length_(options.min_length + 1),
      max_length_(longest(options, source_words) + 1),
      live_{{-1, kStart, 0, 0}} {
  ranked_.resize(static_cast<std::size_t>(options.beam) + 1);
}

double Beam::normalized(double log_probability, int length) const {
  return log_probability / std::pow(length, options_.length_penalty);
}

void Beam::advance(Var log_probabilities, Var weights) {
  ++length_;
  collect(log_probabilities);
  first_row_ = weights_.size();
  for (int h = 0; options_.alignments && weights && h < live(); ++h) {
    weights_.insert(weights_.end(), weights.at(h), weights.at(h) + source_length_);
  }
  divide();
  settle();
}

// The best candidates, in falling order: no more than `beam` + 1 of each hypothesis can matter.
void Beam::collect(Var log_probabilities) {
  candidates_.clear();
  for (int h = 0; h < live(); ++h) {
    Real* column = log_probabilities.at(h);
    const Real end = column[kEnd];
    if (length_ == max_length_) std::fill_n(column, log_probabilities.rows, kImpossible);
    column[kUnknown] = column[kStart] = kImpossible;
    column[kEnd] = length_ < min_length_ ? kImpossible : end;
    const int count = top_k({column, static_cast<std::size_t>(log_probabilities.rows)}, ranked_);
    for (int i = 0; i < count; ++i) {
      candidates_.push_back({live_[h].log_probability + ranked_[i].value, h, ranked_[i]});
    }
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
    return a.hypothesis != b.hypothesis ? a.hypothesis < b.hypothesis : a.word.index < b.word.index;
  });
}

// Into what has ended and what lives on.
void Beam::divide() {
  next_.clear();
  for (std::size_t rank = 0; rank < candidates_.size() && std::ssize(next_) < options_.beam; ++rank) {
    const Candidate& candidate = candidates_[rank];
    const double log_probability = candidate.log_probability;
    if (candidate.word.index != kEnd) {
      next_.push_back({add_node(candidate), candidate.word.index, candidate.hypothesis, log_probability});
    } else if (static_cast<int>(rank) < options_.beam) {
      const Ended ended{add_node(candidate), log_probability, normalized(log_probability, length_)};
      const auto better = [](const Ended& a, const Ended& b) { return a.score > b.score; };
      ended_.insert(std::upper_bound(ended_.begin(), ended_.end(), ended, better), ended);
    }
  }
  live_.swap(next_);
}

int Beam::add_node(const Candidate& candidate) {
  const auto row = static_cast<std::size_t>(candidate.hypothesis) * source_length_;
  nodes_.push_back({live_[candidate.hypothesis].node, candidate.word.index,
                    static_cast<float>(candidate.word.value), first_row_ + row});
  return static_cast<int>(nodes_.size()) - 1;
}

void Beam::settle() {
  if (live_.empty() || std::ssize(ended_) >= options_.beam) {
    done_ = true;
  } else if (std::ssize(ended_) >= options_.n_best) {
    const double bound = normalized(live_[0].log_probability, max_length_);
    done_ = bound <= ended_[options_.n_best - 1].score;
  }
  if (done_) live_.clear();
}

Hypothesis Beam::hypothesis(const Ended& ended) const {
  Hypothesis h;
  h.log_probability = ended.log_probability;
  h.score = ended.score;
  std::vector<int> path;
  for (int node = ended.node; node >= 0; node = nodes_[node].previous) path.push_back(node);
  for (auto node = path.rbegin(); node != path.rend(); ++node) {
    h.ids.push_back(nodes_[*node].id);
    h.token_log_probabilities.push_back(nodes_[*node].log_probability);
    if (weights_.empty()) continue;
    const float* row = weights_.data() + nodes_[*node].weights;
    h.weights.insert(h.weights.end(), row, row + source_length_);
  }
  return h;
}

std::vector<Hypothesis> Beam::best() const {
  std::vector<Hypothesis> hypotheses;
  for (int i = 0; i < options_.n_best && i < std::ssize(ended_); ++i) {
    hypotheses.push_back(hypothesis(ended_[i]));
  }
  if (hypotheses.empty()) {  // a broken model, whose probabilities are no numbers
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const std::vector<float> weights(weights_.empty() ? 0 : static_cast<std::size_t>(source_length_));
    hypotheses.push_back({{kEnd}, kNone, kNone, {std::numeric_limits<float>::quiet_NaN()}, weights});
  }
  return hypotheses;
}

}  // namespace nmt

#include "eval/ter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <unordered_map>

#include "base/numbers.h"
#include "eval/references.h"
#include "text/characters.h"
#include "text/unicode.h"

namespace nmt {
namespace {

using Words = std::vector<int>;  // numbers that stand for words

class WordNumbers {
 public:
  Words of(std::string_view text) {
    const std::string lower = lowercase(text);
    Words words;
    for (const std::string_view word : split_at_spaces(lower)) {
      words.push_back(
          numbers_.try_emplace(std::string(word), static_cast<int>(numbers_.size())).first->second);
    }
    return words;
  }

 private:
  std::unordered_map<std::string, int> numbers_;
};

// The least edits without moves that make the reference of a hypothesis, looked for near the diagonal only.
// Where hypotheses of one length follow each other, what they begin with alike is computed once.
class EditTable {
 public:
  explicit EditTable(const Words& reference) : reference_(reference) {
    rows_.emplace_back();
    for (int j = 0; j <= length(reference_); ++j) rows_[0].cells.push_back({j, Edit::insert});
  }

  int distance(const Words& hypothesis) {
    std::size_t known = 0;
    if (hypothesis.size() == hypothesis_.size()) {
      known = std::ranges::mismatch(hypothesis, hypothesis_).in1 - hypothesis.begin();
    }
    hypothesis_ = hypothesis;
    rows_.resize(hypothesis.size() + 1);
    for (std::size_t i = known + 1; i < rows_.size(); ++i) compute(static_cast<int>(i));
    return at(length(hypothesis_), length(reference_)).cost;
  }

  // Of the hypothesis that was measured last.
  struct Alignment {
    std::vector<int> place;  // of each word of the reference, the last of the hypothesis
                             // that has been used when it is made; -1 before the first
    std::vector<char> wrong_hypothesis, wrong_reference;  // what is edited
  };
  Alignment alignment() const {
    Alignment result{Words(reference_.size()), std::vector<char>(hypothesis_.size()),
                     std::vector<char>(reference_.size())};
    for (int i = length(hypothesis_), j = length(reference_); i > 0 || j > 0;) {
      const Edit edit = at(i, j).edit;
      if (edit != Edit::insert) result.wrong_hypothesis[--i] = edit != Edit::keep;
      if (edit != Edit::remove) {
        result.wrong_reference[--j] = edit != Edit::keep;
        result.place[j] = edit == Edit::insert ? i - 1 : i;
      }
    }
    return result;
  }

 private:
  enum class Edit { keep, replace, insert, remove };
  struct Cell {
    int cost;
    Edit edit;
  };
  struct Row {
    int first = 0;
    std::vector<Cell> cells;  // from column `first` on; those beyond cost too much
  };
  static int length(const Words& words) { return static_cast<int>(words.size()); }

  Cell at(int i, int j) const {
    const Row& row = rows_[i];
    const int k = j - row.first;
    return k >= 0 && k < static_cast<int>(row.cells.size()) ? row.cells[k] : Cell{kTooMuch, Edit::insert};
  }

  // Row i: what the first i words of the hypothesis cost against each beginning of the reference.
  void compute(int i) {
    const double slope = static_cast<double>(reference_.size()) / static_cast<double>(hypothesis_.size());
    const int width = kBeam < slope / 2 ? static_cast<int>(std::ceil(slope / 2 + kBeam)) : kBeam;
    const int diagonal = static_cast<int>(std::floor(i * slope));
    const int columns = length(reference_) + 1;
    const int end = i == length(hypothesis_) ? columns : std::min(columns, diagonal + width);
    Row& row = rows_[i];
    row.first = std::max(0, diagonal - width);
    row.cells.clear();
    for (int j = row.first; j < end; ++j) {
      // Of equal costs the first: which one decides what may be moved.
      Cell best{kTooMuch, Edit::insert};
      if (j > 0) {
        const bool same = hypothesis_[i - 1] == reference_[j - 1];
        best = {at(i - 1, j - 1).cost + !same, same ? Edit::keep : Edit::replace};
      }
      if (const int cost = at(i - 1, j).cost + 1; cost < best.cost) best = {cost, Edit::remove};
      if (j > 0) {
        if (const int cost = at(i, j - 1).cost + 1; cost < best.cost) best = {cost, Edit::insert};
      }
      row.cells.push_back(best);
    }
  }

  static constexpr int kBeam = 25, kTooMuch = 1 << 30;
  const Words& reference_;
  Words hypothesis_;
  std::vector<Row> rows_;
};

// A run of words of the hypothesis that goes to where the reference has it.
struct Move {
  int start = 0, length = 0;
  int target = 0;  // in front of which word
  int gain = 0;    // edits saved, its own not counted

  // The one to take: of equal gains the longest, then the earliest, then to the earliest place.
  auto rank() const { return std::tuple(gain, length, -start, -target); }

  Words applied_to(Words words) const {
    const auto run = words.begin() + start;
    if (target < start) {
      std::rotate(words.begin() + target, run, run + length);
    } else {
      // Into itself it cannot go: it goes as far behind itself instead.
      const auto behind =
          std::min<std::size_t>(target > start + length ? target : target + length, words.size());
      std::rotate(run, run + length, words.begin() + static_cast<std::ptrdiff_t>(behind));
    }
    return words;
  }
};

constexpr int kLongestMove = 10, kFarthestMove = 50, kTries = 1000;  // tercom's; tries are sacreBLEU's

// Looks for the move of a hypothesis that saves most.
class MoveSearch {
 public:
  MoveSearch(const Words& hypothesis, EditTable& table, int& tries)
      : hypothesis_(hypothesis),
        table_(table),
        tries_(tries),
        distance_(table.distance(hypothesis)),
        aligned_(table.alignment()) {}

  Move best(const Words& reference) {
    const int n = static_cast<int>(hypothesis_.size()), m = static_cast<int>(reference.size());
    for (int i = 0; i < n; ++i) {
      for (int j = std::max(0, i - kFarthestMove); j < std::min(m, i + kFarthestMove + 1); ++j) {
        for (int k = 0; k < kLongestMove && i + k < n && j + k < m && hypothesis_[i + k] == reference[j + k];
             ++k) {
          try_moves(i, j, k + 1);
          if (tries_ >= kTries) return best_;
        }
      }
    }
    return best_;
  }

 private:
  // Of a run that begins at word i here and at word j in the reference.
  void try_moves(int i, int j, int length) {
    const auto any_wrong = [length](const std::vector<char>& wrong, int begin) {
      return std::any_of(wrong.begin() + begin, wrong.begin() + begin + length,
                         [](char w) { return w != 0; });
    };
    if (!any_wrong(aligned_.wrong_hypothesis, i) || !any_wrong(aligned_.wrong_reference, j)) return;
    if (aligned_.place[j] >= i && aligned_.place[j] < i + length) return;
    int last = -1;
    for (int k = j - 1; k < j + length; ++k) {
      const int target = k < 0 ? 0 : aligned_.place[k] + 1;
      if (target == last) continue;
      last = target;
      Move move{i, length, target};
      move.gain = distance_ - table_.distance(move.applied_to(hypothesis_));
      ++tries_;
      if (best_.length == 0 || move.rank() > best_.rank()) best_ = move;
    }
  }

  const Words& hypothesis_;
  EditTable& table_;
  int& tries_;  // of the whole sentence
  int distance_;
  EditTable::Alignment aligned_;
  Move best_;
};

long edits_between(Words hypothesis, const Words& reference) {
  if (reference.empty()) return static_cast<long>(hypothesis.size());
  EditTable table(reference);
  long moves = 0;
  for (int tries = 0; !hypothesis.empty();) {
    const Move move = MoveSearch(hypothesis, table, tries).best(reference);
    if (move.gain <= 0 || tries >= kTries) break;
    hypothesis = move.applied_to(hypothesis);
    ++moves;
  }
  return moves + table.distance(hypothesis);
}

}  // namespace

TerStatistics& TerStatistics::operator+=(const TerStatistics& other) {
  edits += other.edits;
  reference_length += other.reference_length;
  return *this;
}

TerStatistics ter_statistics(std::string_view hypothesis, std::span<const std::string> references) {
  WordNumbers numbers;
  const Words guess = numbers.of(hypothesis);
  TerStatistics best{-1, 0};
  const std::vector<std::string_view> usable = usable_references(references);
  for (const std::string_view text : usable) {
    const Words reference = numbers.of(text);
    const long edits = edits_between(guess, reference);
    if (best.edits < 0 || edits < best.edits) best.edits = edits;
    best.reference_length += static_cast<double>(reference.size());
  }
  best.reference_length /= static_cast<double>(usable.size());
  return best;
}

TerStatistics ter_statistics(std::span<const std::string> hypotheses,
                             std::span<const std::vector<std::string>> references) {
  TerStatistics sum;
  for_each_sentence(hypotheses, references,
                    [&](const auto& hypothesis, const auto& its) { sum += ter_statistics(hypothesis, its); });
  return sum;
}

double score(const TerStatistics& statistics) {
  if (statistics.reference_length > 0) {
    return 100 * static_cast<double>(statistics.edits) / statistics.reference_length;
  }
  return statistics.edits > 0 ? 100 : 0;
}

std::string ter_text(double score) { return fixed("TER = %.2f (edits per 100 words)", score); }

std::string ter_signature(std::span<const std::vector<std::string>> references, std::string_view version) {
  return "nrefs:" + reference_count(references) +
         "|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:" + std::string(version);
}

}  // namespace nmt

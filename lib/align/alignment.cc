#include "align/alignment.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/error.h"

namespace nmt {

namespace {

// One side of the matrix at the level asked for.
struct Side {
  std::vector<AlignedToken> tokens;  // </s> last
  std::vector<int> token_of;         // of each piece and </s>; -1: of none
};

std::vector<AlignedToken> words_of(std::string_view text) {
  std::vector<AlignedToken> words;
  for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back({std::string(text.substr(begin, end - begin)), begin, end});
    begin = text.find_first_not_of(' ', end);
  }
  return words;
}

Side side_of(const std::string& text, const std::vector<Piece>& pieces, Level level) {
  Side side;
  if (level == Level::word) side.tokens = words_of(text);
  const int words = static_cast<int>(side.tokens.size());
  for (const Piece& piece : pieces) {
    if (level == Level::word) {
      side.token_of.push_back(piece.word >= 0 && piece.word < words ? piece.word : -1);
    } else {
      side.token_of.push_back(static_cast<int>(side.tokens.size()));
      side.tokens.push_back({piece.text, piece.begin, piece.end});
    }
  }
  side.token_of.push_back(static_cast<int>(side.tokens.size()));
  side.tokens.push_back({"</s>", text.size(), text.size()});
  return side;
}

// Weights between all tokens of both sides, </s> among them.
struct Aggregate {
  Side source, target;
  std::vector<double> weights;  // (target, source), row after row

  double* row(std::size_t to) { return weights.data() + to * source.tokens.size(); }
};

void check_size(const PieceAlignment& pieces) {
  const std::size_t rows = pieces.target_pieces.size() + 1, columns = pieces.source_pieces.size() + 1;
  const bool never_seen = rows == 1 && columns == 1 && pieces.weights.empty();
  if (pieces.weights.size() != rows * columns && !never_seen)
    throw Error("alignment: expected " + std::to_string(rows) + " x " + std::to_string(columns) +
                " weights (target x source pieces, with </s>), found " +
                std::to_string(pieces.weights.size()));
}

Aggregate aggregate(const PieceAlignment& pieces, Level level) {
  check_size(pieces);
  Aggregate sum{side_of(pieces.source, pieces.source_pieces, level),
                side_of(pieces.target, pieces.target_pieces, level),
                {}};
  sum.weights.resize(sum.target.tokens.size() * sum.source.tokens.size());
  std::vector<int> rows(sum.target.tokens.size());
  for (const int to : sum.target.token_of) {
    if (to >= 0) ++rows[to];
  }
  auto weight = pieces.weights.begin();
  for (const int to : sum.target.token_of) {
    if (weight == pieces.weights.end()) break;  // never seen: no weights
    for (const int from : sum.source.token_of) {
      if (to >= 0 && from >= 0) sum.row(to)[from] += *weight / rows[to];
      ++weight;
    }
  }
  return sum;
}

// Appends the first `columns` weights of a row, divided by their sum.
void append_distribution(std::vector<float>& out, const double* row, std::size_t columns) {
  double sum = 0;
  for (std::size_t i = 0; i < columns; ++i) sum += row[i];
  const bool usable = std::isfinite(sum) && sum > 0;
  for (std::size_t i = 0; i < columns; ++i)
    out.push_back(static_cast<float>(usable ? row[i] / sum : 1.0 / static_cast<double>(columns)));
}

}  // namespace

SoftAlignment soft_alignment(const PieceAlignment& pieces, const SoftOptions& options) {
  Aggregate sum = aggregate(pieces, options.level);
  const std::size_t left_out = options.eos ? 0 : 1;
  const std::size_t rows = sum.target.tokens.size() - left_out;
  const std::size_t columns = sum.source.tokens.size() - left_out;
  SoftAlignment soft;
  for (std::size_t to = 0; to < rows; ++to) append_distribution(soft.weights, sum.row(to), columns);
  soft.source = std::move(sum.source.tokens);
  soft.target = std::move(sum.target.tokens);
  soft.source.resize(columns);
  soft.target.resize(rows);
  soft.source_pieces = pieces.source_pieces;
  soft.target_pieces = pieces.target_pieces;
  soft.score = pieces.score;
  return soft;
}

std::vector<Link> hard_links(const PieceAlignment& pieces, Level level) {
  Aggregate sum = aggregate(pieces, level);
  const int sources = static_cast<int>(sum.source.tokens.size()) - 1;
  const int targets = static_cast<int>(sum.target.tokens.size()) - 1;
  std::vector<Link> links;
  for (int to = 0; to < targets; ++to) {
    const double* row = sum.row(to);
    int heaviest = -1;
    for (int from = 0; from < sources; ++from) {
      if (row[from] > (heaviest < 0 ? 0 : row[heaviest])) heaviest = from;
    }
    if (heaviest >= 0 && !(row[sources] > row[heaviest])) links.push_back({heaviest, to});
  }
  return links;
}

}  // namespace nmt

#include "search/long_lines.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace nmt {
namespace {

bool ends_with_one_of(const std::string& text, std::initializer_list<std::string_view> marks) {
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return std::string_view(text).ends_with(mark); });
}

// How good a place behind `piece` is; `next` follows it.
int quality(const Piece& piece, const Piece& next) {
  if (ends_with_one_of(piece.text, {"。", "！", "？"})) return 3;  // of scripts without spaces
  if (piece.word == next.word) return ends_with_one_of(piece.text, {"、", "，"}) ? 2 : 0;
  if (ends_with_one_of(piece.text, {".", "!", "?", "…", "।", "؟"})) return 3;
  return ends_with_one_of(piece.text, {",", ";", ":", ")", "–", "—", "،", "؛"}) ? 2 : 1;
}

// Where the part that begins at `first` ends: the last of the best places, not in its first quarter, that it
// be worth while.
int end_of_part(std::span<const Piece> pieces, int first, int most) {
  const int size = static_cast<int>(pieces.size());
  if (size - first <= most) return size;
  int best = 0, place = first + most;
  for (int end = first + most; end > first + most / 4 && best < 3; --end) {
    const int here = quality(pieces[end - 1], pieces[end]);
    if (here > best) {
      best = here;
      place = end;
    }
  }
  return place;
}

}  // namespace

std::vector<PieceRange> cut_into_parts(std::span<const Piece> pieces, int most) {
  std::vector<PieceRange> parts;
  int first = 0;
  do {
    const int end = end_of_part(pieces, first, most);
    parts.push_back({first, end - first});
    first = end;
  } while (first < static_cast<int>(pieces.size()));
  return parts;
}

}  // namespace nmt

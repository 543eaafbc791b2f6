#include "search/top_k.h"

#include <algorithm>
#include <limits>

#include "nn/lanes.h"

namespace nmt {

int top_k(std::span<const Real> values, std::span<Ranked> best) {
  const int room = static_cast<int>(best.size()), n = static_cast<int>(values.size());
  int count = 0;
  Real worst = -std::numeric_limits<Real>::infinity();
  const auto enter = [&](int index) {
    int place = count < room ? count++ : room - 1;
    for (; place > 0 && best[place - 1].value < values[index]; --place) best[place] = best[place - 1];
    best[place] = {values[index], index};
    if (count == room) worst = best[room - 1].value;
  };
  // Sixteen at a time: once the first few are in, hardly any block holds one that is better.
  for_blocks(n, [&](auto block) {
    if (!(block.load(values.data()) > worst).any()) return;
    for (int i = block.at; i < std::min(block.at + kLanes, n); ++i) {
      if (values[i] > worst) enter(i);
    }
  });
  return count;
}

}  // namespace nmt

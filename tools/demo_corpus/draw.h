#pragma once

#include <cstdint>

#include "base/random.h"

namespace nmt::demo {

// The choices behind one sentence. `meaning` decides what is said; `style` how: tu or vous, a man or a woman
// speaking, the form of a question. Two draws of the same number and different versions say the same thing in
// two ways, as the files that people learn with do.
struct Draw {
  explicit Draw(std::uint32_t number, std::uint32_t version)
      : meaning(kSeed, Purpose::sampling, number, 0), style(kSeed, Purpose::sampling, number, 1 + version) {
    formal = style.below(5) < 2;
    many = formal && style.below(2) == 0;
    woman_speaks = style.below(5) < 2;
    to_woman = style.below(5) < 2;
    they_women = style.below(4) == 0;
  }

  template <class Items>
  const auto& pick(const Items& items) {
    return items[meaning.below(static_cast<std::uint32_t>(items.size()))];
  }
  bool chance(int percent) { return meaning.below(100) < static_cast<std::uint32_t>(percent); }
  bool style_chance(int percent) { return style.below(100) < static_cast<std::uint32_t>(percent); }

  static constexpr std::uint64_t kSeed = 2026;
  Random meaning, style;
  bool formal, many;  // "you" is vous; and more than one person
  bool woman_speaks, to_woman, they_women;
};

}  // namespace nmt::demo

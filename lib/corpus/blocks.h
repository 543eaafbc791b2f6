#pragma once

#include <algorithm>
#include <cstddef>

#include "base/parallel.h"

namespace nmt {

// body(i) for i in 0..count-1, a thousand at a time to each thread: for work of a microsecond or so.
template <class Body>
void parallel_for_each(std::size_t count, int threads, Body body) {
  constexpr std::size_t kBlock = 1000;
  parallel_for(static_cast<int>((count + kBlock - 1) / kBlock), threads, [&](int block) {
    const std::size_t begin = static_cast<std::size_t>(block) * kBlock;
    for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) body(i);
  });
}

}  // namespace nmt

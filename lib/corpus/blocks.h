#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

#include "base/parallel.h"

namespace nmt {

// Called now and then, by the calling thread: so many done of `total`.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

// body(i) for i in 0..count-1, a thousand at a time to each thread: for work of a microsecond or so.
template <class Body>
void parallel_for_each(std::size_t count, int threads, Body body, const Progress& progress = {}) {
  constexpr std::size_t kBlock = 1000, kBlocksAtOnce = 64;
  for (std::size_t done = 0; done < count; done += kBlock * kBlocksAtOnce) {
    const std::size_t blocks = std::min(kBlocksAtOnce, (count - done + kBlock - 1) / kBlock);
    parallel_for(static_cast<int>(blocks), threads, [&](int block) {
      const std::size_t begin = done + static_cast<std::size_t>(block) * kBlock;
      for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) body(i);
    });
    if (progress) progress(std::min(count, done + blocks * kBlock), count);
  }
}

}  // namespace nmt

#pragma once

#include <span>
#include <vector>

namespace nmt {

// Cuts sentences of the given lengths into batches of like length: no batch costs more than `tokens`, padding
// counted, unless it is one sentence, nor has more than `sentences`. Every index stands in one batch; the
// longest come first, so that threads which take one after the other end together.
std::vector<std::vector<int>> plan_batches(std::span<const int> lengths, int tokens, int sentences);

}  // namespace nmt

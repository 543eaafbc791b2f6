#pragma once

namespace nmt {

// The ids that every vocabulary begins with. A source and a target sentence both end with kEnd; kStart is
// only what the decoder is fed at its first step.
constexpr int kUnknown = 0;
constexpr int kStart = 1;
constexpr int kEnd = 2;

}  // namespace nmt

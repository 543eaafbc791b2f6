#pragma once

#include <catch2/catch_all.hpp>
#include <string>

// The tests are written for Catch2 2, as Debian 12 has it. Where Catch2 3 is installed, this stands in for
// the header that it no longer has, and gives the old names back.
using Catch::Approx;

namespace Catch {
using Matchers::EndsWith;
using Matchers::StartsWith;
inline auto Contains(const std::string& text) { return Matchers::ContainsSubstring(text); }
}  // namespace Catch

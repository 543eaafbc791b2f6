#pragma once

#include <cstdint>
#include <string>

namespace nmt {

// Numbers as people read them.
std::string with_commas(std::int64_t number);          // 1234567 → "1,234,567"
std::string duration(double seconds);                  // 3725 → "1:02:05"
std::string megabytes(std::uint64_t bytes);            // 526000000 → "526 MB", 1234567 → "1.2 MB"
std::string fixed(const char* format, double number);  // as printf has it: "%.2f"

}  // namespace nmt

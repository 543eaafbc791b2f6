#pragma once

#include <cstddef>

namespace nmt {

// Advice to the system, to be given before memory is first touched: let what lies there be in huge pages
// (2 MB), which spares the processor much looking up of addresses. Where it cannot be followed, nothing
// changes but the speed.
void prefer_huge_pages(void* data, std::size_t bytes);

// Memory aligned to 64 bytes, uninitialised, in huge pages if it is large; to be given back by std::free().
// Throws std::bad_alloc.
char* allocate_large(std::size_t bytes);

// What this process holds of the machine's memory, in bytes; 0 where the system does not tell.
std::size_t resident_memory();

// What this process may still take, in bytes: of the machine's free memory, of its control group's limit and
// of its own (ulimit -v), the least. Where the system does not tell, the largest number there is.
std::size_t free_memory();

}  // namespace nmt

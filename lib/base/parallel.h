#pragma once

#include <atomic>
#include <exception>

namespace nmt {

// Cores this process may run on, hyper-threads counted once; at least 1. The default of --threads.
int physical_cores();

// body(i) for i in 0..count-1 on `threads` threads, each taking the next i as it becomes free. Which thread
// works which i is left open, so body(i) must depend on i alone. The first exception is thrown here, once
// all threads have ended (none may leave an OpenMP region); what has not begun by then is not begun.
template <class Body>
void parallel_for(int count, int threads, Body body) {
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1 && count > 1)
  for (int i = 0; i < count; ++i) {
    if (failed.load(std::memory_order_relaxed)) continue;
    try {
      body(i);
    } catch (...) {
#pragma omp critical(nmt_parallel_for)
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nmt

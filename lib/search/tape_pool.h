#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "nn/tape.h"

namespace nmt {

// Tapes that do not record, one for each thread at work, kept warm from one piece of work to the next.
class TapePool {
 public:
  // The pool must outlive what is lent.
  class Loan {
   public:
    explicit Loan(TapePool& pool) : pool_(pool), tape_(pool.take()) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() { pool_.give_back(std::move(tape_)); }
    Tape& operator*() { return *tape_; }

   private:
    TapePool& pool_;
    std::unique_ptr<Tape> tape_;
  };

  // Gives the memory of idle tapes back.
  void clear() {
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }

 private:
  std::unique_ptr<Tape> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      idle_.reserve(++count_);  // so that giving back cannot fail
      return std::make_unique<Tape>(false);
    }
    std::unique_ptr<Tape> tape = std::move(idle_.back());
    idle_.pop_back();
    return tape;
  }
  void give_back(std::unique_ptr<Tape> tape) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(tape));
  }

  std::mutex mutex_;
  std::size_t count_ = 0;
  std::vector<std::unique_ptr<Tape>> idle_;
};

}  // namespace nmt

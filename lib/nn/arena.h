#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

#include "base/memory.h"

namespace nmt {

// A bump allocator. reset() gives everything back at once but keeps the memory, as one piece as large as the
// most that was ever in use: a warmed-up training step never calls malloc, whatever the order of its sizes.
// What is handed out is aligned to 64 bytes and uninitialised.
class Arena {
 public:
  void* allocate(std::size_t bytes) {
    bytes = (bytes + 63) & ~std::size_t{63};
    while (piece_ < pieces_.size() && used_ + bytes > pieces_[piece_].size) next_piece();
    if (piece_ == pieces_.size()) add_piece(std::max({bytes, kLeast, pieces_.empty() ? most_ : before_ / 2}));
    void* place = pieces_[piece_].data.get() + used_;
    used_ += bytes;
    most_ = std::max(most_, before_ + used_);
    return place;
  }

  void reset() {
    if (pieces_.size() > 1) {
      pieces_.clear();
      add_piece(most_);
    }
    rewind({});
  }

  // reset(), and the memory is given back; it comes again, as one piece, with the next allocate().
  void release() {
    pieces_.clear();
    rewind({});
  }

  // Memory held, used or not, in bytes.
  std::size_t capacity() const {
    std::size_t bytes = 0;
    for (const Piece& piece : pieces_) bytes += piece.size;
    return bytes;
  }

  // The most that was ever in use, in bytes.
  std::size_t most() const { return most_; }

  // Where the allocator stands; rewind() gives back all that was handed out since.
  struct Mark {
    std::size_t piece = 0, before = 0, used = 0;
  };
  Mark mark() const { return {piece_, before_, used_}; }
  void rewind(Mark mark) {
    piece_ = mark.piece;
    before_ = mark.before;
    used_ = mark.used;
  }

 private:
  static constexpr std::size_t kLeast = std::size_t{4} << 20;
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };
  struct Piece {
    std::unique_ptr<char, Free> data;
    std::size_t size;
  };

  void next_piece() {
    before_ += pieces_[piece_].size;
    ++piece_;
    used_ = 0;
  }
  void add_piece(std::size_t size) {
    pieces_.push_back({std::unique_ptr<char, Free>(allocate_large(size)), size});
  }

  std::vector<Piece> pieces_;
  std::size_t piece_ = 0;   // the one in use
  std::size_t before_ = 0;  // the size of those before it
  std::size_t used_ = 0;    // of it
  std::size_t most_ = 0;    // ever in use
};

}  // namespace nmt

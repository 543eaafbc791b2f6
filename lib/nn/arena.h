#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace nmt {

// A bump allocator. reset() gives everything back at once but keeps the blocks, so that a warmed-up training
// step never calls malloc. What is handed out is aligned to 64 bytes and uninitialised.
class Arena {
 public:
  void* allocate(std::size_t bytes) {
    bytes = (bytes + 63) & ~std::size_t{63};
    while (block_ < blocks_.size() && used_ + bytes > blocks_[block_].size) next_block();
    if (block_ == blocks_.size()) add_block(bytes);
    void* place = blocks_[block_].data.get() + used_;
    used_ += bytes;
    return place;
  }

  void reset() {
    block_ = 0;
    used_ = 0;
  }

  // Memory held, used or not, in bytes.
  std::size_t capacity() const {
    std::size_t bytes = 0;
    for (const Block& block : blocks_) bytes += block.size;
    return bytes;
  }

  // Where the allocator stands; rewind() gives back all that was handed out since.
  struct Mark {
    std::size_t block, used;
  };
  Mark mark() const { return {block_, used_}; }
  void rewind(Mark mark) {
    block_ = mark.block;
    used_ = mark.used;
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{4} << 20;
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };
  struct Block {
    std::unique_ptr<char, Free> data;
    std::size_t size;
  };

  void next_block() {
    ++block_;
    used_ = 0;
  }
  void add_block(std::size_t bytes) {
    const std::size_t size = bytes > kBlock ? bytes : kBlock;
    char* data = static_cast<char*>(std::aligned_alloc(64, size));
    if (!data) throw std::bad_alloc();
    blocks_.push_back({std::unique_ptr<char, Free>(data), size});
    used_ = 0;
  }

  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;
};

}  // namespace nmt

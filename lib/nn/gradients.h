#pragma once

#include <memory>
#include <span>
#include <vector>

#include "nn/parameters.h"
#include "nn/tape.h"

namespace nmt {

// Puts the gradient of all parameters together from what the tapes of a batch's shards noted. The work is cut
// into blocks of rows, each summed over the shards in their order by one thread: the same bits on any number
// of threads, one gradient array instead of one a shard, and no thread waits for a long shard.
class GradientGatherer {
 public:
  // `parameters` must outlive this object.
  explicit GradientGatherer(const Parameters& parameters);

  // Fills `gradient`, of the layout of Parameters::values(), and returns its Euclidean norm.
  double gather(std::span<const std::unique_ptr<Tape>> shards, FlatArray& gradient, int threads);

 private:
  struct Uses {  // of one parameter, in the order of shards
    std::vector<ProductUse> products;
    std::vector<RowUse> rows;
    std::vector<ColumnUse> columns;
    std::vector<BiasUse> biases;
    std::vector<const Real*> accumulated;
  };
  void collect(std::span<const std::unique_ptr<Tape>> shards);
  void add_block(const ParameterBlock& block, Real* gradient) const;

  const Parameters& parameters_;
  std::vector<ParameterBlock> blocks_;
  std::vector<double> squares_;  // of each block
  std::vector<Uses> uses_;       // of each parameter
};

}  // namespace nmt

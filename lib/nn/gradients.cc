#include "nn/gradients.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "nn/lanes.h"

namespace nmt {
namespace {

// Is `b` the continuation of `a`, so that both are one product?
bool continues(const ProductUse& a, const ProductUse& b) {
  const WeightBlock& w = a.weight;
  return w == b.weight && a.x + std::ptrdiff_t{w.columns} * a.count == b.x &&
         a.dy + std::ptrdiff_t{w.rows} * a.count == b.dy;
}
bool continues(const BiasUse& a, const BiasUse& b) {
  return a.dy + std::ptrdiff_t{a.parameter->rows} * a.count == b.dy;
}

template <class Use>
void append(std::vector<Use>& uses, const Use& use) {
  if (!uses.empty() && continues(uses.back(), use)) {
    uses.back().count += use.count;
  } else {
    uses.push_back(use);
  }
}

// Row by row, so that what is added to stays in the cache.
void add_columns(const ColumnUse& use, const ParameterBlock& block, Real* gradient) {
  const WeightBlock& w = use.weight;
  const int first = std::max(block.first_row, w.first_row);
  const int end = std::min(block.first_row + block.rows, w.first_row + w.rows);
  for (int row = first; row < end; ++row) {
    Real* sums = gradient + std::ptrdiff_t{row - block.first_row} * block.parameter->columns + w.first_column;
    const Real* dy = use.dy + (row - w.first_row);
    for (int j = 0; j < use.count; ++j) {
      if (use.ids[j] >= 0) sums[use.ids[j]] += dy[std::ptrdiff_t{j} * w.rows];
    }
  }
}

void add(const Real* x, std::ptrdiff_t count, Real* sum) {
  for_blocks(static_cast<int>(count), [=](auto block) { block.add(sum, block.load(x)); });
}

}  // namespace

GradientGatherer::GradientGatherer(const Parameters& parameters)
    : parameters_(parameters), blocks_(parameters.blocks()), uses_(parameters.all().size()) {
  squares_.resize(blocks_.size());
}

void GradientGatherer::collect(std::span<const std::unique_ptr<Tape>> shards) {
  for (Uses& uses : uses_) {
    uses.products.clear();
    uses.rows.clear();
    uses.columns.clear();
    uses.biases.clear();
    uses.accumulated.clear();
  }
  for (const auto& shard : shards) {
    for (const ProductUse& use : shard->products()) append(uses_[use.weight.parameter->index].products, use);
    for (const RowUse& use : shard->row_uses()) uses_[use.parameter->index].rows.push_back(use);
    for (const ColumnUse& use : shard->column_uses()) {
      uses_[use.weight.parameter->index].columns.push_back(use);
    }
    for (const BiasUse& use : shard->biases()) append(uses_[use.parameter->index].biases, use);
    for (const Parameter& p : parameters_.all()) {
      if (const Real* sum = shard->accumulated(&p)) uses_[p.index].accumulated.push_back(sum);
    }
  }
}

void GradientGatherer::add_block(const ParameterBlock& block, Real* gradient) const {
  const Parameter& p = *block.parameter;
  const Uses& uses = uses_[p.index];
  const std::ptrdiff_t columns = p.columns;
  std::fill_n(gradient, block.rows * columns, Real{0});
  for (const ProductUse& use : uses.products) {
    const WeightBlock& w = use.weight;
    const int first = std::max(block.first_row, w.first_row);
    const int end = std::min(block.first_row + block.rows, w.first_row + w.rows);
    if (first >= end) continue;
    gemm_backward_weight(end - first, w.columns, use.count, use.dy + (first - w.first_row), w.rows, use.x,
                         parameters_.precision(),
                         gradient + (first - block.first_row) * columns + w.first_column, columns);
  }
  for (const RowUse& use : uses.rows) {
    for (int j = 0; j < use.count; ++j) {
      const int row = use.ids[j] - block.first_row;
      if (row >= 0 && row < block.rows) add(use.dy + j * columns, columns, gradient + row * columns);
    }
  }
  for (const ColumnUse& use : uses.columns) add_columns(use, block, gradient);
  for (const BiasUse& use : uses.biases) {
    const Real* dy = use.dy + block.first_row;
    for (int j = 0; j < use.count; ++j)
      add(dy + static_cast<std::ptrdiff_t>(j) * p.rows, block.rows, gradient);
  }
  for (const Real* sum : uses.accumulated)
    add(sum + block.first_row * columns, block.rows * columns, gradient);
}

double GradientGatherer::gather(std::span<const std::unique_ptr<Tape>> shards, FlatArray& gradient,
                                int threads) {
  collect(shards);
  parallel_for(static_cast<int>(blocks_.size()), threads, [&](int i) {
    const ParameterBlock& block = blocks_[i];
    Real* part = gradient.data() + block.offset();
    add_block(block, part);
    squares_[i] = Eigen::Map<const FlatArray>(part, block.size()).template cast<double>().square().sum();
  });
  double sum = 0;
  for (const double square : squares_) sum += square;
  return std::sqrt(sum);
}

}  // namespace nmt

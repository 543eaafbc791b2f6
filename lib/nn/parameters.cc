#include "nn/parameters.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"

namespace nmt {
namespace {

// Standard deviations: of 0.06 to 1 those with which `base` learned fastest.
constexpr double kEmbedding = 0.25, kTiedEmbedding = 0.125;

constexpr std::size_t kAlignment = 64 / sizeof(Real);

// Of number i of a parameter.
double first_value(const Parameter& p, std::size_t i, Random& random) {
  const double n = p.vector ? p.rows : p.columns;
  const auto uniform = [&random](double bound) { return bound * (2 * random.uniform() - 1); };
  switch (p.init) {
    case Init::zero:
      return 0;
    case Init::one:
      return 1;
    case Init::uniform:
      return uniform(std::sqrt(1 / n));
    case Init::he:
      return uniform(std::sqrt(6 / n));
    case Init::embedding:
      return kEmbedding * random.normal();
    case Init::tied_embedding:
      return kTiedEmbedding * random.normal();
    case Init::lstm_bias:
      return 4 * i / p.size() == 1 ? 1 : 0;  // 1 in the second quarter
  }
  return 0;
}

std::size_t aligned(std::size_t count) { return (count + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

FlatArray zeros(std::size_t count) {
  FlatArray array(static_cast<Eigen::Index>(count));
  prefer_huge_pages(array.data(), count * sizeof(Real));
  array.setZero();
  return array;
}

const Parameter* Parameters::matrix(std::string name, int rows, int columns, Init init) {
  assert(values_.size() == 0 && rows > 0 && columns > 0);
  parameters_.push_back({std::move(name), rows, columns, false, init});
  parameters_.back().index = static_cast<int>(parameters_.size()) - 1;
  return &parameters_.back();
}

const Parameter* Parameters::vector(std::string name, int rows, Init init) {
  matrix(std::move(name), rows, 1, init);
  parameters_.back().vector = true;
  return &parameters_.back();
}

void Parameters::allocate() {
  std::size_t total = 0;
  for (Parameter& p : parameters_) {
    p.offset = total;
    total += aligned(p.size());
  }
  values_ = zeros(total);
  for (Parameter& p : parameters_) p.value = values_.data() + p.offset;
}

void Parameters::initialize(std::uint64_t seed) {
  for (Parameter& p : parameters_) {
    Random random(seed, Purpose::init, static_cast<std::uint32_t>(p.index));
    for (std::size_t i = 0; i < p.size(); ++i) p.value[i] = static_cast<Real>(first_value(p, i, random));
  }
  refresh_packed(1);
}

int Parameters::freeze(std::string_view part) {
  int count = 0;
  for (Parameter& p : parameters_) {
    const std::string_view name = p.name;
    if (!name.starts_with(part) || (name.size() > part.size() && name[part.size()] != '.')) continue;
    p.frozen = true;
    ++count;
  }
  return count;
}

void Parameters::pack(std::span<const WeightBlock> blocks, Precision precision, bool for_training,
                      int threads) {
  precision_ = precision;
  for (Parameter& p : parameters_) p.packed.clear();
  for (const WeightBlock& w : blocks) {
    if (w.view().packed) continue;
    parameters_[w.parameter->index].packed.push_back(
        {w.first_row, w.rows, w.first_column, w.columns, {w.rows, w.columns, precision, for_training}});
  }
  refresh_packed(threads);
}

void Parameters::refresh_packed(int threads) {
  std::vector<std::pair<const Parameter*, PackedBlock*>> work;
  for (Parameter& p : parameters_) {
    for (PackedBlock& block : p.packed) work.push_back({&p, &block});
  }
  // The largest first, so that threads which take one after the other end together.
  std::sort(work.begin(), work.end(),
            [](const auto& a, const auto& b) { return a.second->copies.bytes() > b.second->copies.bytes(); });
  parallel_for(static_cast<int>(work.size()), threads, [&](int i) {
    const auto& [p, block] = work[i];
    const WeightBlock w(p, block->first_row, block->rows, block->first_column, block->columns);
    block->copies.pack(w.view());
  });
}

std::vector<ParameterBlock> Parameters::blocks() const {
  constexpr std::size_t kBlock = std::size_t{1} << 18;  // numbers
  std::vector<ParameterBlock> blocks;
  for (const Parameter& p : parameters_) {
    if (p.frozen) continue;
    const auto parts =
        std::min<std::int64_t>(p.rows, static_cast<std::int64_t>((p.size() + kBlock - 1) / kBlock));
    for (std::int64_t part = 0; part < parts; ++part) {
      const int first = static_cast<int>(p.rows * part / parts),
                end = static_cast<int>(p.rows * (part + 1) / parts);
      blocks.push_back({&p, first, end - first});
    }
  }
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return blocks;
}

const Parameter* Parameters::find(std::string_view name) const {
  const auto found = std::find_if(parameters_.begin(), parameters_.end(),
                                  [&](const Parameter& p) { return p.name == name; });
  return found == parameters_.end() ? nullptr : &*found;
}

std::size_t Parameters::count() const {
  std::size_t total = 0;
  for (const Parameter& p : parameters_) total += p.size();
  return total;
}

std::size_t Parameters::memory() const {
  std::size_t bytes = static_cast<std::size_t>(values_.size()) * sizeof(Real);
  for (const Parameter& p : parameters_) {
    for (const PackedBlock& block : p.packed) bytes += block.copies.bytes();
  }
  return bytes;
}

}  // namespace nmt

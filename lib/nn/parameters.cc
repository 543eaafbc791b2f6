#include "nn/parameters.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/parallel.h"
#include "base/random.h"

namespace nmt {
namespace {

constexpr std::size_t kAlignment = 64 / sizeof(Real);

std::size_t aligned(std::size_t count) { return (count + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

const Parameter* Parameters::matrix(std::string name, int rows, int columns, Use use, Init init) {
  assert(values_.size() == 0 && rows > 0 && columns > 0);
  parameters_.push_back({std::move(name), rows, columns, false, init, use});
  parameters_.back().index = static_cast<int>(parameters_.size()) - 1;
  return &parameters_.back();
}

const Parameter* Parameters::vector(std::string name, int rows, Init init) {
  matrix(std::move(name), rows, 1, Use::all_steps_at_once, init);
  parameters_.back().vector = true;
  return &parameters_.back();
}

void Parameters::allocate() {
  std::size_t total = 0;
  for (Parameter& p : parameters_) {
    p.offset = total;
    total += aligned(p.size());
  }
  values_.setZero(static_cast<Eigen::Index>(total));
  for (Parameter& p : parameters_) p.value = values_.data() + p.offset;
  allocate_transposed();
}

void Parameters::allocate_transposed() {
  std::size_t total = 0;
  const auto kept = [&](const Parameter& p) {
    return !p.vector && (all_transposed_ || p.use == Use::step_by_step);
  };
  for (const Parameter& p : parameters_) total += kept(p) ? aligned(p.size()) : 0;
  transposed_.setZero(static_cast<Eigen::Index>(total));
  Real* next = transposed_.data();
  for (Parameter& p : parameters_) {
    if (!kept(p)) continue;
    p.transposed = next;
    next += aligned(p.size());
  }
}

void Parameters::initialize(std::uint64_t seed) {
  for (Parameter& p : parameters_) {
    Random random(seed, Purpose::init, static_cast<std::uint32_t>(p.index));
    const double bound = 1 / std::sqrt(static_cast<double>(p.vector ? p.rows : p.columns));
    for (std::size_t i = 0; i < p.size(); ++i) {
      double value = 0;
      if (p.init == Init::one) value = 1;
      if (p.init == Init::uniform) value = bound * (2 * random.uniform() - 1);
      if (p.init == Init::embedding) value = bound * random.normal();
      p.value[i] = static_cast<Real>(value);
    }
  }
  refresh_transposed(1);
}

void Parameters::transpose_all() {
  all_transposed_ = true;
  allocate_transposed();
  refresh_transposed(1);
}

void Parameters::refresh_transposed(int threads) {
  parallel_for(static_cast<int>(parameters_.size()), threads, [&](int i) {
    refresh_transposed({&parameters_[i], 0, parameters_[i].rows});
  });
}

void Parameters::refresh_transposed(const ParameterBlock& block) {
  const Parameter& p = *block.parameter;
  if (!p.transposed) return;
  constexpr int kTile = 16;  // a tile of both sides stays in the first cache
  const int end = block.first_row + block.rows;
  for (int r0 = block.first_row; r0 < end; r0 += kTile) {
    for (int c0 = 0; c0 < p.columns; c0 += kTile) {
      for (int c = c0; c < std::min(c0 + kTile, p.columns); ++c) {
        Real* to = p.transposed + static_cast<std::ptrdiff_t>(c) * p.rows;
        for (int r = r0; r < std::min(r0 + kTile, end); ++r) {
          to[r] = p.value[static_cast<std::ptrdiff_t>(r) * p.columns + c];
        }
      }
    }
  }
}

std::vector<ParameterBlock> Parameters::blocks() const {
  constexpr std::size_t kBlock = std::size_t{1} << 18;  // numbers
  std::vector<ParameterBlock> blocks;
  for (const Parameter& p : parameters_) {
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

}  // namespace nmt

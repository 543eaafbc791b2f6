#include "nn/tape.h"

namespace nmt {

const Real* Tape::accumulated(const Parameter* p) const {
  for (const Accumulated& a : accumulators_) {
    if (a.parameter == p) return a.data;
  }
  return nullptr;
}

Real* Tape::accumulator(const Parameter* p) {
  if (const Real* data = accumulated(p)) return const_cast<Real*>(data);
  Real* data = array<Real>(p->size());
  std::memset(data, 0, p->size() * sizeof(Real));
  accumulators_.push_back({p, data});
  return data;
}

}  // namespace nmt

#include <algorithm>

#include "nn/one_hot.h"
#include "nn/ops.h"

namespace nmt {

Var linear_of_one_hot(Tape& t, WeightBlock w, const int* ids, int count, const Parameter* bias) {
  Var y = t.make(w.rows, count);
  for (int j = 0; j < count; ++j) {
    if (bias) std::copy_n(bias->value, y.rows, y.at(j));
    if (!bias) std::fill_n(y.at(j), y.rows, Real{0});
  }
  if (bias) t.use_bias(bias, y);
  add_linear_of_one_hot(t, w, ids, y);
  return y;
}

void add_linear_of_one_hot(Tape& t, WeightBlock w, const int* ids, Var y) {
  assert(w.rows == y.rows);
  for (int j = 0; j < y.cols; ++j) add_column(w, ids[j], y.at(j));
  t.use_columns(w, ids, y);
}

}  // namespace nmt

#pragma once

namespace nmt {

// The number type of models. The library is built twice from the same sources: `nmt` with float, and
// `nmt_f64` with double, in which the tests check gradients (float is too coarse to tell right from wrong).
#ifdef NMT_DOUBLE
using Real = double;
#else
using Real = float;
#endif

}  // namespace nmt

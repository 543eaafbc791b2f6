// Compiled for AVX2 and FMA where the build is for any processor; taken where this one has them.
#if defined(NMT_PANELS_AVX2)

#include "nn/panel_kernel.h"

namespace nmt {

void multiply_avx2(const PanelProduct& product, int n) { multiply(product, n); }

}  // namespace nmt

#endif

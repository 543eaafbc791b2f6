#include "base/version.h"

namespace nmt {

std::string made_by() { return "nmt " NMT_VERSION; }

}  // namespace nmt

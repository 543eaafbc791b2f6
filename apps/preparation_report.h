#pragma once

#include "corpus/prepare.h"

namespace nmt::cli {

// Tells what nmt-prep read and left out, and what came of it.
void report(const Prepared& prepared);

}  // namespace nmt::cli

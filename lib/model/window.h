#pragma once

#include "model/encoder.h"

namespace nmt {

// Every position of the source, for each of `queries` columns.
Window global_window(Tape& t, const Encoded& encoded, int queries);

}  // namespace nmt

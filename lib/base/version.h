#pragma once

#include <string>

namespace nmt {

// What files say of who made them: "nmt 0.1.0".
std::string made_by();

}  // namespace nmt

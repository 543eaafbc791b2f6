#include "golden.h"

TEST_CASE("in double every golden number is met to 1e-12") {
  for (const std::string& name : nmt::test::kGoldenCases) {
    SECTION(name) { nmt::test::GoldenCase(name).check(1e-12); }
  }
}

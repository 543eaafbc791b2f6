#include "golden.h"

TEST_CASE("in float every golden number is met to 2e-5") {
  for (const std::string& name : nmt::test::kGoldenCases) {
    SECTION(name) { nmt::test::GoldenCase(name).check(2e-5); }
  }
}

#include "golden.h"

TEST_CASE("in float every golden number is met to 2e-5") { nmt::test::check_golden_cases(2e-5); }

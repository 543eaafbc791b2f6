#include "golden.h"

TEST_CASE("in double every golden number is met to 1e-12") { nmt::test::check_golden_cases(1e-12); }

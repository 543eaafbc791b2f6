#include <catch2/catch.hpp>
#include <string>

#include "scratch.h"

using namespace nmt;
using test::lines_of;
using test::run;

// bundles/ holds two models of each released format: one of words and one of vectors. They must always open
// and translate as on the day they were made, so they are never made anew; a new format adds its own.
namespace {

const std::string kBundles = NMT_SOURCE_DIR "/tests/bundles/";

// What nmt-translate writes for lines of standard input, in the folder of the clips.
std::vector<std::string> translate(const std::string& model, const std::string& options,
                                   const std::string& input) {
  const test::Scratch scratch;
  write_file(scratch / ".in", input);
  const auto outcome =
      run(scratch, "cd '" + kBundles + "clips' && nmt-translate -q -m '" + kBundles + model + "' " + options);
  INFO(model << " " << options << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return lines_of(outcome.out);
}

void check_scores(const std::string& model, const std::string& pairs, const std::vector<double>& want) {
  const auto scores = translate(model, "--score", pairs);
  REQUIRE(scores.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i) CHECK(std::stod(scores[i]) == Approx(want[i]).margin(1e-3));
}

}  // namespace

TEST_CASE("a model of format 1 translates words, scores and aligns as on the day it was made") {
  CHECK(translate("words-v1", "", "ba do\nki lu me no pa\n\nri zz su ta\n") ==
        std::vector<std::string>{"od ab", "ap on em ul ik", "", "at us em at ir"});
  check_scores("words-v1", "ba do\tod ab\nki lu me\tem ul ik\nki lu me\tik ul em\n",
               {-0.25398, -0.33030, -13.01243});
  CHECK(translate("words-v1", "--alignments pharaoh", "ki lu me\n") ==
        std::vector<std::string>{"em ul ik\t2-0 1-1 0-2"});
}

TEST_CASE("a model of format 1 translates vectors and scores as on the day it was made") {
  CHECK(translate("vectors-v1", "", "7.npy\n95.npy\n") ==
        std::vector<std::string>{"ab at ik", "ab at ab od"});
  check_scores("vectors-v1", "7.npy\tab at ik\n95.npy\tab at ik\n", {-0.39345, -8.55893});
}

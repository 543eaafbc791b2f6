#include "nn/parameters.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace nmt;

namespace {

Eigen::Map<const FlatArray> values(const Parameter* p) {
  return {p->value, static_cast<Eigen::Index>(p->size())};
}

double deviation(const Parameter* p) { return std::sqrt(values(p).square().mean()); }

}  // namespace

TEST_CASE("first weights have the spread that their kind and their size ask for") {
  Parameters p;
  const Parameter* he = p.matrix("he", 300, 600, Init::he);
  const Parameter* uniform = p.matrix("uniform", 300, 400, Init::uniform);
  const Parameter* score = p.vector("score", 2500, Init::uniform);
  const Parameter* embedding = p.matrix("embedding", 500, 200, Init::embedding);
  const Parameter* tied = p.matrix("tied", 500, 200, Init::tied_embedding);
  p.allocate();
  p.initialize(1);
  for (const auto& [parameter, bound] :
       {std::pair(he, 0.1), std::pair(uniform, 0.05), std::pair(score, 0.02)}) {  // √(6/600), 1/√400, 1/√2500
    INFO(parameter->name);
    CHECK(values(parameter).abs().maxCoeff() <= Approx(bound));
    CHECK(values(parameter).abs().maxCoeff() >= 0.99 * bound);
    CHECK(deviation(parameter) == Approx(bound / std::sqrt(3.0)).epsilon(0.03));
    CHECK(values(parameter).mean() == Approx(0).margin(bound / 20));
  }
  CHECK(deviation(embedding) == Approx(0.25).epsilon(0.02));
  CHECK(deviation(tied) == Approx(0.125).epsilon(0.02));
  CHECK(values(embedding).abs().maxCoeff() > 3.5 * 0.25);  // normal, with its tails
}

TEST_CASE("an LSTM begins by keeping what it has, gains with 1 and other vectors with 0") {
  Parameters p;
  const Parameter* bias = p.vector("bias", 8, Init::lstm_bias);
  const Parameter* gain = p.vector("gain", 2, Init::one);
  const Parameter* other = p.vector("other", 2);
  p.allocate();
  p.initialize(1);
  const std::vector<Real> input_forget_cell_output{0, 0, 1, 1, 0, 0, 0, 0};
  CHECK(std::equal(bias->value, bias->value + 8, input_forget_cell_output.begin()));
  CHECK((values(gain) == 1).all());
  CHECK((values(other) == 0).all());
}

TEST_CASE("a parameter's first weights are those of its place, whatever the others' sizes") {
  Parameters p, q;
  p.matrix("first", 2, 2);
  q.matrix("first", 200, 3);
  const Parameter* of_p = p.matrix("second", 3, 5);
  const Parameter* of_q = q.matrix("second", 3, 5);
  p.allocate();
  q.allocate();
  p.initialize(1);
  q.initialize(1);
  CHECK((values(of_p) == values(of_q)).all());
}

#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "base/random.h"
#include "nn/gradients.h"
#include "nn/tape.h"

// Derivatives against finite differences, in double: links nmt_f64.
namespace nmt::test {

struct Shape {
  int rows, cols;
};

// An op, or a whole model, of inputs with gradients; parameters it uses are checked too.
using Op = std::function<Var(Tape&, const std::vector<Var>&)>;

// Numbers of all inputs, one behind the other, and of all parameters, drawn anew.
class GradientCheck {
 public:
  GradientCheck(std::vector<Shape> shapes, Op op, Parameters* parameters = nullptr)
      : shapes_(std::move(shapes)), op_(std::move(op)), parameters_(parameters) {
    Random random(5, Purpose::test);
    for (const Shape& shape : shapes_) {
      for (int i = 0; i < shape.rows * shape.cols; ++i) inputs_.push_back(random.normal());
    }
    if (!parameters_) return;
    for (const Parameter& p : parameters_->all()) {
      for (std::size_t i = 0; i < p.size(); ++i) p.value[i] = 0.5 * random.normal();
    }
    parameters_->refresh_packed(1);
  }

  // The worst error, relative to the largest derivative; no number where a derivative is none.
  double worst() {
    const std::vector<double> got = derivatives();
    double largest = 1e-3, error = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
      const double want = difference(i);
      if (!std::isfinite(got[i] - want)) return std::nan("");
      largest = std::max(largest, std::abs(want));
      error = std::max(error, std::abs(got[i] - want));
    }
    return error / largest;
  }

 private:
  static Var weighted(Tape& t, Var y) {  // asymmetric, so that exchanged outputs show
    if (y.rows == 1 && y.cols == 1) return y;
    Var loss = t.make(1, 1);
    const auto weight = [](int i) { return std::sin(1.0 + 1.7 * i); };
    loss.value[0] = 0;
    for (int i = 0; i < y.rows * y.cols; ++i) loss.value[0] += weight(i) * y.value[i];
    t.record([=] {
      for (int i = 0; i < y.rows * y.cols; ++i) y.grad[i] += weight(i) * loss.grad[0];
    });
    return loss;
  }

  Var run(Tape& t, std::vector<Var>& inputs) {
    std::size_t at = 0;
    for (const Shape& shape : shapes_) {
      Var x = t.make(shape.rows, shape.cols);
      for (int i = 0; i < shape.rows * shape.cols; ++i) x.value[i] = inputs_[at++];
      inputs.push_back(x);
    }
    return weighted(t, op_(t, inputs));
  }

  double& number(std::size_t i) {
    if (i < inputs_.size()) return inputs_[i];
    i -= inputs_.size();
    for (const Parameter& p : parameters_->all()) {
      if (i < p.size()) return p.value[i];
      i -= p.size();
    }
    throw std::logic_error("no such number");
  }

  double difference(std::size_t i) {
    constexpr double kStep = 1e-5;
    const double before = number(i);
    double loss[2];
    for (int side = 0; side < 2; ++side) {
      number(i) = before + (side == 0 ? kStep : -kStep);
      if (parameters_) parameters_->refresh_packed(1);
      Tape t(true);
      std::vector<Var> inputs;
      loss[side] = run(t, inputs).value[0];
    }
    number(i) = before;
    if (parameters_) parameters_->refresh_packed(1);
    return (loss[0] - loss[1]) / (2 * kStep);
  }

  std::vector<double> derivatives() {
    std::vector<std::unique_ptr<Tape>> tapes;
    tapes.push_back(std::make_unique<Tape>(true));
    std::vector<Var> inputs;
    tapes[0]->backward(run(*tapes[0], inputs));
    std::vector<double> numbers;
    for (const Var x : inputs) numbers.insert(numbers.end(), x.grad, x.grad + x.rows * x.cols);
    if (!parameters_) return numbers;
    FlatArray gradient = FlatArray::Zero(parameters_->values().size());
    GradientGatherer(*parameters_).gather(tapes, gradient, 1);
    for (const Parameter& p : parameters_->all()) {
      numbers.insert(numbers.end(), gradient.data() + p.offset, gradient.data() + p.offset + p.size());
    }
    return numbers;
  }

  std::vector<Shape> shapes_;
  Op op_;
  Parameters* parameters_;
  std::vector<double> inputs_;
};

inline void check_gradient(std::vector<Shape> shapes, Op op, Parameters* parameters = nullptr) {
  CHECK(GradientCheck(std::move(shapes), std::move(op), parameters).worst() < 1e-6);
}

}  // namespace nmt::test

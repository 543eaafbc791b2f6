#include <algorithm>

#include "bench/parts.h"
#include "model/seq2seq.h"
#include "nn/ops.h"
#include "train/optimizer.h"

namespace nmt::bench {
namespace {

constexpr int kBatch = 50, kSteps = 10, kHidden = 512;  // a shard of the yard-stick

// One kernel, forward and backward: `inputs` makes values on the tape, `op` is what is timed. What the tape
// hands out lies at the same place every time, so that inputs are filled but once.
void kernel(Report& report, const std::string& name, const std::function<std::vector<Var>(Tape&)>& inputs,
            const std::function<void(Tape&, const std::vector<Var>&)>& op) {
  Tape tape(true);
  tape.set_random(Random(1, Purpose::dropout));
  const auto prepare = [&] {
    tape.reset();
    return inputs(tape);
  };
  op(tape, prepare());  // the tape's memory has its size now
  for (const Var& x : prepare()) {
    const std::vector<float> values = numbers(static_cast<std::size_t>(x.rows) * x.cols);
    std::copy(values.begin(), values.end(), x.value);
  }
  const double before = time([&] { prepare(); }, 0.1).median;
  const double forward = time([&] { op(tape, prepare()); }, 0.2).median;
  const double both = time(
                          [&] {
                            op(tape, prepare());
                            tape.backward(tape.make(1, 1));
                          },
                          0.2)
                          .median;
  report.time("kernel/" + name + "/forward", forward - before);
  report.time("kernel/" + name + "/backward", both - forward);
}

}  // namespace

void kernels(Report& report) {
  report.begin("kernels: one step of 50 columns of 512, or as said; one thread", 1);
  Parameters parameters;
  const Parameter* v = parameters.vector("v", kHidden);
  const Parameter* output = parameters.matrix("output", 8000, 256);
  const Parameter* bias = parameters.vector("bias", 8000);
  const Parameter* embedding = parameters.matrix("embedding", 8000, 256, Init::embedding);
  parameters.allocate();
  parameters.initialize(1);
  const std::vector<WeightBlock> blocks{output};
  parameters.pack(blocks, Precision::fp32, true, 1);

  const std::vector<int> first(kBatch, 0), end(kBatch, kSteps), lengths(kBatch, kSteps);
  const Window window{first.data(), end.data()};
  const auto make = [](int rows, int columns) {
    return [=](Tape& t) { return std::vector{t.make(rows, columns)}; };
  };
  kernel(
      report, "gru_step",
      [](Tape& t) {
        return std::vector{t.make(3 * kHidden, kBatch), t.make(3 * kHidden, kBatch), t.make(kHidden, kBatch)};
      },
      [](Tape& t, const std::vector<Var>& x) { gru_step(t, x[0], x[1], x[2], {}); });
  kernel(
      report, "additive_scores, 10 positions",
      [](Tape& t) {
        return std::vector{t.make(kHidden, kSteps * kBatch), t.make(kHidden, kBatch)};
      },
      [&](Tape& t, const std::vector<Var>& x) { additive_scores(t, x[0], x[1], v, window, kBatch); });
  kernel(report, "windowed_softmax, 10 positions", make(kSteps, kBatch),
         [&](Tape& t, const std::vector<Var>& x) { windowed_softmax(t, x[0], window); });
  kernel(
      report, "weighted_sum, 10 positions of 1024",
      [](Tape& t) {
        return std::vector{t.make(kSteps, kBatch), t.make(2 * kHidden, kSteps * kBatch)};
      },
      [&](Tape& t, const std::vector<Var>& x) { weighted_sum(t, x[0], x[1], window, kBatch); });
  kernel(report, "dropout, 256 x 500", make(256, kSteps * kBatch),
         [](Tape& t, const std::vector<Var>& x) { dropout(t, x[0], Real(0.2)); });
  kernel(report, "tanh, 256 x 500", make(256, kSteps * kBatch),
         [](Tape& t, const std::vector<Var>& x) { tanh(t, x[0]); });
  std::vector<int> ids;
  Random random(3, Purpose::test);
  for (int i = 0; i < kSteps * kBatch; ++i) ids.push_back(static_cast<int>(random.below(8000)));
  kernel(report, "lookup, 500 words of 256", make(1, 1),
         [&](Tape& t, const std::vector<Var>&) { lookup(t, embedding, ids.data(), kSteps * kBatch); });

  // With the output layer's three products.
  Tape tape(true);
  const auto loss = [&] {
    tape.reset();
    const Var x = tape.make(256, kSteps * kBatch);
    cross_entropy(tape, output, bias, x, ids.data(), {Real(0.1), 1}, nullptr);
  };
  const double flop = 3 * 2.0 * 256 * 8000 * kSteps * kBatch;
  report.time("kernel/output layer, softmax, cross-entropy, 500 words", time(loss).median, flop);

  Seq2Seq model(yard_stick());
  model.pack_weights(Precision::fp32, true);
  Optimizer adam(model.parameters(), {});
  const FlatArray gradient = zeros(model.parameters().values().size());
  report.time("kernel/Adam and packing, 11 M parameters",
              time([&] { adam.step(gradient, 1, 1e-3, 1); }).median);
  report.time("kernel/packing, 11 M parameters", time([&] { model.parameters().refresh_packed(1); }).median);
  report.end();
}

void products(Report& report) {
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    if (!can_multiply(precision)) continue;
    const std::string type = precision == Precision::bf16 ? "bf16" : "fp32";
    report.begin("products, columns x in x out, " + type, 1, precision);
    for (const auto& [n, in, out] : {std::tuple{1, 512, 1536},
                                     {16, 512, 1536},
                                     {25, 512, 1536},
                                     {50, 512, 1536},
                                     {50, 1024, 1536},
                                     {50, 512, 512},
                                     {500, 256, 1536},
                                     {500, 1024, 512},
                                     {256, 256, 8000}}) {
      const auto w = numbers(static_cast<std::size_t>(in) * out),
                 x = numbers(static_cast<std::size_t>(in) * n);
      PackedWeight packed(out, in, precision, true);
      packed.pack({w.data(), out, in, in});
      std::vector<float> y(static_cast<std::size_t>(out) * n), dx(x.size()), dw(w.size());
      const ConstWeight weight{w.data(), out, in, in, &packed};
      const double flop = 2.0 * n * in * out;
      const std::string shape = std::to_string(n) + "x" + std::to_string(in) + "x" + std::to_string(out);
      const auto row = [&](const char* name, const std::function<void()>& work) {
        const double seconds = time(work, 0.2).median;
        report.rate("gemm/" + type + "/" + name + "/" + shape, flop / 1e9, "GFLOP/s", seconds, flop);
      };
      row("forward", [&] { gemm_forward(weight, x.data(), n, nullptr, 0, y.data()); });
      row("backward", [&] { gemm_backward_data(weight, y.data(), n, 0, dx.data()); });
      row("weight",
          [&] { gemm_backward_weight(out, in, n, y.data(), out, x.data(), precision, dw.data(), in); });
    }
    report.end();
  }
}

}  // namespace nmt::bench

#pragma once

#include "model/config.h"
#include "model/decoder.h"
#include "model/encoder.h"

namespace nmt {

// What a forced pass over a batch of n target steps leaves; columns are time-major as the batch's.
struct ForcedPass {
  Var loss;                     // (1, 1)
  const Real* log_probability;  // of each given target word, n · B numbers, 0 at padding
  Memory memory;
  DecoderState start;
  Var states, contexts, weights;  // s_i (D, n·B), c_i, a_i (T, n·B); no weights without attention
  const int* picks = nullptr;     // of hard attention, of each column
};

// What hard attention adds to the loss of a recording pass, times the loss's scale (Xu et al. 2015, 4.1):
//   -Σ over sentences and steps i [ λ_r (R_i - b_i) log a_i(pick_i) + λ_e H(a_i) ]
// where the reward R_i and the base line b_i are held constant. A pick changes nothing that stands before it:
// its reward is the log-probability of the rest of the target, from y_i on, and b_i is b for each of those
// words. That is the same gradient on average as with the whole sentence's, and varies much less.
struct PickReward {
  double baseline = 0;        // b
  double weight = 1;          // λ_r
  double entropy_weight = 0;  // λ_e
  // For checks: in place of drawn positions (n·B, time-major), and of R_i for all steps of a sentence (B),
  // of which b is taken once.
  const int* picks = nullptr;
  const double* rewards = nullptr;
};

// An encoder and a decoder with their parameters. The model itself is immutable while it computes: any number
// of threads may use it, each with its own tape.
class Seq2Seq {
 public:
  explicit Seq2Seq(const ModelConfig& config);  // validated; parameters are zero until initialised or loaded
  Seq2Seq(const Seq2Seq&) = delete;
  Seq2Seq& operator=(const Seq2Seq&) = delete;

  // Encodes, then feeds the given target words (teacher forcing). The batch must outlive what the tape holds.
  ForcedPass force(Tape& t, const Batch& batch, CrossEntropy loss, const PickReward& reward = {}) const;

  // From now on keeps its weights as the matrix library multiplies them fastest, in this precision. Without
  // it products are fp32 and slower. Values that change afterwards need parameters().refresh_packed().
  void pack_weights(Precision precision, bool for_training, int threads = 1);

  const ModelConfig& config() const { return config_; }
  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }
  const Encoder& encoder() const { return encoder_; }
  const Decoder& decoder() const { return decoder_; }

 private:
  Var pick_loss(Tape& t, const Batch& batch, const ForcedPass& pass, double scale,
                const PickReward& reward) const;

  ModelConfig config_;
  Parameters parameters_;
  Encoder encoder_;
  Decoder decoder_;
};

}  // namespace nmt

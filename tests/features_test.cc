#include <catch2/catch.hpp>
#include <limits>

#include "base/error.h"
#include "corpus/batch.h"
#include "corpus/feature_file.h"
#include "npy.h"
#include "scratch.h"
#include "search/forced_score.h"

using namespace nmt;
using Catch::Contains;
using test::npy;
using test::Scratch;

namespace {

FeatureMatrix read(const std::string& bytes) {
  const Scratch scratch;
  write_file(scratch / "x.npy", bytes);
  return read_npy(scratch / "x.npy");
}

void check_refused(const std::string& bytes, const std::string& expected) {
  CHECK_THROWS_WITH(read(bytes), Contains("x.npy: ") && Contains(expected));
}

}  // namespace

TEST_CASE("a matrix is read from every kind of .npy file that holds one") {
  const std::vector<float> want{1, 2, 3, 4, 5, -6.5};
  const std::vector<double> rows{1, 2, 3, 4, 5, -6.5}, columns{1, 3, 5, 2, 4, -6.5};
  for (const std::string descr : {"<f4", ">f4", "<f8", ">f8"}) {
    for (const int version : {1, 2, 3}) {
      INFO(descr << " " << version);
      CHECK(read(npy("3, 2", rows, {descr, false, version})).numbers == want);
      CHECK(read(npy("3, 2", columns, {descr, true, version})).numbers == want);
    }
  }
  const FeatureMatrix matrix = read(npy(3, 2, rows));
  CHECK((matrix.features == 2 && matrix.positions() == 3));
}

TEST_CASE("a .npy file without a usable matrix is refused with the reason") {
  check_refused("", "expected a NumPy array file, found another kind of file");
  check_refused("PK\3\4 an archive", "found another kind of file");
  const std::string good = npy(2, 2, {1, 2, 3, 4});
  for (std::size_t size = 6; size < good.size(); size += 3) {
    check_refused(good.substr(0, size), "damaged");
  }
  check_refused(good + "more", "cut off or damaged: expected 16 bytes of numbers, found 20");
  check_refused(npy("4,", {1, 2, 3, 4}), "expected a matrix (positions × features), found an array of 4");
  check_refused(npy("", {1}), "found a single number");
  check_refused(npy("1, 2, 2", {1, 2, 3, 4}), "found an array of 1 × 2 × 2");
  check_refused(npy("0, 3", {}), "expected at least one position, found an array of 0 × 3");
  check_refused(npy("3, 0", {}), "expected at least one feature, found an array of 3 × 0");
  check_refused(npy("99999999, 99999999", {1}), "expected at most 2147483648 numbers");
  check_refused(npy("2, 2", {1, 2, 3, 4}, {"<i4"}),
                "expected float32 or float64 numbers (<f4, <f8), found <i4");
  const double infinite = std::numeric_limits<double>::infinity(), none = infinite - infinite;
  check_refused(npy(2, 2, {1, 2, none, 4}), "nan at position 2, feature 1");
  check_refused(npy(2, 2, {1, -infinite, 3, 4}), "found -inf at position 1, feature 2");
  check_refused(npy("1, 1", {1e300}, {"<f8"}), "expected finite numbers (float32), found inf");
  CHECK_THROWS_WITH(read_npy("missing.npy"), Contains("missing.npy: No such file"));
}

TEST_CASE("a file of sources holds an equal matrix once, and is refused if it is cut off or changed") {
  const Scratch scratch;
  const FeatureMatrix two{2, {1, 2, 3, 4}}, one{2, {5, 6}};
  const FeatureMatrix* const sources[] = {&two, &one, &two};
  const std::string bytes = serialize(sources, 2);
  CHECK(bytes.size() == 40 + 8 * (3 + 3) + 4 * 6);
  const auto opened = [&](const std::string& changed) {
    write_file(scratch / "f", changed);
    return FeatureFile(scratch / "f");
  };
  const FeatureFile file = opened(bytes);
  REQUIRE((file.size() == 3 && file.features() == 2));
  CHECK(std::vector<float>(file[2].numbers.begin(), file[2].numbers.end()) == two.numbers);
  CHECK((file[1].positions() == 1 && file[1].numbers[1] == 6));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_THROWS_AS(opened(bytes.substr(0, size)), Error);
  }
  for (const std::size_t at : {0, 8, 12, 16, 24, 32, 40, 48, 56, 64, 72}) {
    INFO(at);
    std::string changed = bytes;
    changed[at] = 77;
    CHECK_THROWS_AS(opened(changed), Error);
  }
}

TEST_CASE("a batch of vectors is time-major, with zeros at padding") {
  const std::vector<float> longer{1, 2, 3, 4}, shorter{5, 6};
  const std::vector<std::int32_t> target{4, 2};
  const Batch batch = make_batch(std::vector<PairView>{{{longer, 2}, target}, {{shorter, 2}, target}});
  CHECK((batch.features == 2 && batch.source_steps == 2 && batch.source.empty()));
  CHECK(batch.source_lengths == std::vector<int>{2, 1});
  CHECK(batch.vectors == std::vector<double>{1, 2, 5, 6, 3, 4, 0, 0});
}

TEST_CASE("vectors may be read last to first, all of them, and attention is told as they were given") {
  ModelConfig config;
  config.source_features = 2;
  config.target_vocabulary = 9;
  config.embedding = config.readout_size = config.encoder_hidden = config.decoder_hidden =
      config.attention_size = 5;
  Seq2Seq plain(config);
  config.reverse_source = true;
  Seq2Seq reversed(config);
  for (Seq2Seq* model : {&plain, &reversed}) model->parameters().initialize(3);
  const std::vector<float> given{1, 2, 3, 4, 5, 6}, turned{5, 6, 3, 4, 1, 2};
  const std::vector<std::vector<std::int32_t>> target{{4, 2}};
  Tape tape(false);
  const auto score = [&](const Seq2Seq& model, const std::vector<float>& numbers) {
    return forced_scores(model, std::vector<SourceView>{{numbers, 2}}, target, true, tape).front();
  };
  const ForcedScore want = score(plain, turned), got = score(reversed, given);
  CHECK(got.log_probability == Approx(want.log_probability));
  REQUIRE((want.weights.size() == 6 && got.weights.size() == 6));
  for (int i = 0; i < 6; ++i) CHECK(got.weights[i] == Approx(want.weights[i / 3 * 3 + 2 - i % 3]));
  CHECK(score(plain, given).log_probability != Approx(want.log_probability));
}

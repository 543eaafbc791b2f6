#include "train/trainer.h"

#include <catch2/catch.hpp>

#include "corpus/prepare.h"
#include "sample_corpus.h"
#include "scratch.h"
#include "tiny_training.h"

using namespace nmt;
using nmt::test::Scratch, nmt::test::tiny;

namespace {

// The sample corpus, prepared in `scratch`.
PreparedCorpus characters(const Scratch& scratch) {
  write_file(scratch / "in.txt", test::sample_corpus());
  PrepareOptions options;
  options.inputs = {{InputFiles::Kind::pairs, (scratch / "in.txt").string(), ""}};
  options.tokenizer.kind = TokenizerKind::character;
  options.split.valid = options.split.test = 2;
  write_prepared(scratch / "d", prepare(options).files, true);
  return PreparedCorpus(scratch / "d");
}

ModelConfig config_for(const PreparedCorpus& corpus) {
  ModelConfig config = tiny("base");
  config.source_vocabulary = corpus.source_tokenizer()->size();
  config.target_vocabulary = corpus.target_tokenizer().size();
  return config;
}

}  // namespace

TEST_CASE("a batch for which there is no room is refused, or becomes one that fits if it may") {
  const Scratch scratch;
  const PreparedCorpus corpus = characters(scratch);
  Seq2Seq model(config_for(corpus));
  model.parameters().initialize(3);
  TrainerOptions options;
  options.learner.shards = 2;
  options.batch_tokens = 4000;

  const auto plan = [&](NoRoom no_room, std::size_t room) {
    return Trainer(model, corpus, options).plan(no_room, room);
  };
  constexpr std::size_t kPlenty = 1'000'000'000, kScarce = 20'000'000;
  CHECK(plan(NoRoom::take_less, kPlenty).batch_tokens == 4000);
  CHECK_THROWS_WITH(plan(NoRoom::advise, kScarce),
                    Catch::StartsWith("a batch of 4,000 target pieces would take ") &&
                        Catch::Contains(" of memory beside the model, and there are 20 MB: --batch-tokens "));
  CHECK_THROWS_WITH(plan(NoRoom::tell, kScarce), Catch::EndsWith(", and there are 20 MB"));
  const TrainingPlan scarce = plan(NoRoom::take_less, kScarce);
  CHECK(scarce.batch_tokens < 4000);
  CHECK(scarce.batches > plan(NoRoom::take_less, kPlenty).batches);
  CHECK_THROWS_WITH(plan(NoRoom::take_less, 1000), Catch::EndsWith("0 MB: smaller sizes of the model would"));
}

TEST_CASE("the end that the clock decides to fall towards is in a checkpoint before the fall begins") {
  const Scratch scratch;
  const PreparedCorpus corpus = characters(scratch);
  Seq2Seq model(config_for(corpus));
  model.parameters().initialize(3);
  TrainerOptions options;
  options.validator.translate = false;
  options.schedule.cooldown = 0.5;
  options.batch_tokens = 100;
  options.max_minutes = 0.03;
  options.valid_every = 1'000'000;
  options.save_every = 0;
  Trainer trainer(model, corpus, options);
  trainer.plan(NoRoom::advise);
  std::vector<TrainerState> saved;
  const auto save = [&](const Trainer& at, const Validation*) {
    saved.push_back(at.state());
    return true;
  };
  const std::atomic<bool> never = false;
  CHECK(trainer.run(never, {{}, {}, save}) == Stop::max_minutes);
  REQUIRE(saved.size() >= 2);
  CHECK(saved[0].progress.updates == 0);
  CHECK(saved[1].progress.updates == trainer.schedule().falls_after());
  CHECK(saved[1].last_update == trainer.state().last_update);
}

#pragma once

#include <CLI/CLI.hpp>

#include "corpus/prepared.h"
#include "model_options.h"
#include "training_options.h"

// What nmt-train chooses by the corpus where nobody says otherwise; the README has what was measured of it.
namespace nmt::cli {

// Gives `app` what was not given: all of the recipe where no preset is named, and the size of a batch where
// it is to be chosen; tells which and why. Where the model starts from another, it has that one's parts and
// sizes. Returns whether the size of a batch was chosen. Throws Error where another optimiser than the
// recipe's has no learning rate.
bool follow_recipe(CLI::App& app, const ModelOptions& parts, const TrainingOptions& training,
                   const PreparedCorpus& corpus, bool from_another);
// Marks in --help what the recipe chooses.
void mark_recipe(CLI::App& app);
// Lets --dump-config leave out what the recipe will choose once it sees the corpus.
void leave_to_recipe(CLI::App& app);

}  // namespace nmt::cli

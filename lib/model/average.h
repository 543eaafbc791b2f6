#pragma once

#include <filesystem>
#include <span>

#include "model/bundle.h"

namespace nmt {

// The bundle whose parameters are the means of those of several models, as a rule of one training at several
// times. The first is a bundle, and what is not a parameter comes from it; the others are bundles of models
// with the same parts and vocabularies, or files of tensors as TrainingDirectory::keep() writes them.
// Throws Error naming what does not fit.
BundleFiles average_models(std::span<const std::filesystem::path> models);

}  // namespace nmt

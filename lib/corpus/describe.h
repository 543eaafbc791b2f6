#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "corpus/dataset.h"
#include "corpus/prepare.h"
#include "corpus/rules.h"

// What manifest.json tells people about how a corpus came about.
namespace nmt {

// Adds who made it, the languages, options and normalisation, and how often each rule struck. Nothing that
// differs from one run to the next: no times, no paths, no number of threads.
void describe(const PrepareOptions& options, const RuleCounts& rules, nlohmann::json& manifest);

// Number of pieces of one side, of unknown ones, and the lengths of its sentences; </s> is not counted.
// There is at least one pair.
nlohmann::json statistics(const std::vector<IdPair>& pairs, std::vector<std::int32_t> IdPair::*side);

// Of sources of vectors, of these lengths: their number and lengths.
nlohmann::json statistics(std::vector<std::size_t> lengths);

}  // namespace nmt

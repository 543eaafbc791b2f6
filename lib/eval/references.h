#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace nmt {

// What every metric does with references: see bleu.h.

// Those that are not empty; if all are, one empty one. Throws Error if there is none at all.
std::vector<std::string_view> usable_references(std::span<const std::string> references);

// What `nrefs` of a signature says: the number of references that count, "var" where sentences differ in it.
std::string reference_count(std::span<const std::vector<std::string>> references);

// Calls visit(hypothesis, references) for each sentence; Error as the corpus functions of bleu.h promise.
template <class Visit>
void for_each_sentence(std::span<const std::string> hypotheses,
                       std::span<const std::vector<std::string>> references, Visit visit) {
  if (hypotheses.size() != references.size())
    throw Error("expected as many sentences with references as hypotheses (" +
                std::to_string(hypotheses.size()) + "), found " + std::to_string(references.size()));
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    if (references[i].empty())
      throw Error("sentence " + std::to_string(i + 1) + ": expected at least one reference, found none");
    visit(hypotheses[i], references[i]);
  }
}

}  // namespace nmt

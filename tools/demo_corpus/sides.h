#pragma once

#include "clause.h"

// The two sides of a clause: french_clause.cc, and english_clause.cc, which puts them together.
namespace nmt::demo {

std::string french_statement(const Clause& clause);
std::string french_question(const Clause& clause, Draw& draw, const std::string& asked);
std::string french_infinitive(const Clause& clause);

}  // namespace nmt::demo

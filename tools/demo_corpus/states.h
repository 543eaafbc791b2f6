#pragma once

#include <vector>

#include "clause.h"

namespace nmt::demo {

// How somebody is: English "be" with an adjective; French être with an adjective that agrees, or avoir faim.
struct State {
  std::string en, masculine, feminine, plural;
  bool passing;             // tired today, as against tall
  bool with_avoir = false;  // J'ai faim
  std::string comparative;  // "taller", where there is one
};

const std::vector<State>& states();

// "I am tired", "je suis fatiguée", in the present or, as clauses beside the past need it, the imparfait.
Clause being(const Subject& subject, const State& state, Tense tense = Tense::present);

const State& state_named(std::string_view english);

// One of them: passing or lasting.
const State& draw_state(Draw& draw, bool passing);

}  // namespace nmt::demo

#pragma once

#include <initializer_list>
#include <vector>

#include "actions.h"

namespace nmt::demo {

// A family of sentences: draws one, both sides as words with a mark at the end.
struct Family {
  Both (*sentence)(Draw&);
  int share;  // how many of its sentences go into the corpus, about
};

std::vector<Family> action_families();    // what people do, when, and how often
std::vector<Family> question_families();  // do you …? where, when, why, who, what
std::vector<Family> state_families();     // how people and things are, compared and not
std::vector<Family> thing_families();     // there is, this is, what it costs
std::vector<Family> order_families();     // do!, don't!, let's; give, show, lend
std::vector<Family> wish_families();      // want to, try to, have just …
std::vector<Family> complex_families();   // because, when, if, that, who: two clauses in one
std::vector<Family> time_families();      // the clock, ages, the weather

// Whole sentences that follow no rule: greetings and the like.
const std::vector<Both>& fixed_phrases();

// A time that goes with the tense: yesterday, every day, tomorrow; nothing now and then.
Both time_for(Draw& draw, Tense tense);

// Somebody does something: subject, action, tense that go together, neither negated nor dated.
Clause happening(Draw& draw, const Subject& subject);

inline Both marked(const Both& text, const char* mark = ".") {
  return {words(text.en, mark), words(text.fr, mark)};
}

// The parts one after the other. A list in braces, because its items are drawn in order: those of a
// function's arguments depend on the compiler.
inline Both joined(std::initializer_list<Both> parts) {
  Both all;
  for (const Both& part : parts) all = {words(all.en, part.en), words(all.fr, part.fr)};
  return all;
}

}  // namespace nmt::demo

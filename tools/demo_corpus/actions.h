#pragma once

#include <vector>

#include "clause.h"

namespace nmt::demo {

// A verb with what makes sense after it: an object of some kinds, or one of a few fixed complements, or a
// place.
struct Action {
  enum Use : unsigned {
    kAnyUse = 0,
    kTo = 1,            // a place to go to
    kAt = 2,            // a place to be at
    kState = 4,         // no progressive: see, understand
    kSteady = 8,        // a state that just is: know, like, have
    kRare = 16,         // not done every day: sell, lose
    kAnswer = 32,       // its object is definite and never a pronoun
    kIndirect = 64,     // lui, leur
    kGeneric = 128,     // cheese, dogs; le fromage, les chiens
    kOwning = 256,      // a car, no car
    kOne = 512,         // done to one thing one knows: open, wash
    kMishap = 1024,     // nobody means to: lose, forget
    kUnplanned = 2048,  // nor sets out to: meet, laugh
    kCommon = 4096      // common enough for a learner to know all its tenses
  };
  Verb verb;
  unsigned object = 0;                 // kinds of its object
  Both preposition = {};               // before the object: for (wait for), à (parler à)
  std::vector<Both> complements = {};  // without an object: "early", "tôt"; empty for kTo and kAt
  unsigned use = kAnyUse;

  bool is(unsigned what) const { return use & what; }
};

const std::vector<Action>& actions();
const Action& action_named(std::string_view english_base);

// The clause of `subject` doing this, its object drawn; `negated` chooses "any", "de". The tense is present.
Clause act(Draw& draw, const Subject& subject, const Action& action, Negation negation = Negation::none);

}  // namespace nmt::demo

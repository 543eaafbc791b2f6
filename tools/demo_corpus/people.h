#pragma once

#include <string>

#include "draw.h"
#include "text.h"

namespace nmt::demo {

// Who does it. Persons are counted 0..5 as in Verb; a polite "you" is 4.
struct Subject {
  Both text;
  int person;
  bool feminine, plural;
  bool pronoun;

  int en_person() const { return person == 1 ? 4 : person; }  // English has one "you"
  // The letters a participle or adjective takes: fatigué, fatiguée, fatigués, fatiguées.
  std::string ending() const { return std::string(feminine ? "e" : "") + (plural ? "s" : ""); }
};

Subject i(const Draw& draw);
Subject you(const Draw& draw);
Subject he();
Subject she();
Subject we(const Draw& draw);
Subject they(const Draw& draw);

Subject any_pronoun(Draw& draw);
Subject any_person(Draw& draw);   // somebody by name or as "my sister", always a third person
Subject any_subject(Draw& draw);  // either

// "my", "your" … of the person counted 0..5, for a noun of this gender and number. A third person's English
// word depends on the owner.
Both possessive(const Subject& owner, bool feminine, bool plural);

// The pronoun in front of the verb: direct (me, te, le …, me/you/him …) and indirect (me, te, lui …). `whom`
// is what it stands for; English is the same in both.
Both object_pronoun(const Subject& whom, bool indirect);

// After a preposition: with me, avec moi.
Both strong_pronoun(const Subject& whom);

}  // namespace nmt::demo

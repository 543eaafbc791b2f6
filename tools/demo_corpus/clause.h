#pragma once

#include "noun_phrase.h"
#include "verb.h"

namespace nmt::demo {

enum class Tense {
  present,      // I eat                je mange
  progressive,  // I'm eating           je mange
  past,         // I ate                j'ai mangé
  perfect,      // I have eaten         j'ai mangé
  was_doing,    // I was eating         je mangeais
  used_to,      // I used to eat        je mangeais
  imperfect,    // I ate                je mangeais
  future,       // I will eat           je mangerai
  going_to,     // I'm going to eat     je vais manger
  conditional,  // I would eat          je mangerais
  can,          // I can eat            je peux manger
  could,        // I could eat          je pourrais manger
  must,         // I have to eat        je dois manger
  should        // I should eat         je devrais manger
};

enum class Negation { none, plain, never, no_longer, not_yet };

struct Clause {
  Subject subject;
  Tense tense;
  const Verb* verb;
  Both rest;              // what follows the verb
  std::string clitic;     // French object pronouns before the verb: "le", "me le", "y"
  std::string agreement;  // what they add to a participle with avoir: "e", "s", "es"
  Negation negation = Negation::none;
  Both adverb;  // often, souvent: before the English verb, after the French one
};

// Words, as text.h has them, without a mark at the end.
Both statement(const Clause& clause, Draw& draw);

// "do you see it", "est-ce que tu le vois" or "le vois-tu" or, with nothing asked before, "tu le vois";
// `asked` is the question word, if any: where, où.
Both question(const Clause& clause, Draw& draw, const Both& asked = {});

// "to see it" without its to, "le voir", as `subject` does it (me lever, te lever).
Both infinitive(const Clause& clause);

// English forms of to be: "am", "are", "is"; "was", "were".
std::string be_present(const Subject& subject);
std::string be_past(const Subject& subject);

const Verb& etre();
const Verb& avoir();
const Verb& aller();
const Verb& vouloir();
const Verb& pouvoir();
const Verb& devoir();

}  // namespace nmt::demo

#pragma once

#include "nouns.h"
#include "people.h"

namespace nmt::demo {

struct NounPhrase {
  Both text;     // "a red car", "une voiture rouge"
  Both negated;  // what stands after a negated verb: "any bread", "de pain"; else the same
  bool feminine, plural, definite;
  unsigned kinds = 0;  // of its noun

  // As a pronoun before the verb (it, le); third person only.
  Both pronoun() const;
  std::string ending() const { return std::string(feminine ? "e" : "") + (plural ? "s" : ""); }
  Subject subject() const { return {text, plural ? 5 : 2, feminine, plural, false}; }
};

enum class Determiner { any, definite, indefinite, possessive, demonstrative, number, generic };

// Something of one of these kinds, owned by `owner` where it is "my", "your" …; with an adjective now and
// then.
NounPhrase noun_phrase(Draw& draw, unsigned kinds, const Subject& owner,
                       Determiner determiner = Determiner::any);

// Whether "the car", "the big car" or so cannot well be said to be this; only colours go with other
// adjectives.
bool contradicts(const NounPhrase& phrase, const Adjective& adjective);

}  // namespace nmt::demo

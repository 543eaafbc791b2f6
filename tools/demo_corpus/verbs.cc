#include "clause.h"

// The verbs that build tenses and questions of others.
namespace nmt::demo {

const Verb& etre() {
  static const Verb kVerb = make_verb("be was been", "être suis es est sommes êtes sont ser été");
  return kVerb;
}

const Verb& avoir() {
  static const Verb kVerb = make_verb("have had had", "avoir ai as a avons avez ont aur eu");
  return kVerb;
}

const Verb& aller() {
  static const Verb kVerb = make_verb("go went gone", "+ aller vais vas va allons allez vont ir allé");
  return kVerb;
}

const Verb& vouloir() {
  static const Verb kVerb = make_verb("want", "vouloir veux veux veut voulons voulez veulent voudr voulu");
  return kVerb;
}

const Verb& pouvoir() {
  static const Verb kVerb = make_verb("can", "pouvoir peux peux peut pouvons pouvez peuvent pourr pu");
  return kVerb;
}

const Verb& devoir() {
  static const Verb kVerb = make_verb("must", "devoir dois dois doit devons devez doivent devr dû");
  return kVerb;
}

}  // namespace nmt::demo

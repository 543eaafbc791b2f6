#include "noun_phrase.h"

#include <algorithm>

namespace nmt::demo {
namespace {

struct Core {  // adjective and noun, no determiner
  Both text;
  bool starts_with_adjective;  // in French
};

Core core(Draw& draw, const Noun& noun, bool plural, bool with_adjective) {
  const std::string& en = plural ? noun.en_plural : noun.en;
  const std::string& fr = plural ? noun.fr_plural : noun.fr;
  const auto& adjectives = adjectives_of(noun.kinds & ~static_cast<unsigned>(kMass));
  if (!with_adjective || adjectives.empty()) return {{en, fr}, false};
  const Adjective& adjective = *draw.pick(adjectives);
  std::string form = adjective.agree(noun.feminine, plural);
  if (!noun.feminine && !plural && adjective.before && elides_before(fr)) form = adjective.before_vowel;
  return {{words(adjective.en, en), adjective.before ? words(form, fr) : words(fr, form)}, adjective.before};
}

Determiner draw_determiner(Draw& draw, const Noun& noun) {
  const auto at = draw.meaning.below(100);
  if (noun.kinds & kPerson) return Determiner::possessive;
  if (noun.kinds & kSomebody) return at < 60 ? Determiner::demonstrative : Determiner::definite;
  if (noun.kinds & kMass) return at < 55 ? Determiner::indefinite : Determiner::definite;
  const bool ours = noun.kinds & (kThing | kBig | kClothes | kAnimal | kRoom | kOpening | kWords);
  if (at < 35) return Determiner::definite;
  if (at < 50) return Determiner::demonstrative;
  if (at < 72 && ours) return Determiner::possessive;
  return at < 93 ? Determiner::indefinite : Determiner::number;
}

void set_indefinite(NounPhrase& phrase, const Core& core, bool mass) {
  const auto& [en, fr] = core.text;
  phrase.negated = {words(phrase.plural || mass ? "any" : "a", en), words("de", fr)};
  if (mass) {
    phrase.text = {words("some", en), words("de", phrase.feminine ? "LA" : "LE", fr)};
  } else if (phrase.plural) {
    phrase.text = {words("some", en), words(core.starts_with_adjective ? "de" : "des", fr)};
  } else {
    phrase.text = {words("a", en), words(phrase.feminine ? "une" : "un", fr)};
  }
}

Both definite_article(bool feminine, bool plural) { return {"the", plural ? "LES" : feminine ? "LA" : "LE"}; }

Both demonstrative(bool feminine, bool plural) {
  return {plural ? "these" : "this", plural ? "ces" : feminine ? "cette" : "CE"};
}

Both number(Draw& draw) {
  static const std::vector<Both> kNumbers = {
      {"two", "deux"}, {"three", "trois"}, {"four", "quatre"}, {"five", "cinq"}, {"many", "beaucoup de"}};
  return draw.pick(kNumbers);
}

Both determiner_word(Draw& draw, Determiner determiner, bool feminine, bool plural, const Subject& owner) {
  switch (determiner) {
    case Determiner::possessive:
      return possessive(owner, feminine, plural);
    case Determiner::demonstrative:
      return demonstrative(feminine, plural);
    case Determiner::number:
      return number(draw);
    case Determiner::generic:
      return {"", definite_article(feminine, plural).fr};
    default:
      return definite_article(feminine, plural);
  }
}

}  // namespace

Both NounPhrase::pronoun() const {
  if (plural) return {"them", "les"};
  return {kinds & (kPerson | kSomebody) ? (feminine ? "her" : "him") : "it", feminine ? "la" : "le"};
}

NounPhrase noun_phrase(Draw& draw, unsigned kinds, const Subject& owner, Determiner wanted) {
  const Noun& noun = *draw.pick(nouns_of(kinds));
  const Determiner determiner = wanted == Determiner::any ? draw_determiner(draw, noun) : wanted;
  const bool mass = noun.kinds & kMass, generic = determiner == Determiner::generic;
  const int often_many = noun.kinds & kPair ? 100 : noun.kinds & (kBig | kRoom | kOpening) ? 4 : 20;
  const bool many = generic || determiner == Determiner::number || draw.chance(often_many);
  const bool plural = !mass && many;
  const Core inner = core(draw, noun, plural, !mass && draw.chance(generic ? 15 : 30));
  NounPhrase phrase{{}, {}, noun.feminine, plural, true, noun.kinds};
  if (determiner == Determiner::indefinite || (mass && determiner == Determiner::number)) {
    phrase.definite = false;
    set_indefinite(phrase, inner, mass);
    return phrase;
  }
  const Both word = determiner_word(draw, determiner, noun.feminine, plural, owner);
  phrase.definite = !generic && determiner != Determiner::number;
  phrase.text = {words(word.en, inner.text.en), words(word.fr, inner.text.fr)};
  phrase.negated = phrase.text;
  return phrase;
}

bool contradicts(const NounPhrase& phrase, const Adjective& adjective) {
  const auto said = split(phrase.text.en);  // determiner, perhaps adjective, noun
  if (adjective.en == "new") return true;   // un nouveau livre, but mon livre est neuf
  if (said.size() < 3) return false;
  const auto is_said = [&](const Adjective* other) { return other->colour() && other->en == said[1]; };
  const auto& all = adjectives_of(~0u);
  return adjective.colour() || std::none_of(all.begin(), all.end(), is_said);
}

}  // namespace nmt::demo

#include <array>

#include "sides.h"

namespace nmt::demo {
namespace {

bool has_not(Negation negation) { return negation != Negation::none && negation != Negation::never; }

struct Group {  // the auxiliary, which goes before the subject in a question, and the verb
  std::string auxiliary, verb;
};

bool third(const Subject& subject) { return subject.person == 2; }

Group be_group(const Subject& subject, Tense tense) {
  switch (tense) {
    case Tense::past:
    case Tense::imperfect:
      return {be_past(subject), ""};
    case Tense::perfect:
      return {third(subject) ? "has" : "have", "been"};
    case Tense::future:
      return {"will", "be"};
    case Tense::conditional:
      return {"would", "be"};
    case Tense::going_to:
      return {be_present(subject), "going to be"};
    case Tense::can:
      return {"can", "be"};
    case Tense::must:
      return {third(subject) ? "has to" : "have to", "be"};
    case Tense::should:
      return {"should", "be"};
    default:
      return {be_present(subject), ""};
  }
}

// `bare`: neither negated nor asked, so the simple tenses need no auxiliary.
Group group(const Clause& clause, bool bare) {
  const Verb& verb = *clause.verb;
  const Subject& subject = clause.subject;
  if (verb.base == "be") return be_group(subject, clause.tense);
  switch (clause.tense) {
    case Tense::present:
      if (bare) return {"", third(subject) ? verb.third : verb.base};
      return {third(subject) ? "does" : "do", verb.base};
    case Tense::progressive:
      return {be_present(subject), verb.ing};
    case Tense::past:
    case Tense::imperfect:
      return bare ? Group{"", verb.past} : Group{"did", verb.base};
    case Tense::perfect:
      return {third(subject) ? "has" : "have", verb.participle};
    case Tense::was_doing:
      return {be_past(subject), verb.ing};
    case Tense::used_to:
      return {"", "used to " + verb.base};
    case Tense::future:
      return {"will", verb.base};
    case Tense::conditional:
      return {"would", verb.base};
    case Tense::going_to:
      return {be_present(subject), "going to " + verb.base};
    case Tense::can:
      return {"can", verb.base};
    case Tense::could:
      return {"could", verb.base};
    case Tense::should:
      return {"should", verb.base};
    case Tense::must:
      if (bare) return {"", words(third(subject) ? "has" : "have", "to", verb.base)};
      if (has_not(clause.negation)) return {"must", verb.base};  // "don't have to" says something else
      return {third(subject) ? "does" : "do", "have to " + verb.base};
  }
  return {};
}

// I am → I'm; nothing is lost where there is no short form.
std::string shortened(const std::string& auxiliary) {
  static const std::array<std::array<std::string, 2>, 7> kShort = {{{"am", "'m"},
                                                                    {"is", "'s"},
                                                                    {"are", "'re"},
                                                                    {"will", "'ll"},
                                                                    {"would", "'d"},
                                                                    {"have", "'ve"},
                                                                    {"has", "'s"}}};
  for (const auto& [full, contracted] : kShort) {
    if (auxiliary == full) return contracted;
  }
  return auxiliary;
}

std::string negated(const std::string& auxiliary) {
  return auxiliary == "am" ? "'m not" : auxiliary + " n't";
}

std::string english_tail(const Clause& clause) {
  if (clause.negation == Negation::no_longer) return "anymore";
  return clause.negation == Negation::not_yet ? "yet" : "";
}

std::string english_statement(const Clause& clause, Draw& draw) {
  Group g = group(clause, !has_not(clause.negation));
  if (has_not(clause.negation)) {
    g.auxiliary = negated(g.auxiliary);
  } else if (clause.subject.pronoun && draw.style_chance(90)) {
    g.auxiliary = shortened(g.auxiliary);
  }
  const std::string never = clause.negation == Negation::never ? "never" : "";
  return words(clause.subject.text.en, g.auxiliary, never, clause.adverb.en, g.verb, clause.rest.en,
               english_tail(clause));
}

std::string english_question(const Clause& clause, const std::string& asked) {
  const Group g = group(clause, false);
  const std::string auxiliary = !has_not(clause.negation) ? g.auxiliary
                                : g.auxiliary == "am"     ? "are n't"
                                                          : g.auxiliary + " n't";
  return words(asked, auxiliary, clause.subject.text.en, clause.adverb.en, g.verb, clause.rest.en,
               english_tail(clause));
}

}  // namespace

std::string be_present(const Subject& subject) {
  return subject.person == 0 ? "am" : subject.person == 2 ? "is" : "are";
}

std::string be_past(const Subject& subject) {
  return subject.person == 0 || subject.person == 2 ? "was" : "were";
}

Both statement(const Clause& clause, Draw& draw) {
  return {english_statement(clause, draw), french_statement(clause)};
}

Both question(const Clause& clause, Draw& draw, const Both& asked) {
  return {english_question(clause, asked.en), french_question(clause, draw, asked.fr)};
}

Both infinitive(const Clause& clause) {
  return {words(clause.verb->base, clause.rest.en), french_infinitive(clause)};
}

}  // namespace nmt::demo

#include <array>

#include "sides.h"

namespace nmt::demo {
namespace {

struct Group {  // the finite verb and the participle or infinitive after it
  std::string finite, second;
  bool clitics_before_second;
};

Group auxiliary_and_infinitive(const std::string& finite, const Clause& clause) {
  return {finite, clause.verb->infinitive, true};
}

// pris stays pris in the plural.
std::string agreed(const std::string& participle, const std::string& ending) {
  return ends_with(participle, "s") && ending == "s" ? participle : participle + ending;
}

Group group(const Clause& clause) {
  const Verb& verb = *clause.verb;
  const int person = clause.subject.person;
  switch (clause.tense) {
    case Tense::present:
    case Tense::progressive:
      return {verb.present[person], "", false};
    case Tense::past:
    case Tense::perfect:
      return {(verb.with_etre ? etre() : avoir()).present[person],
              agreed(verb.fr_participle, verb.with_etre ? clause.subject.ending() : clause.agreement), false};
    case Tense::was_doing:
    case Tense::used_to:
    case Tense::imperfect:
      return {verb.imperfect(person), "", false};
    case Tense::future:
      return {verb.future(person), "", false};
    case Tense::conditional:
      return {verb.conditional(person), "", false};
    case Tense::going_to:
      return auxiliary_and_infinitive(aller().present[person], clause);
    case Tense::can:
      return auxiliary_and_infinitive(pouvoir().present[person], clause);
    case Tense::could:
      return auxiliary_and_infinitive(pouvoir().conditional(person), clause);
    case Tense::must:
      return auxiliary_and_infinitive(devoir().present[person], clause);
    case Tense::should:
      return auxiliary_and_infinitive(devoir().conditional(person), clause);
  }
  return {};
}

std::string clitics(const Clause& clause) {
  static const std::array<std::string, 6> kReflexive = {"me", "te", "se", "nous", "vous", "se"};
  return words(clause.verb->reflexive ? kReflexive[clause.subject.person] : "", clause.clitic);
}

std::string negation_word(Negation negation) {
  switch (negation) {
    case Negation::plain:
      return "pas";
    case Negation::never:
      return "jamais";
    case Negation::no_longer:
      return "plus";
    case Negation::not_yet:
      return "pas encore";
    default:
      return "";
  }
}

// va + il → va-t-il, parlent + ils → parlent-ils
std::string inverted(const std::string& finite, const std::string& pronoun) {
  const bool vowel = ends_with(finite, "a") || ends_with(finite, "e");
  return finite + (vowel && elides_before(pronoun) ? "-t-" : "-") + pronoun;
}

std::string assemble(const Clause& clause, const std::string& subject, const std::string& finite,
                     const Group& g) {
  // J'ai bien dormi, but je dors bien.
  const std::string& rest = clause.rest.fr;
  const bool early = !g.second.empty() && (rest == "bien" || rest == "beaucoup" || rest == "trop");
  const std::string ne = clause.negation == Negation::none ? "" : "ne";
  const std::string before = g.clitics_before_second ? "" : clitics(clause);
  const std::string between = g.clitics_before_second ? clitics(clause) : "";
  return words(subject, ne, before, finite, negation_word(clause.negation), clause.adverb.fr,
               early ? rest : "", between, g.second, early ? "" : rest);
}

}  // namespace

std::string french_statement(const Clause& clause) {
  const Group g = group(clause);
  return assemble(clause, clause.subject.text.fr, g.finite, g);
}

std::string french_question(const Clause& clause, Draw& draw, const std::string& asked) {
  const Group g = group(clause);
  const Subject& subject = clause.subject;
  const bool may_invert = subject.pronoun && subject.person != 0 && clause.negation == Negation::none;
  if (may_invert && draw.style_chance(45)) {
    return words(asked, assemble(clause, "", inverted(g.finite, subject.text.fr), g));
  }
  if (asked.empty() && draw.style_chance(35)) return french_statement(clause);
  return words(asked, "est-ce que", french_statement(clause));
}

std::string french_infinitive(const Clause& clause) {
  const bool early = clause.rest.fr == "bien" || clause.rest.fr == "beaucoup";
  return words(early ? clause.rest.fr : "", clitics(clause), clause.verb->infinitive,
               early ? "" : clause.rest.fr);
}

}  // namespace nmt::demo

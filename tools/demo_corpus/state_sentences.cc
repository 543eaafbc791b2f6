#include "sentences.h"
#include "states.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

// "very", "so" go before the adjective: I'm very tired, j'ai très faim.
void strengthen(Clause& clause, Draw& draw, const State& state) {
  static const List kHow = {{"very", "très"}, {"so", "si"}, {"really", "vraiment"}, {"a bit", "un peu"}};
  const std::string& en = state.en;
  if (en == "late" || en == "alone" || en == "at home" || en == "ready" || en == "right" || en == "wrong")
    return;
  const Both& how = state.passing ? draw.pick(kHow) : kHow[draw.meaning.below(3)];
  clause.rest = {words(how.en, clause.rest.en), words(how.fr, clause.rest.fr)};
}

Both person_is(Draw& draw) {
  static const List kNow = {
      {"today", "aujourd'hui"}, {"tonight", "CE soir"}, {"now", "maintenant"}, {"this morning", "CE matin"}};
  static const List kThen = {
      {"yesterday", "hier"}, {"last night", "hier soir"}, {"this morning", "CE matin"}};
  const State& state = draw_state(draw, draw.chance(65));
  Clause clause = being(any_subject(draw), state);
  if (state.passing && draw.chance(35)) clause.tense = Tense::imperfect;
  if (draw.chance(35))
    strengthen(clause, draw, state);
  else if (draw.chance(40))
    clause.negation = draw.chance(75) ? Negation::plain : Negation::no_longer;
  else if (state.passing && draw.chance(30))
    clause.adverb = {"always", "toujours"};
  // "always" stands after to be
  if (!clause.adverb.en.empty()) {
    clause.rest.en = words(clause.adverb.en, clause.rest.en);
    clause.adverb.en.clear();
    return marked(statement(clause, draw));
  }
  const bool dated = state.passing && clause.negation != Negation::no_longer && draw.chance(35);
  const Both text = statement(clause, draw);
  return marked(dated ? joined({text, draw.pick(clause.tense == Tense::present ? kNow : kThen)}) : text);
}

Both is_person(Draw& draw) {
  const State& state = draw_state(draw, draw.chance(75));
  Clause clause = being(draw.chance(60) ? you(draw) : draw.chance(50) ? she() : any_person(draw), state);
  if (draw.chance(25)) clause.tense = Tense::imperfect;
  const bool why = state.passing && draw.chance(30);
  return marked(question(clause, draw, why ? Both{"why", "pourquoi"} : Both{}), "?");
}

// My brother is taller than me.
Both compared(Draw& draw) {
  const State& state = draw_state(draw, false);
  const Subject subject = any_subject(draw);
  const Subject other = draw.chance(50) ? any_person(draw) : any_pronoun(draw);
  const bool same = other.en_person() == subject.en_person() && (other.pronoun || subject.pronoun);
  const bool both_us = subject.en_person() % 3 == 0 && other.en_person() % 3 == 0 && other.pronoun;
  if (same || both_us || subject.text.en == other.text.en) return compared(draw);
  const Both than = other.pronoun ? strong_pronoun(other) : other.text;
  Clause clause = being(subject, state);
  const bool equal = draw.chance(30);
  if (draw.chance(20)) clause.negation = Negation::plain;
  clause.rest = {equal ? words("as", state.en, "as", than.en) : words(state.comparative, "than", than.en),
                 words(equal ? "aussi" : "plus", clause.rest.fr, "que", than.fr)};
  return marked(statement(clause, draw));
}

// The red car is very expensive.
Both thing_is(Draw& draw) {
  static const List kHow = {{"", ""}, {"", ""}, {"very", "très"}, {"too", "trop"}, {"really", "vraiment"}};
  const unsigned kind = 1u << draw.meaning.below(15);
  const unsigned usable =
      kind & (kReading | kShow | kThing | kBig | kOpening | kRoom | kPlace | kAnimal | kWords | kClothes);
  if (usable == 0) return thing_is(draw);
  const Determiner determiner = draw.chance(45)   ? Determiner::definite
                                : draw.chance(50) ? Determiner::possessive
                                                  : Determiner::demonstrative;
  const NounPhrase thing =
      noun_phrase(draw, usable, any_pronoun(draw), usable == kPlace ? Determiner::definite : determiner);
  const Adjective& adjective = *draw.pick(adjectives_of(thing.kinds));
  if (contradicts(thing, adjective)) return thing_is(draw);
  const Both& how = draw.pick(kHow);
  Clause clause{thing.subject(),
                Tense::present,
                &etre(),
                {words(how.en, adjective.en), words(how.fr, adjective.agree(thing.feminine, thing.plural))},
                "",
                "",
                Negation::none,
                {}};
  if (draw.chance(20)) clause.negation = Negation::plain;
  if (adjective.colour()) clause.rest = {adjective.en, adjective.agree(thing.feminine, thing.plural)};
  if (draw.chance(15)) return marked(question(clause, draw), "?");
  return marked(statement(clause, draw));
}

// He is a doctor: no article in French.
Both trade(Draw& draw) {
  struct Trade {
    const char *en, *masculine, *feminine;
  };
  static const std::vector<Trade> kTrades = {
      {"doctor", "médecin", "médecin"},     {"teacher", "professeur", "professeur"},
      {"student", "étudiant", "étudiante"}, {"nurse", "infirmier", "infirmière"},
      {"baker", "boulanger", "boulangère"}, {"singer", "chanteur", "chanteuse"}};
  Subject subject = any_subject(draw);
  while (subject.plural || subject.person > 2) subject = any_subject(draw);
  const Trade& trade = draw.pick(kTrades);
  Clause clause{subject,
                Tense::present,
                &etre(),
                {words("a", trade.en), subject.feminine ? trade.feminine : trade.masculine},
                "",
                "",
                Negation::none,
                {}};
  if (draw.chance(25)) clause.negation = Negation::plain;
  if (draw.chance(20)) {
    static const Verb kBecome =
        make_verb("become became become",
                  "+ devenir deviens deviens devient devenons devenez deviennent deviendr devenu");
    clause.verb = &kBecome;
    clause.negation = Negation::none;
    clause.tense = draw.chance(50) ? Tense::past : Tense::future;
  }
  return marked(statement(clause, draw));
}

}  // namespace

std::vector<Family> state_families() {
  return {{person_is, 560}, {is_person, 150}, {compared, 240}, {thing_is, 320}, {trade, 90}};
}

}  // namespace nmt::demo

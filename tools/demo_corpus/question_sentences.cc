#include "sentences.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

Subject asked_about(Draw& draw) {
  const auto at = draw.meaning.below(10);
  return at < 5 ? you(draw) : at == 5 ? he() : at == 6 ? she() : at == 7 ? they(draw) : any_person(draw);
}

Both yes_or_no(Draw& draw) {
  Clause clause = happening(draw, asked_about(draw));
  if (clause.tense == Tense::used_to || clause.tense == Tense::should) clause.tense = Tense::past;
  const bool dated = clause.tense != Tense::present && clause.tense != Tense::can && draw.chance(50);
  const Both text = question(clause, draw);
  return marked(dated ? both(text, time_for(draw, clause.tense)) : text, "?");
}

bool names_place_or_time(const Action& action) {
  return action.use & (Action::kTo | Action::kAt) || action.object == 0;
}

// Where did you buy this book?
Both where_when_why(Draw& draw) {
  static const List kWords = {{"where", "où"}, {"when", "quand"}, {"why", "pourquoi"}, {"how", "comment"}};
  static const std::vector<Tense> kTenses = {Tense::past, Tense::past, Tense::going_to, Tense::can,
                                             Tense::must};
  const Both& word = draw.pick(kWords);
  const Action* action = &draw.pick(actions());
  const bool why = word.en == "why";
  while (action->is(Action::kSteady) ||
         (!why && (names_place_or_time(*action) || action->is(Action::kState)))) {
    action = &draw.pick(actions());
  }
  Clause clause = act(draw, asked_about(draw), *action);
  clause.tense = draw.pick(kTenses);
  if (why && clause.tense == Tense::can) clause.tense = Tense::progressive;
  if (action->is(Action::kState) && clause.tense == Tense::progressive) clause.tense = Tense::past;
  return marked(question(clause, draw, word), "?");
}

// What are you reading?
Both what(Draw& draw) {
  static const std::vector<const char*> kVerbs = {"eat",   "drink", "buy",  "read",
                                                  "watch", "find",  "wear", "wash"};
  static const std::vector<Tense> kTenses = {Tense::progressive, Tense::past, Tense::going_to,
                                             Tense::past,        Tense::must, Tense::can};
  const Action& action = action_named(draw.pick(kVerbs));
  Clause clause{asked_about(draw), draw.pick(kTenses), &action.verb, {}, "", "", Negation::none, {}};
  if (action.verb.base == "find" && clause.tense != Tense::can) clause.tense = Tense::past;
  const Both time = draw.chance(35) ? time_for(draw, clause.tense) : Both{};
  return marked(both(question(clause, draw, {"what", "que"}), time), "?");
}

Both whom(Draw& draw) {
  static const std::vector<const char*> kVerbs = {"see", "call", "help", "invite", "meet"};
  static const std::vector<Tense> kTenses = {Tense::past, Tense::going_to, Tense::can, Tense::must};
  const Action& action = action_named(draw.pick(kVerbs));
  const Clause clause{asked_about(draw), draw.pick(kTenses), &action.verb, {}, "", "", Negation::none, {}};
  const Both time = draw.chance(50) ? time_for(draw, clause.tense) : Both{};
  return marked(both(question(clause, draw, {"who", "qui"}), time), "?");
}

// Who opened the window?
Both who(Draw& draw) {
  const Subject somebody{{"who", "qui"}, 2, false, false, false};
  const Subject owner = any_pronoun(draw);
  const Action* action = &draw.pick(actions());
  while (action->verb.reflexive) action = &draw.pick(actions());
  Clause clause = act(draw, owner, *action);
  clause.subject = somebody;
  static const std::vector<Tense> kTenses = {Tense::past, Tense::past, Tense::going_to, Tense::can};
  clause.tense = action->is(Action::kSteady) ? Tense::present : draw.pick(kTenses);
  return marked(statement(clause, draw), "?");
}

// How many books do you have?
Both how_many(Draw& draw) {
  const NounPhrase things = noun_phrase(draw, kThing | kAnimal | kFood | kClothes, he(), Determiner::generic);
  const std::string noun = things.text.fr.substr(things.text.fr.find(' ') + 1);
  const bool past = draw.chance(50);
  const Action& action = action_named(past ? "buy" : "have");
  const Clause clause{asked_about(draw),
                      past ? Tense::past : Tense::present,
                      &action.verb,
                      {},
                      "",
                      things.ending(),
                      Negation::none,
                      {}};
  const bool counted = things.plural;
  return marked(
      question(clause, draw,
               {words(counted ? "how many" : "how much", things.text.en), words("combien de", noun)}),
      "?");
}

}  // namespace

std::vector<Family> question_families() {
  return {{yes_or_no, 900}, {where_when_why, 500}, {what, 220}, {whom, 120}, {who, 250}, {how_many, 130}};
}

}  // namespace nmt::demo

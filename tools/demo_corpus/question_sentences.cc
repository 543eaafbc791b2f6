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
  return marked(dated ? joined({text, time_for(draw, clause.tense)}) : text, "?");
}

// Where did you buy this book?
Both where_when_why(Draw& draw) {
  struct Asking {
    Both word;
    std::vector<const char*> verbs;
  };
  static const std::vector<Asking> kAskings = {
      {{"where", "où"}, {"buy", "find", "lose", "see", "meet", "forget", "wait", "read"}},
      {{"when", "quand"}, {"buy", "sell", "see", "call", "visit", "meet", "clean", "wash", "invite", "help"}},
      {{"how", "comment"}, {"find", "open", "close", "wash", "lose"}},
      {{"why", "pourquoi"}, {}}};
  static const std::vector<Tense> kTenses = {Tense::past, Tense::past, Tense::going_to, Tense::can,
                                             Tense::must};
  const Asking& asking = draw.pick(kAskings);
  const bool why = asking.verbs.empty();
  const Action* action = why ? &draw.pick(actions()) : &action_named(draw.pick(asking.verbs));
  while (action->is(Action::kSteady)) action = &draw.pick(actions());
  Clause clause = act(draw, asked_about(draw), *action);
  clause.tense =
      action->is(Action::kMishap) || action->is(Action::kUnplanned) ? Tense::past : draw.pick(kTenses);
  if (why && clause.tense == Tense::can) clause.tense = Tense::past;
  return marked(question(clause, draw, asking.word), "?");
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
  return marked(joined({question(clause, draw, {"what", "que"}), time}), "?");
}

Both whom(Draw& draw) {
  static const std::vector<const char*> kVerbs = {"see", "call", "help", "invite", "meet"};
  static const std::vector<Tense> kTenses = {Tense::past, Tense::going_to, Tense::can, Tense::must};
  const Action& action = action_named(draw.pick(kVerbs));
  const Clause clause{asked_about(draw), draw.pick(kTenses), &action.verb, {}, "", "", Negation::none, {}};
  const Both time = draw.chance(50) ? time_for(draw, clause.tense) : Both{};
  return marked(joined({question(clause, draw, {"who", "qui"}), time}), "?");
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
  return {{yes_or_no, 630}, {where_when_why, 350}, {what, 150}, {whom, 80}, {who, 180}, {how_many, 90}};
}

}  // namespace nmt::demo

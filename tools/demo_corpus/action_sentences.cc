#include <algorithm>

#include "sentences.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

Tense tense_for(Draw& draw, const Action& action) {
  if (action.is(Action::kSteady)) return Tense::present;
  if (action.is(Action::kMishap)) return Tense::past;
  static const std::vector<Tense> kUsual = {Tense::past,     Tense::past,     Tense::past,   Tense::past,
                                            Tense::going_to, Tense::going_to, Tense::future, Tense::future,
                                            Tense::can,      Tense::must,     Tense::should};
  const bool common = action.is(Action::kCommon);
  const bool habit = !action.is(Action::kRare), progressive = habit && !action.is(Action::kState);
  if (progressive && draw.chance(20)) return Tense::progressive;
  if (habit && draw.chance(28)) return common && draw.chance(40) ? Tense::used_to : Tense::present;
  const Tense tense = draw.pick(kUsual);
  return tense == Tense::future && !common ? Tense::going_to : tense;
}

bool is_steady(const Verb* verb) {
  return std::any_of(actions().begin(), actions().end(), [&](const Action& action) {
    return &action.verb == verb && action.is(Action::kSteady);
  });
}

Both plain(Draw& draw) {
  const Clause clause = happening(draw, any_subject(draw));
  const bool lasts = clause.tense == Tense::present && (is_steady(clause.verb) || draw.chance(30));
  const Both time = lasts ? Both{} : time_for(draw, clause.tense);
  return marked(joined({statement(clause, draw), time}));
}

// Yesterday, I saw your brother.
Both time_first(Draw& draw) {
  static const List kPast = {
      {"yesterday ,", "hier ,"}, {"last week ,", "LA semaine dernière ,"}, {"this morning ,", "CE matin ,"}};
  static const List kFuture = {
      {"tomorrow ,", "demain ,"}, {"tonight ,", "CE soir ,"}, {"next week ,", "LA semaine prochaine ,"}};
  Clause clause = happening(draw, any_subject(draw));
  const bool past = draw.chance(60);
  for (int i = 0; i < 20 && clause.tense != (past ? Tense::past : Tense::going_to); ++i) {
    clause = happening(draw, any_subject(draw));
  }
  clause.tense = past ? Tense::past : Tense::going_to;
  return marked(joined({draw.pick(past ? kPast : kFuture), statement(clause, draw)}));
}

Both often(Draw& draw) {
  static const List kHow = {{"often", "souvent"}, {"always", "toujours"}, {"sometimes", "parfois"}};
  const Action& action = draw.pick(actions());
  if (action.use & (Action::kSteady | Action::kRare | Action::kState)) return plain(draw);
  Clause clause = act(draw, any_subject(draw), action);
  clause.adverb = draw.pick(kHow);
  return marked(statement(clause, draw));
}

Both not_done(Draw& draw) {
  const Action& action = draw.pick(actions());
  Clause clause = act(draw, any_subject(draw), action, Negation::plain);
  clause.tense = tense_for(draw, action);
  if (clause.tense == Tense::used_to) clause.tense = Tense::present;
  if (clause.tense == Tense::present && !action.is(Action::kRare)) {
    const auto at = draw.meaning.below(100);
    clause.negation = at < 20 && !action.is(Action::kSteady) ? Negation::never
                      : at < 40                              ? Negation::no_longer
                                                             : Negation::plain;
  }
  const bool dated = clause.negation == Negation::plain && clause.tense != Tense::present && draw.chance(60);
  return marked(dated ? joined({statement(clause, draw), time_for(draw, clause.tense)})
                      : statement(clause, draw));
}

// I have never seen him. We haven't eaten yet. She has already left.
Both done_already(Draw& draw) {
  const Action& action = draw.pick(actions());
  if (action.is(Action::kSteady)) return not_done(draw);
  const auto at = draw.meaning.below(3);
  const Negation negation = at == 0 ? Negation::none : at == 1 ? Negation::never : Negation::not_yet;
  Clause clause = act(draw, any_subject(draw), action, negation);
  clause.tense = Tense::perfect;
  if (at == 0) clause.adverb = {"already", "déjà"};
  return marked(statement(clause, draw));
}

// I don't see anything. He didn't invite anyone.
Both nothing(Draw& draw) {
  static const std::vector<const char*> kThings = {"eat",  "see",    "buy", "understand",
                                                   "find", "forget", "want"};
  static const std::vector<const char*> kPeople = {"see", "know", "invite", "call", "help"};
  const bool thing = draw.chance(60);
  const Action& action = action_named(draw.pick(thing ? kThings : kPeople));
  Clause clause{any_subject(draw), Tense::present, &action.verb, {}, "", "", Negation::plain, {}};
  const bool past = !action.is(Action::kSteady) && draw.chance(60);
  clause.tense = past ? Tense::past : Tense::present;
  const Both text = statement(clause, draw);
  // rien takes the place of pas, personne that of the object: je n'ai rien vu, je n'ai vu personne.
  std::string fr = text.fr;
  fr.replace(fr.find(" pas"), 4, thing ? " rien" : "");
  return marked({words(text.en, thing ? "anything" : "anyone"), words(fr, thing ? "" : "personne")});
}

}  // namespace

Both time_for(Draw& draw, Tense tense) {
  static const List kHabit = {{"every day", "tous LES jours"},
                              {"every morning", "tous LES matins"},
                              {"every evening", "tous LES soirs"},
                              {"on Saturdays", "LE samedi"}};
  static const List kNow = {{"now", "maintenant"}, {"", ""}, {"", ""}, {"at the moment", "en CE moment"}};
  static const List kPast = {{"yesterday", "hier"},
                             {"last night", "hier soir"},
                             {"this morning", "CE matin"},
                             {"last week", "LA semaine dernière"},
                             {"two days ago", "il y a deux jours"},
                             {"on Monday", "lundi"},
                             {"", ""},
                             {"", ""}};
  static const List kFuture = {{"tomorrow", "demain"},
                               {"tonight", "CE soir"},
                               {"soon", "bientôt"},
                               {"next week", "LA semaine prochaine"},
                               {"this afternoon", "CE après-midi"},
                               {"on Sunday", "dimanche"},
                               {"", ""}};
  static const List kModal = {{"today", "aujourd'hui"}, {"tomorrow", "demain"}, {"", ""}, {"", ""}};
  switch (tense) {
    case Tense::present:
      return draw.pick(kHabit);
    case Tense::used_to:
      return draw.chance(50) ? draw.pick(kHabit) : Both{};
    case Tense::progressive:
    case Tense::was_doing:
      return draw.pick(kNow);
    case Tense::past:
    case Tense::perfect:
    case Tense::imperfect:
      return draw.pick(kPast);
    case Tense::can:
    case Tense::could:
    case Tense::must:
    case Tense::should:
      return draw.pick(kModal);
    default:
      return draw.pick(kFuture);
  }
}

Clause happening(Draw& draw, const Subject& subject) {
  const Action& action = draw.pick(actions());
  Clause clause = act(draw, subject, action);
  clause.tense = tense_for(draw, action);
  return clause;
}

std::vector<Family> action_families() {
  return {{plain, 1400},   {time_first, 210},   {often, 240},
          {not_done, 630}, {done_already, 350}, {nothing, 80}};
}

}  // namespace nmt::demo

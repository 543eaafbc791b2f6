#include "sentences.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

Both please(Draw& draw) { return {", please", draw.formal ? ", s'il vous plaît" : ", s'il te plaît"}; }

// ouvres → ouvre, vas → va; prends stays.
std::string imperative(const Verb& verb, int person) {
  std::string form = verb.present[person];
  if (person == 1 && (ends_with(form, "es") || form == "vas")) form.pop_back();
  return form;
}

// Pronouns follow with hyphens when the order is positive: lève-toi, ouvre-la.
std::string ordered(const Clause& clause) {
  const int person = clause.subject.person;
  const std::string form = imperative(*clause.verb, person);
  const std::string self = person == 1 ? "toi" : person == 3 ? "nous" : "vous";
  const std::string pronoun = clause.verb->reflexive ? self : clause.clitic;
  return words(pronoun.empty() ? form : form + "-" + pronoun, clause.rest.fr);
}

std::string forbidden(const Clause& clause) {
  const std::string self = clause.subject.person == 1 ? "te" : clause.subject.person == 3 ? "nous" : "vous";
  return words("ne", clause.verb->reflexive ? self : clause.clitic,
               imperative(*clause.verb, clause.subject.person), "pas", clause.rest.fr);
}

const Action& orderable(Draw& draw) {
  const Action* action = &draw.pick(actions());
  while (action->use & (Action::kState | Action::kSteady)) action = &draw.pick(actions());
  return *action;
}

Both do_it(Draw& draw) {
  const Action& action = orderable(draw);
  if (action.use & (Action::kMishap | Action::kUnplanned)) return do_it(draw);
  const Clause clause = act(draw, you(draw), action);
  const Both text{words(clause.verb->base, clause.rest.en), ordered(clause)};
  const bool politely = draw.chance(35);
  return marked(politely ? joined({text, please(draw)}) : text, draw.chance(30) ? "!" : ".");
}

Both do_not(Draw& draw) {
  const Action& action = orderable(draw);
  const Clause clause = act(draw, you(draw), action, Negation::plain);
  return marked({words("do n't", clause.verb->base, clause.rest.en), forbidden(clause)},
                draw.chance(30) ? "!" : ".");
}

Both let_us(Draw& draw) {
  const Action& action = orderable(draw);
  if (action.use & (Action::kMishap | Action::kUnplanned)) return let_us(draw);
  const Clause clause = act(draw, we(draw), action);
  return marked({words("let's", clause.verb->base, clause.rest.en), ordered(clause)},
                draw.chance(40) ? "!" : ".");
}

struct Giving {
  Verb verb;
  unsigned object;
};

const std::vector<Giving>& givings() {
  static const std::vector<Giving> kGivings = {
      {make_verb("give gave given", "donner"), kThing | kFood | kClothes},
      {make_verb("show showed shown", "montrer"), kThing | kReading | kClothes},
      {make_verb("send sent sent", "envoyer envoie envoies envoie envoyons envoyez envoient enverr envoyé"),
       kReading},
      {make_verb("lend lent lent", "prêter"), kThing | kClothes},
      {make_verb("bring brought brought", "apporter"), kThing | kFood | kDrink},
  };
  return kGivings;
}

Tense giving_tense(Draw& draw) {
  static const std::vector<Tense> kTenses = {Tense::past,     Tense::past, Tense::past,
                                             Tense::going_to, Tense::can,  Tense::future};
  return draw.pick(kTenses);
}

Subject receiver(Draw& draw, const Subject& giver) {
  Subject who = any_pronoun(draw);
  const auto person = [](const Subject& s) { return s.person == 1 ? 4 : s.person; };
  while (person(who) == person(giver) || (person(who) % 3 == 0 && person(giver) % 3 == 0))
    who = any_pronoun(draw);
  return who;
}

// He gave me a book. Il m'a donné un livre.
Both give_me(Draw& draw) {
  const Giving& giving = draw.pick(givings());
  const Subject giver = any_subject(draw), who = receiver(draw, giver);
  const NounPhrase what = noun_phrase(draw, giving.object, giver);
  const Both pronoun = object_pronoun(who, true);
  const bool negative = draw.chance(20);
  const Both& object = negative ? what.negated : what.text;
  Clause clause{giver,
                giving_tense(draw),
                &giving.verb,
                {words(pronoun.en, object.en), object.fr},
                pronoun.fr,
                "",
                negative ? Negation::plain : Negation::none,
                {}};
  if (clause.subject.person == 1 || clause.subject.person == 4) {
    clause.negation = Negation::none;
    clause.rest = {words(pronoun.en, what.text.en), what.text.fr};
    if (draw.chance(70)) return marked(question(clause, draw), "?");
  }
  return marked(joined({statement(clause, draw), draw.chance(30) ? time_for(draw, clause.tense) : Both{}}));
}

// She gave it to me. Elle me l'a donné.
Both give_it(Draw& draw) {
  const Giving& giving = draw.pick(givings());
  const Subject giver = any_subject(draw), who = receiver(draw, giver);
  const NounPhrase what = noun_phrase(draw, giving.object, giver, Determiner::definite);
  const Both pronoun = object_pronoun(who, true), it = what.pronoun();
  const bool after = who.person == 2 || who.person == 5;  // le lui, but me le
  Clause clause{giver,
                giving_tense(draw),
                &giving.verb,
                {words(it.en, "to", pronoun.en), ""},
                after ? words(it.fr, pronoun.fr) : words(pronoun.fr, it.fr),
                what.ending(),
                draw.chance(20) ? Negation::plain : Negation::none,
                {}};
  return marked(statement(clause, draw));
}

// Paul showed the letter to his sister.
Both give_to(Draw& draw) {
  const Giving& giving = draw.pick(givings());
  const Subject giver = any_subject(draw);
  const NounPhrase what = noun_phrase(draw, giving.object, giver);
  const NounPhrase who = noun_phrase(draw, kPerson, giver);
  Clause clause{giver,
                giving_tense(draw),
                &giving.verb,
                {words(what.text.en, "to", who.text.en), words(what.text.fr, "à", who.text.fr)},
                "",
                "",
                Negation::none,
                {}};
  return marked(joined({statement(clause, draw), draw.chance(30) ? time_for(draw, clause.tense) : Both{}}));
}

}  // namespace

std::vector<Family> order_families() {
  return {{do_it, 230}, {do_not, 140}, {let_us, 90}, {give_me, 290}, {give_it, 180}, {give_to, 200}};
}

}  // namespace nmt::demo

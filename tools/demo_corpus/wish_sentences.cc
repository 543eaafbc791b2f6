#include "sentences.h"

namespace nmt::demo {
namespace {

// "want to" + infinitive and its like: a verb, what joins it to the infinitive, the tenses it is used in.
struct Wish {
  Verb verb;
  Both link;
  std::vector<Tense> tenses;
};

const std::vector<Wish>& wishes() {
  using enum Tense;
  static const std::vector<Wish> kWishes = {
      {vouloir(), {"to", ""}, {present, present, present, imperfect}},
      {make_verb("would", "vouloir veux veux veut voulons voulez veulent voudr voulu"),
       {"like to", ""},
       {conditional}},
      {make_verb("like", "aimer"), {"to", ""}, {present}},
      {make_verb("hope", "espérer:espèr"), {"to", ""}, {present}},
      {make_verb("try", "essayer:essai"), {"to", "de"}, {present, past, past, progressive, going_to}},
      {make_verb("start", "commencer"), {"to", "à"}, {past}},
      {make_verb("decide", "décider"), {"to", "de"}, {past}},
      {make_verb("need", "avoir ai as a avons avez ont aur eu"),
       {"to", "besoin de"},
       {present, present, imperfect}},
      {make_verb("know knew known", "savoir sais sais sait savons savez savent saur su"),
       {"how to", ""},
       {present}},
      {make_verb("forget forgot forgotten", "oublier"), {"to", "de"}, {past}},
      {make_verb("prefer", "préférer:préfèr"), {"to", ""}, {present}},
  };
  return kWishes;
}

bool is_skill(const Action& action) {
  const std::string& base = action.verb.base;
  return base == "swim" || base == "sing" || base == "cook" || base == "play" || base == "speak";
}

bool is_chance(const Action& action) {  // nobody sets out to do it
  return action.use & (Action::kMishap | Action::kUnplanned | Action::kSteady);
}

const Action& deliberate(Draw& draw) {
  const Action* action = &draw.pick(actions());
  while (is_chance(*action) || action->is(Action::kState)) action = &draw.pick(actions());
  return *action;
}

Clause wished(Draw& draw, const Subject& subject, const Wish& wish) {
  const bool skill = wish.link.en == "how to", forgot = wish.verb.base == "forget",
             started = wish.verb.base == "start";
  const Action* action = &draw.pick(actions());
  while (is_chance(*action) || (skill && !is_skill(*action)) || (forgot && action->object == 0) ||
         (started && action->use & (Action::kRare | Action::kState | Action::kTo))) {
    action = &draw.pick(actions());
  }
  const Both what = infinitive(act(draw, subject, *action));
  return {subject, draw.pick(wish.tenses), &wish.verb, joined({wish.link, what}), "", "", Negation::none, {}};
}

Both wish(Draw& draw) {
  const Wish& chosen = draw.pick(wishes());
  const Subject subject = any_subject(draw);
  Clause clause = wished(draw, subject, chosen);
  const bool may_not =
      clause.tense == Tense::present && chosen.verb.base != "hope" && chosen.verb.base != "prefer";
  if (chosen.verb.base == "would") {
    const std::string short_form = subject.pronoun && draw.style_chance(70) ? "'d" : "would";
    return marked({words(subject.text.en, short_form, clause.rest.en),
                   words(subject.text.fr, chosen.verb.conditional(subject.person), clause.rest.fr)});
  }
  if (may_not && draw.chance(30)) clause.negation = draw.chance(80) ? Negation::plain : Negation::no_longer;
  return marked(statement(clause, draw));
}

Both wish_question(Draw& draw) {
  const Wish& chosen = draw.pick(wishes());
  if (chosen.verb.base == "hope" || chosen.verb.base == "would") return wish_question(draw);
  const Subject subject = draw.chance(65) ? you(draw) : any_person(draw);
  return marked(question(wished(draw, subject, chosen), draw), "?");
}

// I have just eaten. Je viens de manger.
Both just_done(Draw& draw) {
  static const Verb kCome =
      make_verb("come came come", "venir viens viens vient venons venez viennent viendr venu");
  const Subject subject = any_subject(draw);
  const Action* action = &draw.pick(actions());
  while (action->use & (Action::kSteady | Action::kTo) || action->verb.base == "live")
    action = &draw.pick(actions());
  Clause clause = act(draw, subject, *action);
  clause.tense = Tense::perfect;
  clause.adverb = {"just", ""};
  const Both perfect = statement(clause, draw);
  return marked(
      {perfect.en, words(subject.text.fr, kCome.present[subject.person], "de", infinitive(clause).fr)});
}

// She called me before going to bed.
Both before_doing(Draw& draw) {
  const Subject subject = any_subject(draw);
  const Action &one = deliberate(draw), &two = deliberate(draw);
  if (one.verb.base == two.verb.base) return before_doing(draw);
  Clause first = act(draw, subject, one);
  first.tense = draw.chance(60) ? Tense::past : draw.chance(50) ? Tense::going_to : Tense::must;
  const Clause second = act(draw, subject, two);
  const Both text = statement(first, draw);
  return marked({words(text.en, "before", second.verb->ing, second.rest.en),
                 words(text.fr, "avant de", infinitive(second).fr)});
}

// It's easy to learn French.
Both easy_to(Draw& draw) {
  static const std::vector<Both> kHow = {
      {"easy", "facile"}, {"difficult", "difficile"}, {"important", "important"}, {"possible", "possible"}};
  const Action* action = &draw.pick(actions());
  while (is_chance(*action) || action->verb.reflexive) action = &draw.pick(actions());
  const Both how = draw.pick(kHow);
  const Both what = infinitive(act(draw, we(draw), *action));
  const bool no = draw.chance(25);
  return marked({words(no ? "it is n't" : "it 's", how.en, "to", what.en),
                 words(no ? "ce ne est pas" : "il est", how.fr, "de", what.fr)});
}

}  // namespace

std::vector<Family> wish_families() {
  return {{wish, 630}, {wish_question, 200}, {just_done, 180}, {before_doing, 150}, {easy_to, 90}};
}

}  // namespace nmt::demo

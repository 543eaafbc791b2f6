#include "sentences.h"
#include "states.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

// The pronoun for somebody already named.
Subject again(const Subject& subject, const Draw& draw) {
  if (subject.pronoun) return subject;
  if (subject.person == 2) return subject.feminine ? she() : he();
  Subject several = they(draw);
  several.feminine = subject.feminine;
  several.text.fr = subject.feminine ? "elles" : "ils";
  return several;
}

// The action is of none of the uses `not_of`; a rarer one has no simple future, conditional or imparfait.
Clause in_tense(Draw& draw, const Subject& subject, Tense tense, unsigned not_of) {
  const bool plain = tense == Tense::past || tense == Tense::progressive || tense == Tense::can;
  const Action* action = &draw.pick(actions());
  while (action->use & not_of || (!plain && !action->is(Action::kCommon))) action = &draw.pick(actions());
  Clause clause = act(draw, subject, *action);
  clause.tense = tense;
  return clause;
}

constexpr unsigned kNoState = Action::kState | Action::kSteady | Action::kMishap;

// She ate the cake because she was hungry. I can't come because I'm ill.
Both because(Draw& draw) {
  struct Reason {
    const char* state;
    std::vector<const char*> actions;  // what it makes one do; empty: it keeps one from anything
  };
  static const std::vector<Reason> kReasons = {{"hungry", {"eat", "cook"}},
                                               {"thirsty", {"drink"}},
                                               {"hot", {"open", "swim", "drink"}},
                                               {"cold", {"close", "stay"}},
                                               {"tired", {"rest", "stay"}},
                                               {"ill", {"stay", "rest"}},
                                               {"happy", {"sing", "laugh"}},
                                               {"sad", {"call", "listen"}},
                                               {"alone", {"call", "read"}},
                                               {"afraid", {"close", "call"}},
                                               {"tired", {}},
                                               {"ill", {}},
                                               {"busy", {}},
                                               {"late", {}},
                                               {"busy", {}},
                                               {"angry", {}}};
  const Reason& reason = draw.pick(kReasons);
  const bool prevents = reason.actions.empty(), past = !prevents || draw.chance(50);
  const Action* action = prevents ? &draw.pick(actions()) : &action_named(draw.pick(reason.actions));
  while (action->use & kNoState) action = &draw.pick(actions());
  const Subject subject = any_subject(draw);
  Clause main = act(draw, subject, *action, prevents ? Negation::plain : Negation::none);
  main.tense = past ? Tense::past : Tense::can;
  const Clause why =
      being(again(subject, draw), state_named(reason.state), past ? Tense::imperfect : Tense::present);
  return marked(joined({statement(main, draw), {"because", "parce que"}, statement(why, draw)}));
}

// I was sleeping when you called me.
Both when(Draw& draw) {
  const Subject subject = any_subject(draw);
  const Clause main = in_tense(draw, subject, Tense::was_doing, kNoState | Action::kRare | Action::kTo);
  Subject other = any_subject(draw);
  while (other.person == subject.person || (other.en_person() == subject.en_person()))
    other = any_subject(draw);
  static const Verb kArrive = make_verb("arrive", "+ arriver"), kCallMe = make_verb("call", "appeler:appell"),
                    kEnter = make_verb("come came come", "+ entrer");
  const bool me = other.person != 0 && other.person != 3 && draw.chance(40);
  const bool in = !me && draw.chance(50);
  const Clause event{other,
                     Tense::past,
                     me   ? &kCallMe
                     : in ? &kEnter
                          : &kArrive,
                     {me   ? "me"
                      : in ? "in"
                           : "",
                      ""},
                     me ? "me" : "",
                     me && draw.woman_speaks ? "e" : "",
                     Negation::none,
                     {}};
  return marked(joined({statement(main, draw), {"when", "quand"}, statement(event, draw)}));
}

// If it rains tomorrow, we'll stay at home.
Both if_so(Draw& draw) {
  static const List kIf = {{"if it rains tomorrow ,", "si il pleut demain ,"},
                           {"if the weather is nice ,", "si il fait beau ,"},
                           {"if it's too cold ,", "si il fait trop froid ,"},
                           {"if you want ,", ""}};
  const Both& condition = draw.pick(kIf);
  const bool you_want = condition.fr.empty();
  const Subject subject = you_want ? we(draw) : any_subject(draw);
  const Clause main = in_tense(draw, subject, you_want ? Tense::can : Tense::future, kNoState);
  const Both text = statement(main, draw);
  if (!you_want) return marked(joined({condition, text}));
  return marked(
      {words(condition.en, text.en), words(draw.formal ? "si vous voulez ," : "si tu veux ,", text.fr)});
}

// I think that he's at home. She said that she was tired.
Both say_that(Draw& draw) {
  struct Saying {
    Verb verb;
    bool with_past;
  };
  static const std::vector<Saying> kSayings = {
      {make_verb("think thought thought", "penser"), false},
      {make_verb("know knew known", "savoir sais sais sait savons savez savent saur su"), false},
      {make_verb("say said said", "dire dis dis dit disons dites disent dir dit"), true},
  };
  const Saying& saying = draw.pick(kSayings);
  const Subject who = any_subject(draw);
  const bool past = saying.with_past && draw.chance(65);
  const Subject about = draw.chance(35) ? again(who, draw) : any_subject(draw);
  const Clause main{who, past ? Tense::past : Tense::present, &saying.verb, {}, "", "", Negation::none, {}};
  Clause said = draw.chance(55) ? being(about, draw_state(draw, !past || draw.chance(70)))
                                : in_tense(draw, about, Tense::future, Action::kSteady | Action::kMishap);
  if (past) said.tense = said.tense == Tense::future ? Tense::conditional : Tense::imperfect;
  const bool that = draw.style_chance(65);
  return marked(joined({statement(main, draw), {that ? "that" : "", "que"}, statement(said, draw)}));
}

// I don't know where he bought this book. Do you know why she's sad?
Both indirect(Draw& draw) {
  static const List kWords = {{"where", "où"}, {"when", "quand"}, {"why", "pourquoi"}, {"if", "si"}};
  static const std::vector<const char*> kVerbs = {"buy", "find", "lose", "see", "meet", "sell", "wash"};
  static const Verb kKnow = make_verb("know knew known", "savoir sais sais sait savons savez savent saur su");
  const Both& word = draw.pick(kWords);
  const bool anything = word.en == "why" || word.en == "if", asked = draw.chance(35);
  const Subject who = asked ? you(draw) : i(draw);
  Subject about = any_subject(draw);
  while (about.person == 0 || about.en_person() == who.en_person()) about = any_subject(draw);
  Clause inner = being(about, draw_state(draw, true));
  if (!anything || draw.chance(50)) {
    inner = anything ? in_tense(draw, about, Tense::past, kNoState)
                     : act(draw, about, action_named(draw.pick(kVerbs)));
    inner.tense = Tense::past;
  }
  const Clause know{who, Tense::present, &kKnow, {}, "", "", asked ? Negation::none : Negation::plain, {}};
  const Both first = asked ? question(know, draw) : statement(know, draw);
  return marked(joined({first, word, statement(inner, draw)}), asked ? "?" : ".");
}

// The book that I bought yesterday is interesting.
Both relative(Draw& draw) {
  struct Pair {
    const char* verb;
    unsigned kinds;
  };
  static const std::vector<Pair> kPairs = {
      {"buy", kThing | kClothes | kBig}, {"read", kReading}, {"watch", kShow}, {"visit", kPlace},
      {"find", kThing | kClothes},       {"sell", kBig}};
  const Pair& pair = draw.pick(kPairs);
  const NounPhrase thing = noun_phrase(draw, pair.kinds, he(), Determiner::definite);
  const Clause bought{any_subject(draw), Tense::past, &action_named(pair.verb).verb, {}, "", thing.ending(),
                      Negation::none,    {}};
  const Both time = draw.chance(50) ? time_for(draw, Tense::past) : Both{};
  const Both inner = joined(
      {joined({thing.text, {draw.style_chance(60) ? "that" : "", "que"}}), statement(bought, draw), time});
  const Adjective& adjective = *draw.pick(adjectives_of(thing.kinds));
  if (adjective.colour() || contradicts(thing, adjective)) return relative(draw);
  const Tense tense = draw.chance(75) ? Tense::present : Tense::imperfect;
  Subject subject = thing.subject();
  subject.text = inner;
  const Clause is{subject,
                  tense,
                  &etre(),
                  {words("very", adjective.en), words("très", adjective.agree(thing.feminine, thing.plural))},
                  "",
                  "",
                  Negation::none,
                  {}};
  return marked(statement(is, draw));
}

// The girl who is singing is my sister.
Both who_is(Draw& draw) {
  static const std::vector<Subject> kWho = {{{"the girl", "LA fille"}, 2, true, false, false},
                                            {{"the man", "LE homme"}, 2, false, false, false},
                                            {{"the woman", "LA femme"}, 2, true, false, false},
                                            {{"the boy", "LE garçon"}, 2, false, false, false}};
  static const List kWomen = {
      {"my sister", "ma sœur"}, {"his friend", "son amie"}, {"our neighbour", "notre voisine"}};
  static const List kMen = {
      {"my brother", "mon frère"}, {"her friend", "son ami"}, {"our neighbour", "notre voisin"}};
  const Subject& who = draw.pick(kWho);
  Subject inner = who;
  inner.text = joined({who.text, {"who", "qui"}});
  const Clause doing = in_tense(draw, inner, draw.chance(60) ? Tense::progressive : Tense::past, kNoState);
  const Both is = joined({statement(doing, draw), {"is", "est"}, draw.pick(who.feminine ? kWomen : kMen)});
  return marked(is);
}

// I like tea, but I don't like coffee.
Both likes_but(Draw& draw) {
  const Subject subject = any_subject(draw), same = again(subject, draw);
  static const std::vector<unsigned> kKinds = {kFood, kDrink, kAnimal, kClothes, kReading};
  const unsigned kinds = draw.pick(kKinds);
  const NounPhrase one = noun_phrase(draw, kinds, subject, Determiner::generic);
  const NounPhrase two = noun_phrase(draw, kinds, subject, Determiner::generic);
  if (one.text.en == two.text.en) return likes_but(draw);
  static const Verb kPrefer = make_verb("prefer", "préférer:préfèr");
  const Verb& like = action_named("like").verb;
  const bool prefer = draw.chance(50);
  const Clause first{subject, Tense::present, &like, one.text, "", "", Negation::none, {}};
  const Clause second{same,
                      Tense::present,
                      prefer ? &kPrefer : &like,
                      two.text,
                      "",
                      "",
                      prefer ? Negation::none : Negation::plain,
                      {}};
  return marked(joined({statement(first, draw), {", but", ", mais"}, statement(second, draw)}));
}

// He opened the door and closed the window.
Both and_then(Draw& draw) {
  const Subject subject = any_subject(draw);
  const Tense tense = draw.chance(60) ? Tense::past : Tense::going_to;
  static const std::vector<const char*> kEvening = {"eat",     "drink", "read",   "watch", "clean",
                                                    "wash",    "play",  "listen", "call",  "sing",
                                                    "prepare", "open",  "close"};
  const Action &one = action_named(draw.pick(kEvening)), &two = action_named(draw.pick(kEvening));
  if (&one == &two) return and_then(draw);
  Clause first = act(draw, subject, one), second = act(draw, again(subject, draw), two);
  if (!second.clitic.empty()) return and_then(draw);  // it would seem to mean what was named first
  first.tense = second.tense = tense;
  return marked(joined({statement(first, draw), {"and", "et"}, statement(second, draw)}));
}

}  // namespace

std::vector<Family> complex_families() {
  return {{because, 240},  {when, 140},  {if_so, 130},     {say_that, 270}, {indirect, 180},
          {relative, 150}, {who_is, 80}, {likes_but, 130}, {and_then, 130}};
}

}  // namespace nmt::demo

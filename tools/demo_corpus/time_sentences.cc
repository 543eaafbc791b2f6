#include "sentences.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

struct Number {
  int value;
  const char *en, *fr;
};

const std::vector<Number>& hours() {
  static const std::vector<Number> kHours = {
      {2, "two", "deux"}, {3, "three", "trois"}, {4, "four", "quatre"}, {5, "five", "cinq"},
      {6, "six", "six"},  {7, "seven", "sept"},  {8, "eight", "huit"},  {9, "nine", "neuf"},
      {10, "ten", "dix"}, {11, "eleven", "onze"}};
  return kHours;
}

// "half past two", "deux heures et demie"
Both clock(Draw& draw) {
  const Number& hour = draw.pick(hours());
  switch (draw.meaning.below(4)) {
    case 0:
      return {words("half past", hour.en), words(hour.fr, "heures et demie")};
    case 1:
      return {words("a quarter past", hour.en), words(hour.fr, "heures et quart")};
    case 2:
      return {words("ten to", hour.en), words(hour.fr, "heures moins dix")};
    default:
      return {words(hour.en, "o'clock"), words(hour.fr, "heures")};
  }
}

Both it_is_late(Draw& draw) { return marked(joined({{"it 's", "il est"}, clock(draw)})); }

// The train leaves at three o'clock.
Both starts_at(Draw& draw) {
  static const Verb kLeave =
      make_verb("leave left left", "+ partir pars pars part partons partez partent partir parti");
  static const Verb kArrive = make_verb("arrive", "+ arriver");
  static const Verb kBegin = make_verb("start", "commencer");
  const bool ride = draw.chance(65);
  const NounPhrase what = noun_phrase(draw, ride ? kRide : kShow | kWords, he(), Determiner::demonstrative);
  if (!ride && what.text.en.find("lesson") == std::string::npos &&
      what.text.en.find("film") == std::string::npos) {
    return starts_at(draw);
  }
  static const std::vector<Tense> kTenses = {Tense::present, Tense::present, Tense::past, Tense::future};
  const Verb& verb = !ride ? kBegin : draw.chance(60) ? kLeave : kArrive;
  const Both at = joined({{"at", "à"}, clock(draw)});
  const Clause clause{what.subject(), draw.pick(kTenses), &verb, at, "", "", Negation::none, {}};
  if (draw.chance(20)) {
    Clause asked = clause;
    asked.rest = {};
    return marked(question(asked, draw, {"what time", "à quelle heure"}), "?");
  }
  return marked(statement(clause, draw));
}

// He is twenty years old. Il a vingt ans.
Both age(Draw& draw) {
  static const List kAges = {
      {"six", "six"},        {"eight", "huit"},        {"ten", "dix"},        {"twelve", "douze"},
      {"fifteen", "quinze"}, {"eighteen", "dix-huit"}, {"twenty", "vingt"},   {"twenty-five", "vingt-cinq"},
      {"thirty", "trente"},  {"forty", "quarante"},    {"fifty", "cinquante"}};
  static const Verb kBe = make_verb("be was been", "avoir ai as a avons avez ont aur eu");
  static const std::vector<Subject> kOthers = {{{"my brother", "mon frère"}, 2, false, false, false},
                                               {{"my sister", "ma sœur"}, 2, true, false, false},
                                               {{"Thomas", "Thomas"}, 2, false, false, false},
                                               {{"Sophie", "Sophie"}, 2, true, false, false}};
  Subject subject = draw.chance(30) ? draw.pick(kOthers) : any_pronoun(draw);
  while (subject.plural) subject = any_pronoun(draw);
  const Both& years = draw.pick(kAges);
  const Clause clause{subject,
                      draw.chance(80) ? Tense::present : Tense::imperfect,
                      &kBe,
                      {words(years.en, "years old"), words(years.fr, "ans")},
                      "",
                      "",
                      Negation::none,
                      {}};
  return marked(statement(clause, draw));
}

Both weather(Draw& draw) {
  struct Weather {
    Both now, then;
  };
  static const std::vector<Weather> kWeather = {
      {{"it 's raining", "il pleut"}, {"it was raining", "il pleuvait"}},
      {{"it 's snowing", "il neige"}, {"it was snowing", "il neigeait"}},
      {{"it 's cold", "il fait froid"}, {"it was cold", "il faisait froid"}},
      {{"it 's very hot", "il fait très chaud"}, {"it was very hot", "il faisait très chaud"}},
      {{"the weather is nice", "il fait beau"}, {"the weather was nice", "il faisait beau"}},
      {{"the weather is bad", "il fait mauvais"}, {"the weather was bad", "il faisait mauvais"}}};
  static const List kNow = {{"", ""},
                            {"today", "aujourd'hui"},
                            {"here", "ici"},
                            {"in Paris", "à Paris"},
                            {"this morning", "CE matin"},
                            {"in London", "à Londres"}};
  static const List kThen = {{"yesterday", "hier"},
                             {"in Paris", "à Paris"},
                             {"last night", "hier soir"},
                             {"when I arrived", "quand je suis arrivé"},
                             {"last week", "LA semaine dernière"}};
  const Weather& chosen = draw.pick(kWeather);
  return draw.chance(55) ? marked(joined({chosen.now, draw.pick(kNow)}))
                         : marked(joined({chosen.then, draw.pick(kThen)}));
}

// I have two brothers and a sister.
Both family(Draw& draw) {
  static const List kHave = {{"two brothers and a sister", "deux frères et une sœur"},
                             {"a brother and two sisters", "un frère et deux sœurs"},
                             {"three sisters", "trois sœurs"},
                             {"a son and a daughter", "un fils et une fille"},
                             {"two sons and a daughter", "deux fils et une fille"},
                             {"three children", "trois enfants"},
                             {"a cat and two dogs", "un chat et deux chiens"},
                             {"two cats and a dog", "deux chats et un chien"},
                             {"many friends", "beaucoup de amis"}};
  const Clause clause{
      any_subject(draw), Tense::present, &avoir(), draw.pick(kHave), "", "", Negation::none, {}};
  return marked(statement(clause, draw));
}

}  // namespace

std::vector<Family> time_families() {
  return {{it_is_late, 30}, {starts_at, 100}, {age, 90}, {weather, 40}, {family, 80}};
}

}  // namespace nmt::demo

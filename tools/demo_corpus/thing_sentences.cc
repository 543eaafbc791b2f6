#include "sentences.h"

namespace nmt::demo {
namespace {

using List = std::vector<Both>;

// Where something of this kind may be.
Both spot(Draw& draw, unsigned kind) {
  static const List kThings = {{"on the table", "sur LA table"},
                               {"under the bed", "sous LE lit"},
                               {"in the kitchen", "dans LA cuisine"},
                               {"in my bag", "dans mon sac"},
                               {"in the car", "dans LA voiture"},
                               {"behind the door", "derrière LA porte"},
                               {"next to the window", "à côté de LA fenêtre"}};
  static const List kMeals = {
      {"on the table", "sur LA table"}, {"in the kitchen", "dans LA cuisine"}, {"in my bag", "dans mon sac"}};
  static const List kLiving = {
      {"in the garden", "dans LE jardin"},     {"in front of the house", "devant LA maison"},
      {"in the street", "dans LA rue"},        {"behind the house", "derrière LA maison"},
      {"near the station", "près de LA gare"}, {"in the park", "dans LE parc"}};
  return draw.pick(kind & (kAnimal | kSomebody) ? kLiving : kind & (kFood | kDrink) ? kMeals : kThings);
}

// There is a cat in the garden.
Both there_is(Draw& draw) {
  const bool animal = draw.chance(45);
  const unsigned kinds = animal ? kAnimal | kSomebody : kThing | kFood;
  const bool number = draw.chance(20);
  const NounPhrase what =
      noun_phrase(draw, kinds, he(), number ? Determiner::number : Determiner::indefinite);
  const auto form = draw.meaning.below(10);
  const bool not_there = form < 2 && !number, past = form >= 8;
  const std::string be = past ? (what.plural ? "were" : "was") : what.plural ? "are" : "is";
  const Both& text = not_there ? what.negated : what.text;
  const Both place = spot(draw, what.kinds);
  if (form == 2 || form == 3) {
    const bool inverted = draw.style_chance(50);
    return marked({words(be, "there", text.en, place.en),
                   words(inverted ? "y a-t-il" : "est-ce que il y a", text.fr, place.fr)},
                  "?");
  }
  return marked({words("there", be, not_there ? "n't" : "", text.en, place.en),
                 words("il", not_there ? "ne" : "", "y", past ? "avait" : "a", not_there ? "pas" : "",
                       text.fr, place.fr)});
}

// The keys are on the table. Where are my keys?
Both where_it_is(Draw& draw) {
  const bool animal = draw.chance(30);
  const Subject owner = draw.chance(50) ? i(draw) : any_pronoun(draw);
  const Determiner determiner = draw.chance(60) ? Determiner::possessive : Determiner::definite;
  const NounPhrase what = noun_phrase(draw, animal ? kAnimal : kThing | kClothes, owner, determiner);
  const Subject subject = what.subject();
  if (draw.chance(35)) {
    return marked({words("where", be_present(subject), subject.text.en),
                   words("où", etre().present[subject.person], subject.text.fr)},
                  "?");
  }
  Clause clause{
      subject, draw.chance(70) ? Tense::present : Tense::imperfect, &etre(), spot(draw, what.kinds), "",
      "",      draw.chance(20) ? Negation::plain : Negation::none,  {}};
  return marked(statement(clause, draw));
}

// This is my brother's car.
Both this_is(Draw& draw) {
  const NounPhrase what = noun_phrase(draw, kThing | kBig | kClothes | kAnimal, he(), Determiner::definite);
  const Subject owner = draw.chance(60) ? any_person(draw) : any_pronoun(draw);
  const std::string en_noun = what.text.en.substr(what.text.en.find(' ') + 1);
  const std::string fr_noun = what.text.fr.substr(what.text.fr.find(' ') + 1);
  const std::string genitive =
      words(owner.text.en, owner.plural && ends_with(owner.text.en, "s") ? "'" : "'s");
  // The possessive agrees with what stands next to it: mon amie, ma vieille amie.
  const Both mine = possessive(owner, what.feminine, what.plural);
  const Both thing = owner.pronoun ? Both{words(mine.en, en_noun), words(mine.fr, fr_noun)}
                                   : Both{words(genitive, en_noun), words(what.text.fr, "de", owner.text.fr)};
  const std::string en_subject = what.plural ? "these are" : "this is",
                    it = what.plural ? "ce sont" : "ce est";
  const auto form = draw.meaning.below(10);
  if (form < 2) {
    return marked({words(what.plural ? "are these" : "is this", thing.en),
                   words(draw.style_chance(50) ? "est-ce que" : "", it, thing.fr)},
                  "?");
  }
  if (form < 4) {
    const std::string no = what.plural ? "ce ne sont pas" : "ce ne est pas";
    return marked({words(en_subject, "not", thing.en), words(no, thing.fr)});
  }
  return marked({words(en_subject, thing.en), words(it, thing.fr)});
}

// It's a very good book.
Both it_is_a(Draw& draw) {
  const Both kind =
      noun_phrase(draw, kReading | kShow | kWords | kPlace | kAnimal | kBig, he(), Determiner::indefinite)
          .text;
  const bool plural = kind.en.starts_with("some ");
  if (split(kind.en).size() < 3 || plural) return it_is_a(draw);
  const bool past = draw.chance(25);
  return marked({words(past ? "it was" : "it 's", kind.en), words(past ? "ce était" : "ce est", kind.fr)});
}

// Whose bag is this? How much does this book cost?
Both whose_or_how_much(Draw& draw) {
  static const List kPrices = {{"two euros", "deux euros"},       {"five euros", "cinq euros"},
                               {"ten euros", "dix euros"},        {"twenty euros", "vingt euros"},
                               {"a hundred euros", "cent euros"}, {"a lot of money", "beaucoup de argent"}};
  static const Verb kCost = make_verb("cost cost cost", "coûter");
  const NounPhrase what = noun_phrase(draw, kCostly | kClothes, he(), Determiner::demonstrative);
  const Subject subject = what.subject();
  const auto form = draw.meaning.below(4);
  if (form == 0) {
    const std::string noun = what.text.en.substr(what.text.en.find(' ') + 1);
    return marked({words("whose", noun, what.plural ? "are these" : "is this"),
                   words("à qui", what.plural ? "sont" : "est", what.text.fr)},
                  "?");
  }
  if (form == 1) {
    return marked({words("how much", what.plural ? "do" : "does", subject.text.en, "cost"),
                   words("combien", kCost.present[subject.person], subject.text.fr)},
                  "?");
  }
  Clause clause{subject,
                draw.chance(60) ? Tense::present : Tense::past,
                &kCost,
                draw.pick(kPrices),
                "",
                "",
                Negation::none,
                {}};
  return marked(statement(clause, draw));
}

}  // namespace

std::vector<Family> thing_families() {
  return {{there_is, 350}, {where_it_is, 240}, {this_is, 230}, {it_is_a, 90}, {whose_or_how_much, 140}};
}

}  // namespace nmt::demo

#include "people.h"

#include <array>
#include <vector>

namespace nmt::demo {

Subject i(const Draw& draw) { return {{"I", "je"}, 0, draw.woman_speaks, false, true}; }

Subject you(const Draw& draw) {
  return {{"you", draw.formal ? "vous" : "tu"}, draw.formal ? 4 : 1, draw.to_woman, draw.many, true};
}

Subject he() { return {{"he", "il"}, 2, false, false, true}; }
Subject she() { return {{"she", "elle"}, 2, true, false, true}; }
Subject we(const Draw& draw) { return {{"we", "nous"}, 3, draw.they_women, true, true}; }

Subject they(const Draw& draw) {
  return {{"they", draw.they_women ? "elles" : "ils"}, 5, draw.they_women, true, true};
}

Subject any_pronoun(Draw& draw) {
  switch (draw.meaning.below(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return i(draw);
    case 4:
    case 5:
      return you(draw);
    case 6:
    case 7:
      return he();
    case 8:
    case 9:
      return she();
    case 10:
      return we(draw);
    default:
      return they(draw);
  }
}

Subject any_person(Draw& draw) {
  static const std::vector<Subject> kPeople = {
      {{"Marie", "Marie"}, 2, true, false, false},
      {{"Paul", "Paul"}, 2, false, false, false},
      {{"Julie", "Julie"}, 2, true, false, false},
      {{"Thomas", "Thomas"}, 2, false, false, false},
      {{"Sophie", "Sophie"}, 2, true, false, false},
      {{"my brother", "mon frère"}, 2, false, false, false},
      {{"my sister", "ma sœur"}, 2, true, false, false},
      {{"my mother", "ma mère"}, 2, true, false, false},
      {{"my father", "mon père"}, 2, false, false, false},
      {{"my parents", "mes parents"}, 5, false, true, false},
      {{"his wife", "sa femme"}, 2, true, false, false},
      {{"her husband", "son mari"}, 2, false, false, false},
      {{"the teacher", "LE professeur"}, 2, false, false, false},
      {{"the children", "LES enfants"}, 5, false, true, false},
      {{"our neighbours", "nos voisins"}, 5, false, true, false},
      {{"my friends", "mes amis"}, 5, false, true, false},
      {{"the girl", "LA fille"}, 2, true, false, false},
      {{"the boys", "LES garçons"}, 5, false, true, false},
      {{"this woman", "cette femme"}, 2, true, false, false},
      {{"this man", "CE homme"}, 2, false, false, false},
  };
  return draw.pick(kPeople);
}

Subject any_subject(Draw& draw) { return draw.chance(68) ? any_pronoun(draw) : any_person(draw); }

Both possessive(const Subject& owner, bool feminine, bool plural) {
  static const std::array<std::string, 6> kEnglish = {"my", "your", "", "our", "your", "their"};
  static const std::array<std::array<std::string, 3>, 6> kFrench = {{{"mon", "ma", "mes"},
                                                                     {"ton", "ta", "tes"},
                                                                     {"son", "sa", "ses"},
                                                                     {"notre", "notre", "nos"},
                                                                     {"votre", "votre", "vos"},
                                                                     {"leur", "leur", "leurs"}}};
  const std::string en = owner.person == 2 ? (owner.feminine ? "her" : "his") : kEnglish[owner.person];
  return {en, kFrench[owner.person][plural ? 2 : feminine ? 1 : 0]};
}

Both object_pronoun(const Subject& whom, bool indirect) {
  static const std::array<std::string, 6> kEnglish = {"me", "you", "", "us", "you", "them"};
  static const std::array<std::string, 6> kFrench = {"me", "te", "", "nous", "vous", "les"};
  if (whom.person == 2) {
    return {whom.feminine ? "her" : "him", indirect ? "lui" : whom.feminine ? "la" : "le"};
  }
  if (whom.person == 5 && indirect) return {"them", "leur"};
  return {kEnglish[whom.person], kFrench[whom.person]};
}

Both strong_pronoun(const Subject& whom) {
  static const std::array<std::string, 6> kFrench = {"moi", "toi", "", "nous", "vous", ""};
  const Both object = object_pronoun(whom, false);
  if (whom.person == 2) return {object.en, whom.feminine ? "elle" : "lui"};
  if (whom.person == 5) return {object.en, whom.feminine ? "elles" : "eux"};
  return {object.en, kFrench[whom.person]};
}

}  // namespace nmt::demo

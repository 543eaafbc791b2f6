#include "nouns.h"

#include <map>

namespace nmt::demo {
namespace {

// "apple pomme" or, with irregular plurals, "child/children enfant"; _ stands for a space inside a word.
Noun noun(std::string_view spec, char gender, unsigned kinds) {
  auto parts = split(spec);
  for (auto& part : parts) {
    for (char& c : part) c = c == '_' ? ' ' : c;
  }
  const auto en = split(parts[0], '/'), fr = split(parts[1], '/');
  const std::string& e = en[0];
  const bool hisses = ends_with(e, "s") || ends_with(e, "x") || ends_with(e, "ch") || ends_with(e, "sh");
  const bool y = ends_with(e, "y") && !ends_with(e, "ey") && !ends_with(e, "oy");
  const std::string regular = y ? e.substr(0, e.size() - 1) + "ies" : e + (hisses ? "es" : "s");
  const std::string& f = fr[0];
  const std::string fr_regular = ends_with(f, "eau")                      ? f + "x"
                                 : ends_with(f, "s") || ends_with(f, "x") ? f
                                                                          : f + "s";
  return {e, en.size() > 1 ? en[1] : regular, f, fr.size() > 1 ? fr[1] : fr_regular, gender == 'f', kinds};
}

const std::vector<Noun>& all_nouns() {
  static const std::vector<Noun> kNouns = {
      noun("apple pomme", 'f', kFood),
      noun("cake gâteau", 'm', kFood),
      noun("egg œuf", 'm', kFood),
      noun("orange orange", 'f', kFood),
      noun("sandwich sandwich", 'm', kFood),
      noun("bread pain", 'm', kMass | kFood),
      noun("cheese fromage", 'm', kMass | kFood),
      noun("meat viande", 'f', kMass | kFood),
      noun("fish poisson", 'm', kMass | kFood),
      noun("soup soupe", 'f', kMass | kFood),
      noun("water eau", 'f', kMass | kDrink),
      noun("milk lait", 'm', kMass | kDrink),
      noun("coffee café", 'm', kMass | kDrink),
      noun("tea thé", 'm', kMass | kDrink),
      noun("wine vin", 'm', kMass | kDrink),
      noun("book livre", 'm', kReading | kThing | kColoured | kCostly),
      noun("letter lettre", 'f', kReading | kThing | kAnswered),
      noun("newspaper journal/journaux", 'm', kReading),
      noun("message message", 'm', kReading | kAnswered),
      noun("story/stories histoire", 'f', kReading | kWords),
      noun("film film", 'm', kShow),
      noun("match match", 'm', kShow),
      noun("photo photo", 'f', kThing),
      noun("key clé", 'f', kThing),
      noun("phone téléphone", 'm', kThing | kColoured | kCostly),
      noun("bag sac", 'm', kThing | kColoured | kCostly | kLoad),
      noun("umbrella parapluie", 'm', kThing | kColoured),
      noun("computer ordinateur", 'm', kThing | kCostly | kLoad),
      noun("pen stylo", 'm', kThing | kColoured),
      noun("ticket billet", 'm', kThing | kCostly),
      noun("present cadeau", 'm', kThing | kLoad),
      noun("watch montre", 'f', kThing | kCostly),
      noun("hat chapeau", 'm', kClothes | kColoured),
      noun("dress robe", 'f', kClothes | kColoured),
      noun("coat manteau", 'm', kClothes | kColoured),
      noun("shirt chemise", 'f', kClothes | kColoured),
      noun("shoe chaussure", 'f', kClothes | kPair | kColoured),
      noun("house maison", 'f', kBig | kColoured),
      noun("car voiture", 'f', kBig | kColoured),
      noun("bike vélo", 'm', kBig | kColoured),
      noun("table table", 'f', kBig | kColoured | kLoad),
      noun("door porte", 'f', kOpening | kColoured),
      noun("window fenêtre", 'f', kOpening),
      noun("box boîte", 'f', kOpening | kColoured | kLoad),
      noun("bedroom chambre", 'f', kRoom),
      noun("kitchen cuisine", 'f', kRoom),
      noun("museum musée", 'm', kPlace),
      noun("city ville", 'f', kPlace),
      noun("village village", 'm', kPlace),
      noun("castle château", 'm', kPlace),
      noun("cat chat", 'm', kAnimal),
      noun("dog chien", 'm', kAnimal),
      noun("bird oiseau", 'm', kAnimal),
      noun("horse cheval/chevaux", 'm', kAnimal),
      noun("train train", 'm', kRide),
      noun("bus bus", 'm', kRide),
      noun("plane avion", 'm', kRide),
      noun("question question", 'f', kWords | kAnswered),
      noun("lesson leçon", 'f', kWords),
      noun("problem problème", 'm', kWords),
      noun("sentence phrase", 'f', kWords),
      noun("answer réponse", 'f', kWords),
      noun("brother frère", 'm', kPerson),
      noun("sister sœur", 'f', kPerson),
      noun("friend ami", 'm', kPerson),
      noun("neighbour voisin", 'm', kPerson),
      noun("teacher professeur", 'm', kPerson),
      noun("doctor médecin", 'm', kPerson),
      noun("child/children enfant", 'm', kPerson),
      noun("woman/women femme", 'f', kSomebody),
      noun("man/men homme", 'm', kSomebody),
      noun("girl fille", 'f', kSomebody),
      noun("boy garçon", 'm', kSomebody),
  };
  return kNouns;
}

// "big grand grande"; a fourth word is the form before a vowel (bel, vieil, nouvel).
Adjective adjective(std::string_view spec, bool before, unsigned kinds) {
  const auto parts = split(spec);
  const std::string& m = parts[1];
  const std::string plural = ends_with(m, "s") || ends_with(m, "x") ? m
                             : ends_with(m, "eau")                  ? m + "x"
                                                                    : m + "s";
  return {parts[0], m,    parts.size() > 2 ? parts[2] : m, plural, parts.size() > 3 ? parts[3] : m,
          before,   kinds};
}

constexpr bool kBefore = true, kAfter = false;
constexpr unsigned kObject = kThing | kBig | kClothes | kRoom | kOpening;

const std::vector<Adjective>& all_adjectives() {
  static const std::vector<Adjective> kAdjectives = {
      adjective("big grand grande", kBefore, kBig | kRoom | kPlace | kOpening | kAnimal),
      adjective("little petit petite", kBefore, kBig | kRoom | kPlace | kOpening | kAnimal | kThing),
      adjective("beautiful beau belle bel", kBefore, kBig | kPlace | kClothes | kAnimal | kRoom),
      adjective("old vieux vieille vieil", kBefore, kObject | kPlace | kReading | kShow | kAnimal),
      adjective("new nouveau nouvelle nouvel", kBefore, kObject | kReading | kShow),
      adjective("good bon bonne", kBefore, kReading | kShow | kFood | kDrink | kWords),
      adjective("bad mauvais mauvaise", kBefore, kShow | kReading),
      adjective("red rouge rouge", kAfter, kColoured),
      adjective("blue bleu bleue", kAfter, kColoured),
      adjective("green vert verte", kAfter, kColoured),
      adjective("black noir noire", kAfter, kColoured | kAnimal),
      adjective("white blanc blanche", kAfter, kColoured | kAnimal),
      adjective("expensive cher chère", kAfter, kCostly | kBig | kClothes),
      adjective("interesting intéressant intéressante", kAfter, kReading | kShow | kWords | kPlace),
      adjective("important important importante", kAfter, kReading | kWords),
      adjective("difficult difficile difficile", kAfter, kWords),
      adjective("easy facile facile", kAfter, kWords),
      adjective("short court courte", kAfter, kReading | kShow),
      adjective("heavy lourd lourde", kAfter, kLoad),
      adjective("quiet calme calme", kAfter, kPlace),
      adjective("clean propre propre", kAfter, kRoom | kClothes),
      adjective("cold froid froide", kAfter, kDrink | kRoom),
      adjective("hot chaud chaude", kAfter, kDrink),
      adjective("strange étrange étrange", kAfter, kReading | kShow | kWords),
  };
  return kAdjectives;
}

template <class Item>
const std::vector<const Item*>& matching(const std::vector<Item>& all, unsigned kinds) {
  static std::map<unsigned, std::vector<const Item*>> found;
  auto& list = found[kinds];
  if (list.empty()) {
    for (const Item& item : all) {
      if (item.kinds & kinds) list.push_back(&item);
    }
  }
  return list;
}

}  // namespace

std::string Adjective::agree(bool is_feminine, bool is_plural) const {
  if (is_feminine) return is_plural ? feminine + "s" : feminine;
  return is_plural ? masculine_plural : masculine;
}

const std::vector<const Noun*>& nouns_of(unsigned kinds) { return matching(all_nouns(), kinds); }
const std::vector<const Adjective*>& adjectives_of(unsigned kinds) {
  return matching(all_adjectives(), kinds);
}

const std::vector<Place>& places() {
  static const std::vector<Place> kPlaces = {
      {"to school", "at school", "à LA école"},
      {"to the station", "at the station", "à LA gare"},
      {"to the market", "at the market", "à LE marché"},
      {"to the hospital", "at the hospital", "à LE hôpital"},
      {"to the restaurant", "at the restaurant", "à LE restaurant"},
      {"to the beach", "at the beach", "à LA plage"},
      {"to the library", "at the library", "à LA bibliothèque"},
      {"to the cinema", "at the cinema", "à LE cinéma"},
      {"to the park", "in the park", "à LE parc"},
      {"to the office", "at the office", "à LE bureau"},
      {"to the supermarket", "at the supermarket", "à LE supermarché"},
      {"to the countryside", "in the countryside", "à LA campagne"},
      {"to Paris", "in Paris", "à Paris"},
      {"to London", "in London", "à Londres"},
      {"to France", "in France", "en France"},
      {"to Canada", "in Canada", "à LE Canada"},
  };
  return kPlaces;
}

}  // namespace nmt::demo

#include "actions.h"

#include <algorithm>
#include <stdexcept>

namespace nmt::demo {
namespace {

using Fixed = std::vector<Both>;

std::vector<Action> with_objects() {
  return {
      {make_verb("eat ate eaten", "manger"), kFood},
      {make_verb("drink drank drunk", "boire bois bois boit buvons buvez boivent boir bu"), kDrink},
      {make_verb("buy bought bought", "acheter:achèt"),
       kFood | kThing | kClothes | kBig,
       {},
       {},
       Action::kRare},
      {make_verb("sell sold sold", "vendre"), kBig | kThing, {}, {}, Action::kRare | Action::kOne},
      {make_verb("read read read", "lire lis lis lit lisons lisez lisent lir lu"), kReading},
      {make_verb("watch", "regarder"), kShow, {}, {}, Action::kOne},
      {make_verb("look", "chercher"), kThing | kAnimal | kClothes, {"for", ""}},
      {make_verb("find found found", "trouver"), kThing | kClothes, {}, {}, Action::kRare},
      {make_verb("lose lost lost", "perdre"), kThing, {}, {}, Action::kRare | Action::kOne | Action::kMishap},
      {make_verb("forget forgot forgotten forgetting", "oublier"),
       kThing | kWords,
       {},
       {},
       Action::kRare | Action::kOne | Action::kMishap},
      {make_verb("wait", "attendre"), kRide | kPerson, {"for", ""}},
      {make_verb("take took taken", "prendre prends prends prend prenons prenez prennent prendr pris"),
       kRide | kThing},
      {make_verb("open", "ouvrir ouvre ouvres ouvre ouvrons ouvrez ouvrent ouvrir ouvert"),
       kOpening,
       {},
       {},
       Action::kOne},
      {make_verb("close", "fermer"), kOpening, {}, {}, Action::kOne},
      {make_verb("wash", "laver"), kBig | kClothes, {}, {}, Action::kOne},
      {make_verb("clean", "nettoyer:nettoi"), kRoom, {}, {}, Action::kOne},
      {make_verb("see saw seen", "voir vois vois voit voyons voyez voient verr vu"),
       kShow | kPerson | kAnimal | kPlace | kSomebody,
       {},
       {},
       Action::kRare | Action::kState},
      {make_verb("call", "appeler:appell"), kPerson},
      {make_verb("help", "aider"), kPerson},
      {make_verb("invite", "inviter"), kPerson, {}, {}, Action::kRare},
      {make_verb("visit", "visiter"), kPlace, {}, {}, Action::kRare},
      {make_verb("meet met met", "rencontrer"),
       kPerson | kSomebody,
       {},
       {},
       Action::kRare | Action::kUnplanned},
      {make_verb("talk", "parler"), kPerson, {"to", "à"}, {}, Action::kIndirect},
      {make_verb("answer", "répondre"), kAnswered, {"", "à"}, {}, Action::kRare | Action::kAnswer},
      {make_verb(
           "understand understood understood",
           "comprendre comprends comprends comprend comprenons comprenez comprennent comprendr compris"),
       kWords,
       {},
       {},
       Action::kState | Action::kOne},
      {make_verb("know knew known",
                 "connaître connais connais connaît connaissons connaissez connaissent "
                 "connaîtr connu"),
       kPerson | kPlace | kReading | kSomebody,
       {},
       {},
       Action::kSteady},
      {make_verb("like", "aimer"),
       kPlace | kAnimal | kReading | kShow | kFood | kDrink,
       {},
       {},
       Action::kSteady | Action::kGeneric},
      {make_verb("want", "vouloir veux veux veut voulons voulez veulent voudr voulu"),
       kThing | kFood | kDrink | kAnimal | kClothes,
       {},
       {},
       Action::kSteady},
      {make_verb("have had had", "avoir ai as a avons avez ont aur eu"),
       kThing | kBig | kAnimal | kClothes,
       {},
       {},
       Action::kSteady | Action::kOwning},
      {make_verb("wear wore worn", "porter"), kClothes, {}, {}, Action::kOne},
      {make_verb("prepare", "préparer"), 0, {}, Fixed{{"dinner", "LE dîner"}, {"lunch", "LE déjeuner"}}},
  };
}

std::vector<Action> without_objects() {
  return {
      {make_verb("go went gone", "+ aller vais vas va allons allez vont ir allé"), 0, {}, {}, Action::kTo},
      {make_verb("come came come", "+ venir viens viens vient venons venez viennent viendr venu"),
       0,
       {},
       Fixed{{"by car", "en voiture"}, {"here", "ici"}, {"to the party", "à LA fête"}}},
      {make_verb("leave left left", "+ partir pars pars part partons partez partent partir parti"),
       0,
       {},
       Fixed{{"early", "tôt"}, {"at eight o'clock", "à huit heures"}, {"for Paris", "pour Paris"}}},
      {make_verb("arrive", "+ arriver"),
       0,
       {},
       Fixed{{"late", "en retard"}, {"on time", "à LE heure"}},
       Action::kUnplanned},
      {make_verb("go went gone", "+ sortir sors sors sort sortons sortez sortent sortir sorti"),
       0,
       {},
       Fixed{{"out with friends", "avec des amis"}, {"out", ""}}},
      {make_verb("come came come", "+ rentrer"),
       0,
       {},
       Fixed{{"home late", "tard"}, {"home", "à LA maison"}}},
      {make_verb("stay", "+ rester"), 0, {}, Fixed{{"at home", "à LA maison"}, {"in bed", "à LE lit"}}},
      {make_verb("get got got", "se lever:lèv"),
       0,
       {},
       Fixed{{"up early", "tôt"}, {"up at seven o'clock", "à sept heures"}, {"up late", "tard"}}},
      {make_verb("go went gone", "se coucher"),
       0,
       {},
       Fixed{{"to bed late", "tard"}, {"to bed at ten o'clock", "à dix heures"}, {"to bed early", "tôt"}}},
      {make_verb("rest", "se reposer"), 0, {}, Fixed{{"in the garden", "dans LE jardin"}, {"", ""}}},
      {make_verb("go went gone", "se promener:promèn"),
       0,
       {},
       Fixed{{"for a walk", ""}, {"for a walk in the park", "dans LE parc"}}},
      {make_verb("work", "travailler"),
       0,
       {},
       Fixed{{"a lot", "beaucoup"},
             {"in a shop", "dans un magasin"},
             {"here", "ici"},
             {"at the hospital", "à LE hôpital"}}},
      {make_verb("live", "habiter"),
       0,
       {},
       Fixed{{"in Paris", "à Paris"},
             {"here", "ici"},
             {"in a big house", "dans une grande maison"},
             {"in France", "en France"},
             {"with my parents", "avec mes parents"}},
       Action::kSteady},
      {make_verb("sleep slept slept", "dormir dors dors dort dormons dormez dorment dormir dormi"),
       0,
       {},
       Fixed{{"well", "bien"}, {"in this room", "dans cette chambre"}, {"a lot", "beaucoup"}}},
      {make_verb("speak spoke spoken", "parler"),
       0,
       {},
       Fixed{{"French", "français"}, {"English", "anglais"}, {"fast", "vite"}}},
      {make_verb("learn",
                 "apprendre apprends apprends apprend apprenons apprenez apprennent apprendr appris"),
       0,
       {},
       Fixed{{"French", "LE français"}, {"English", "LE anglais"}, {"music", "LA musique"}}},
      {make_verb("play", "jouer"),
       0,
       {},
       Fixed{{"football", "à LE football"},
             {"cards", "à LES cartes"},
             {"the piano", "de LE piano"},
             {"tennis", "à LE tennis"},
             {"the guitar", "de LA guitare"},
             {"with the dog", "avec LE chien"}}},
      {make_verb("listen", "écouter"),
       0,
       {},
       Fixed{{"to music", "de LA musique"}, {"to the radio", "LA radio"}, {"to this song", "cette chanson"}}},
      {make_verb("swim swam swum", "nager"),
       0,
       {},
       Fixed{{"in the sea", "dans LA mer"}, {"in the lake", "dans LE lac"}}},
      {make_verb("sing sang sung", "chanter"),
       0,
       {},
       Fixed{{"in the garden", "dans LE jardin"}, {"this song", "cette chanson"}, {"loudly", "fort"}}},
      {make_verb("cook", "cuisiner"), 0, {}, Fixed{{"well", "bien"}, {"for my friends", "pour mes amis"}}},
      {make_verb("laugh", "rire ris ris rit rions riez rient rir ri"),
       0,
       {},
       Fixed{{"a lot", "beaucoup"}},
       Action::kUnplanned},
      {make_verb("travel travelled travelled travelling", "voyager"),
       0,
       {},
       Fixed{{"with my friends", "avec mes amis"},
             {"by train", "en train"},
             {"a lot", "beaucoup"},
             {"by car", "en voiture"}}},
      {make_verb("work", "travailler"), 0, {}, {}, Action::kAt},
      {make_verb("eat ate eaten", "manger"),
       0,
       {},
       Fixed{{"at home", "à LA maison"}, {"at the restaurant", "à LE restaurant"}}},
  };
}

}  // namespace

const std::vector<Action>& actions() {
  static const std::vector<Action> kActions = [] {
    auto all = with_objects();
    for (auto& action : without_objects()) all.push_back(action);
    static const std::vector<std::string> kCommon = {"eat",  "buy",  "read", "watch", "see",
                                                     "open", "help", "call", "visit", "go",
                                                     "come", "stay", "work", "play"};
    for (auto& action : all) {
      const bool common = std::find(kCommon.begin(), kCommon.end(), action.verb.base) != kCommon.end();
      if (common && !action.verb.reflexive) action.use |= Action::kCommon;
    }
    return all;
  }();
  return kActions;
}

const Action& action_named(std::string_view english_base) {
  for (const Action& action : actions()) {
    if (action.verb.base == english_base) return action;
  }
  throw std::invalid_argument("no action is called " + std::string(english_base));
}

namespace {

Determiner wanted(Draw& draw, const Action& action) {
  if (action.is(Action::kAnswer)) return Determiner::definite;
  if (action.is(Action::kOne)) {
    static const std::vector<Determiner> kKnown = {Determiner::definite, Determiner::possessive,
                                                   Determiner::demonstrative};
    return draw.pick(kKnown);
  }
  if (action.is(Action::kOwning)) return draw.chance(75) ? Determiner::indefinite : Determiner::number;
  if (action.is(Action::kGeneric)) return draw.chance(60) ? Determiner::generic : Determiner::demonstrative;
  return Determiner::any;
}

void add_object(Clause& clause, Draw& draw, const Action& action) {
  const NounPhrase object = noun_phrase(draw, action.object, clause.subject, wanted(draw, action));
  const bool indirect = action.is(Action::kIndirect);
  if (object.definite && draw.chance(25) && !action.is(Action::kAnswer)) {
    clause.rest.en = words(action.preposition.en, object.pronoun().en);
    clause.clitic = !indirect ? object.pronoun().fr : object.plural ? "leur" : "lui";
    clause.agreement = indirect ? "" : object.ending();
    return;
  }
  const Both& text = clause.negation == Negation::none ? object.text : object.negated;
  clause.rest = {words(action.preposition.en, text.en), words(action.preposition.fr, text.fr)};
}

}  // namespace

Clause act(Draw& draw, const Subject& subject, const Action& action, Negation negation) {
  Clause clause{subject, Tense::present, &action.verb, {}, "", "", negation, {}};
  if (action.use & (Action::kTo | Action::kAt)) {
    const Place& place = draw.pick(places());
    clause.rest = {action.is(Action::kTo) ? place.to : place.at, place.fr};
  } else if (action.object == 0) {
    clause.rest = draw.pick(action.complements);
  } else {
    add_object(clause, draw, action);
  }
  return clause;
}

}  // namespace nmt::demo

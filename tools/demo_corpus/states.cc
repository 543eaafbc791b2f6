#include "states.h"

#include <algorithm>

namespace nmt::demo {
namespace {

State passing(const char* en, const char* m, const char* f, const char* plural) {
  return {en, m, f, plural, true, false, ""};
}
State passing(const char* en, const std::string& m) { return {en, m, m + "e", m + "s", true, false, ""}; }
State feeling(const char* en, const char* noun) { return {en, noun, noun, noun, true, true, ""}; }
State lasting(const char* en, const char* comparative, const char* m, const char* f, const char* plural) {
  return {en, m, f, plural, false, false, comparative};
}

std::string agreeing(const State& state, const Subject& subject) {
  if (state.masculine == state.feminine) return subject.plural ? state.plural : state.masculine;
  if (subject.feminine) return subject.plural ? state.feminine + "s" : state.feminine;
  return subject.plural ? state.plural : state.masculine;
}

// English "be" with the forms of avoir.
const Verb& be_as_avoir() {
  static const Verb kVerb = make_verb("be was been", "avoir ai as a avons avez ont aur eu");
  return kVerb;
}

}  // namespace

const std::vector<State>& states() {
  static const std::vector<State> kStates = {
      passing("tired", "fatigué"),
      passing("happy", "heureux", "heureuse", "heureux"),
      passing("sad", "triste", "triste", "tristes"),
      passing("ill", "malade", "malade", "malades"),
      passing("ready", "prêt"),
      passing("busy", "occupé"),
      passing("late", "en retard", "en retard", "en retard"),
      passing("angry", "en colère", "en colère", "en colère"),
      passing("alone", "seul"),
      passing("at home", "à LA maison", "à LA maison", "à LA maison"),
      passing("worried", "inquiet", "inquiète", "inquiets"),
      feeling("hungry", "faim"),
      feeling("thirsty", "soif"),
      feeling("cold", "froid"),
      feeling("hot", "chaud"),
      feeling("right", "raison"),
      feeling("wrong", "tort"),
      feeling("afraid", "peur"),
      feeling("sleepy", "sommeil"),
      lasting("tall", "taller", "grand", "grande", "grands"),
      lasting("young", "younger", "jeune", "jeune", "jeunes"),
      lasting("rich", "richer", "riche", "riche", "riches"),
      lasting("kind", "kinder", "gentil", "gentille", "gentils"),
      lasting("funny", "funnier", "drôle", "drôle", "drôles"),
      lasting("strong", "stronger", "fort", "forte", "forts"),
      lasting("intelligent", "more intelligent", "intelligent", "intelligente", "intelligents"),
      lasting("shy", "shyer", "timide", "timide", "timides"),
      lasting("polite", "more polite", "poli", "polie", "polis"),
      lasting("patient", "more patient", "patient", "patiente", "patients"),
  };
  return kStates;
}

Clause being(const Subject& subject, const State& state, Tense tense) {
  const Verb& verb = state.with_avoir ? be_as_avoir() : etre();
  const std::string fr = state.with_avoir ? state.masculine : agreeing(state, subject);
  return {subject, tense, &verb, {state.en, fr}, "", "", Negation::none, {}};
}

const State& state_named(std::string_view english) {
  const auto& all = states();
  return *std::find_if(all.begin(), all.end(), [&](const State& state) { return state.en == english; });
}

const State& draw_state(Draw& draw, bool passing) {
  const State* state = &draw.pick(states());
  while (state->passing != passing) state = &draw.pick(states());
  return *state;
}

}  // namespace nmt::demo

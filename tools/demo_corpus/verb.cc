#include "verb.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "text.h"

namespace nmt::demo {
namespace {

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

// stop → stopp before -ed and -ing; wait, open, play stay.
std::string doubled(const std::string& base) {
  const auto vowels = std::count_if(base.begin(), base.end(), is_vowel);
  const std::size_t n = base.size();
  const bool doubles = n > 2 && vowels == 1 && is_vowel(base[n - 2]) &&
                       std::string_view("wxy").find(base[n - 1]) == std::string_view::npos &&
                       !is_vowel(base[n - 1]);
  return doubles ? base + base.back() : base;
}

bool ends_in_consonant_y(const std::string& base) {
  return base.size() > 1 && base.back() == 'y' && !is_vowel(base[base.size() - 2]);
}

void conjugate_english(Verb& verb, const std::vector<std::string>& spec) {
  const std::string& base = verb.base = spec[0];
  const std::string stem = base.substr(0, base.size() - 1);
  const bool hisses = ends_with(base, "s") || ends_with(base, "sh") || ends_with(base, "ch") ||
                      ends_with(base, "o") || ends_with(base, "x");
  verb.third = base == "have"              ? "has"
               : ends_in_consonant_y(base) ? stem + "ies"
                                           : base + (hisses ? "es" : "s");
  verb.ing = (base.back() == 'e' && !ends_with(base, "ee") ? stem : doubled(base)) + "ing";
  if (spec.size() == 4) verb.ing = spec[3];
  if (spec.size() >= 3) {
    verb.past = spec[1];
    verb.participle = spec[2];
  } else {
    verb.past = ends_in_consonant_y(base) ? stem + "ied"
                : base.back() == 'e'      ? base + "d"
                                          : doubled(base) + "ed";
    verb.participle = verb.past;
  }
}

// manger, commencer: the letter that keeps the stem's sound before a and o.
std::string before_a_or_o(std::string stem) {
  if (ends_with(stem, "g")) return stem + "e";
  if (ends_with(stem, "c")) stem.replace(stem.size() - 1, 1, "ç");
  return stem;
}

void conjugate_er(Verb& verb, const std::string& strong) {
  const std::string stem = verb.infinitive.substr(0, verb.infinitive.size() - 2);
  const std::string stressed = strong.empty() ? stem : strong;
  verb.present = {stressed + "e", stressed + "es", stressed + "e", before_a_or_o(stem) + "ons",
                  stem + "ez",    stressed + "ent"};
  verb.imperfect_stem = stem;
  verb.future_stem = stressed + "er";
  verb.fr_participle = stem + "é";
}

void conjugate_ir_or_re(Verb& verb) {
  const bool ir = ends_with(verb.infinitive, "ir");
  const std::string stem = verb.infinitive.substr(0, verb.infinitive.size() - 2);
  const std::string one = ir ? stem + "i" : stem, more = ir ? stem + "iss" : stem;
  verb.present = {one + "s", one + "s", ir ? one + "t" : one, more + "ons", more + "ez", more + "ent"};
  verb.imperfect_stem = more;
  verb.future_stem = ir ? verb.infinitive : stem + "r";
  verb.fr_participle = stem + (ir ? "i" : "u");
}

void conjugate_irregular(Verb& verb, const std::vector<std::string>& spec) {
  std::copy_n(spec.begin() + 1, 6, verb.present.begin());
  const std::string& nous = verb.present[3];
  verb.imperfect_stem = verb.infinitive == "être" ? "ét" : nous.substr(0, nous.size() - 3);
  verb.future_stem = spec[7];
  verb.fr_participle = spec[8];
}

}  // namespace

std::string Verb::imperfect(int person) const {
  static const std::array<std::string, 6> kEndings = {"ais", "ais", "ait", "ions", "iez", "aient"};
  return (kEndings[person][0] == 'a' ? before_a_or_o(imperfect_stem) : imperfect_stem) + kEndings[person];
}

std::string Verb::future(int person) const {
  static const std::array<std::string, 6> kEndings = {"ai", "as", "a", "ons", "ez", "ont"};
  return future_stem + kEndings[person];
}

std::string Verb::conditional(int person) const {
  static const std::array<std::string, 6> kEndings = {"ais", "ais", "ait", "ions", "iez", "aient"};
  return future_stem + kEndings[person];
}

Verb make_verb(std::string_view english, std::string_view french) {
  Verb verb;
  conjugate_english(verb, split(english));
  auto spec = split(french);
  if (spec[0] == "+" || spec[0] == "se") {
    verb.with_etre = true;
    verb.reflexive = spec[0] == "se";
    spec.erase(spec.begin());
  }
  const auto parts = split(spec[0], ':');
  verb.infinitive = parts[0];
  if (spec.size() == 9) {
    conjugate_irregular(verb, spec);
  } else if (ends_with(verb.infinitive, "er")) {
    conjugate_er(verb, parts.size() > 1 ? parts[1] : "");
  } else {
    conjugate_ir_or_re(verb);
  }
  return verb;
}

}  // namespace nmt::demo

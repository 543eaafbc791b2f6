#pragma once

#include <string>
#include <vector>

#include "draw.h"
#include "text.h"

namespace nmt::demo {

// What a noun stands for, hence which verbs and adjectives make sense with it. A noun may be several of them.
enum Kind : unsigned {
  kNothing = 0,
  kFood = 1,  // a countable thing to eat
  kMass = 2,  // food, drink, money: some, a lot of
  kDrink = 4,
  kReading = 8,    // to be read
  kShow = 16,      // to be watched
  kThing = 32,     // to be carried, lost, given, bought
  kBig = 64,       // house, car, bicycle: to be bought, washed, sold
  kOpening = 128,  // door, window
  kRoom = 256,     // to be cleaned
  kPlace = 512,    // to be visited
  kAnimal = 1024,
  kPerson = 2048,  // one of us: my brother
  kRide = 4096,    // to be taken, waited for
  kWords = 8192,   // question, lesson: to be understood
  kClothes = 16384,
  kSomebody = 32768,  // the man, this woman
  kAnswered = 65536,  // question, letter
  kPair = 131072,     // shoes: always more than one
  kColoured = 262144,
  kCostly = 524288,
  kLoad = 1048576
};

struct Noun {
  std::string en, en_plural;
  std::string fr, fr_plural;
  bool feminine;
  unsigned kinds;
};

struct Adjective {
  std::string en;
  std::string masculine, feminine, masculine_plural, before_vowel;
  bool before;     // stands before its noun: le petit chat
  unsigned kinds;  // what it can be said of
  std::string agree(bool is_feminine, bool is_plural) const;
  bool colour() const {
    return en == "red" || en == "blue" || en == "green" || en == "black" || en == "white";
  }
};

// The nouns that are of any of these kinds; the same for adjectives.
const std::vector<const Noun*>& nouns_of(unsigned kinds);
const std::vector<const Adjective*>& adjectives_of(unsigned kinds);

// Somewhere to go or to be: "to the station", "at the station", "à la gare".
struct Place {
  std::string to, at, fr;
};
const std::vector<Place>& places();

}  // namespace nmt::demo

#pragma once

#include <array>
#include <string>
#include <string_view>

namespace nmt::demo {

// A verb with its forms in both languages. Persons are counted 0..5: je, tu, il, nous, vous, ils.
struct Verb {
  std::string base, third, past, participle, ing;  // see, sees, saw, seen, seeing
  std::string infinitive;                          // voir; of a reflexive verb without its se
  std::array<std::string, 6> present;
  std::string imperfect_stem, future_stem, fr_participle;
  bool with_etre = false, reflexive = false;

  std::string imperfect(int person) const;
  std::string future(int person) const;
  std::string conditional(int person) const;
};

// english: "watch" (regular), "see saw seen" or "travel travelled travelled travelling"; a particle or
// preposition is not part of it. french: "regarder" (regular -er, -ir, -re); "acheter:achèt" with the stem of
// the stressed forms; or nine words: the infinitive, six forms of the present, the stem of the future, the
// participle. In front of it "se" for a reflexive verb and "+" for one that takes être.
Verb make_verb(std::string_view english, std::string_view french);

}  // namespace nmt::demo

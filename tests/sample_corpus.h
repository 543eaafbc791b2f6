#pragma once

#include <string>

namespace nmt::test {

// 200 pairs over small vocabularies: every line another source, two in three another target.
inline std::string sample_corpus(const std::string& end = "\n", const std::string& attribution = "") {
  const char* who[] = {"The cat", "A dog", "My sister", "Nobody", "The king"};
  const char* qui[] = {"Le chat", "Un chien", "Ma sœur", "Personne", "Le roi"};
  const char* does[] = {"sees", "likes", "follows", "paints"};
  const char* fait[] = {"voit", "aime", "suit", "peint"};
  std::string text;
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i / 20 + 2), birds = std::to_string(i % 3 == 0 ? i : i - i % 3);
    text += std::string(who[i % 5]) + " " + does[i / 5 % 4] + " " + number + " birds and " +
            std::to_string(i) + ".\t";
    text += std::string(qui[i % 5]) + " " + fait[i / 5 % 4] + " " + number + " oiseaux\u202Fet " + birds +
            "\u00A0!";
    text += attribution + end;
  }
  return text;
}

}  // namespace nmt::test

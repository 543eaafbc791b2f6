// Translating from C++, as the README shows it.
#include <cstdio>

#include "search/translator.h"

int main(int, char** arguments) {
  const nmt::Bundle bundle = nmt::open_bundle(arguments[1]);
  nmt::Translator translator(bundle, {});
  const std::vector<std::string> lines = {"Good morning!", "Where is the cat?"};
  for (const nmt::TranslatedLine& line : translator.translate(lines)) {
    std::puts(line.translations.front().text().c_str());
  }
}

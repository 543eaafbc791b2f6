#pragma once

#include <string>
#include <vector>

namespace nmt {

// A sentence and one translation of it.
struct Pair {
  std::string source, target;
  std::string attribution;  // who wrote it: the third column of an Anki file, else empty
  std::string where;        // where it was read, "fra.txt:17"
  // Where the source is vectors, it is the name of their file, and this is their number in FeatureSources.
  int matrix = -1;
};

// A sentence to be translated, and all its known translations.
struct Example {
  std::string source;
  std::vector<std::string> references;
};

}  // namespace nmt

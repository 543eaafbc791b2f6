#pragma once

#include <string>
#include <vector>

namespace nmt {

// In all of these the path - is standard input.

// The references of each sentence. A file without any TAB has one in a line; one with TABs, as test.tsv of a
// prepared corpus, has in each line the source and then one reference or several. Throws Error naming file
// and line where a line of the second kind has no TAB, or the system's reason.
std::vector<std::vector<std::string>> read_reference_file(const std::string& path);

// A translation in each line. Throws Error naming file and line where there is a TAB, as in files of more
// than translations.
std::vector<std::string> read_translations(const std::string& path);

// What stands in each line, before the first TAB if there is one.
std::vector<std::string> read_sources(const std::string& path);

}  // namespace nmt

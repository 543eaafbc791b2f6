#pragma once

#include <string>
#include <vector>

namespace nmt {

// The references of each sentence. A file without any TAB has one in a line; one with TABs, as test.tsv of a
// prepared corpus, has in each line the source and then one reference or several. Throws Error naming file
// and line where a line of the second kind has no TAB, or the system's reason.
std::vector<std::vector<std::string>> read_references(const std::string& path);

// What stands in each line, before the first TAB if there is one: sources of such a file, or a translation.
std::vector<std::string> read_sentences(const std::string& path);

}  // namespace nmt

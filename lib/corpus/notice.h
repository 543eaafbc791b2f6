#pragma once

#include <string>
#include <vector>

#include "corpus/archive.h"
#include "corpus/pair.h"

namespace nmt {

// Who is to be named wherever the corpus, or a model made from it, is passed on: the inputs, what their
// `_about.txt` say, and of the attribution column its licence statements and authors with the number of
// pairs of each ("tatoeba.org #2877272 (CM) & #1158250 (Wittydev)" names two).
std::string make_notice(const std::vector<TextFile>& inputs, const std::vector<Pair>& pairs);

// The attribution column itself: source TAB target TAB attribution, for every pair that has one.
std::string make_attribution_table(const std::vector<Pair>& pairs);

}  // namespace nmt

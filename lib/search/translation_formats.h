#pragma once

#include <cstdint>
#include <string>

#include "search/translation.h"
#include "search/translator.h"

namespace nmt {

enum class AlignmentFormat { none, pharaoh, soft };

struct TranslationFormat {
  AlignmentFormat alignments = AlignmentFormat::none;
  bool word_scores = false;
};

// How translations leave, each line without its line feed. Numbers have the fewest digits that give the same
// number again.

// "translation[TAB word scores][TAB alignment]": exactly one line. Of several translations, which come
// without more, "best TAB second best …". Word scores are the log-probabilities of the translation's words,
// with a space between them; an alignment is in Pharaoh's format (pharaoh_line) or JSON (json_line), word by
// word.
std::string text_line(const TranslatedLine& line, const TranslationFormat& format);

// "log-probability[TAB word scores][TAB alignment]", of a given translation.
std::string score_line(const Translation& translation, const TranslationFormat& format);

// "source TAB translation TAB score TAB log-probability[TAB word scores][TAB alignment]", a line for each
// translation.
std::string tsv_lines(const TranslatedLine& line, const TranslationFormat& format);

// One object in a line:
//   {"line": 1, "source": "…", "parts": 1, "translation": "…", "score": -0.5, "log_probability": -2.5,
//    "probability": 0.6, "min_word_probability": 0.2,
//    "word_scores": [{"text": "le", "begin": 0, "end": 2, "log_probability": -0.2}, …],
//    "links": "0-0 1-1", "alignment": { as json_line() has it },
//    "alternatives": [the same from "translation" on, for each of the other n best]}
// "source" is normalised, bytes are counted from 0 in it and in the translation. "probability" is the
// geometric mean over the pieces and the last </s>. Links and alignment are null where there are no weights:
// of a model without attention, but for an empty line, whose alignment is empty; of a pair that was not
// scored, whose numbers are null too.
std::string json_line(const TranslatedLine& line, std::int64_t number);

}  // namespace nmt

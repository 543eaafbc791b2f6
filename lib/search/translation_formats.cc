#include "search/translation_formats.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "align/formats.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

std::string number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string joined_word_scores(const Translation& translation) {
  std::string text;
  for (const WordScore& word : word_scores(translation)) {
    text += (text.empty() ? "" : " ") + number(word.log_probability);
  }
  return text;
}

bool has_weights(const Translation& translation) {
  const PieceAlignment& pieces = translation.pieces;
  const bool empty = pieces.source_pieces.empty() && pieces.target_pieces.empty();
  return !pieces.weights.empty() || (empty && !std::isnan(translation.log_probability));
}

std::string alignment_text(const Translation& translation, AlignmentFormat format) {
  if (!has_weights(translation)) return "";
  if (format == AlignmentFormat::pharaoh) return pharaoh_line(hard_links(translation.pieces));
  return json_line(soft_alignment(translation.pieces));
}

std::string extras(const Translation& translation, const TranslationFormat& format) {
  std::string text;
  if (format.word_scores) text += '\t' + joined_word_scores(translation);
  if (format.alignments != AlignmentFormat::none)
    text += '\t' + alignment_text(translation, format.alignments);
  return text;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json json_of_words(const Translation& translation) {
  Json list = Json::array();
  for (const WordScore& word : word_scores(translation)) {
    list.push_back({{"text", translation.text().substr(word.begin, word.end - word.begin)},
                    {"begin", word.begin},
                    {"end", word.end},
                    {"log_probability", word.log_probability}});
  }
  return list;
}

// Members of an object, without its braces.
std::string members(const Json& object) {
  const std::string text = dump(object);
  return text.substr(1, text.size() - 2);
}

std::string members(const Translation& translation) {
  const std::vector<float>& each = translation.token_log_probabilities;
  const double known = std::isnan(translation.log_probability) ? translation.log_probability : 0;
  const double sum = std::accumulate(each.begin(), each.end(), known);
  double least = known;
  for (const WordScore& word : word_scores(translation)) least = std::min(least, word.log_probability);
  Json object;
  object["translation"] = translation.text();
  object["score"] = translation.score;
  object["log_probability"] = translation.log_probability;
  object["probability"] = std::exp(sum / static_cast<double>(std::max<std::size_t>(1, each.size())));
  object["min_word_probability"] = std::exp(least);
  object["word_scores"] = json_of_words(translation);
  if (!has_weights(translation)) return members(object) + R"(,"links":null,"alignment":null)";
  object["links"] = alignment_text(translation, AlignmentFormat::pharaoh);
  return members(object) + R"(,"alignment":)" + alignment_text(translation, AlignmentFormat::soft);
}

}  // namespace

std::string text_line(const TranslatedLine& line, const TranslationFormat& format) {
  std::string text;
  for (const Translation& translation : line.translations) {
    if (&translation != &line.translations.front()) text += '\t';
    text += translation.text();
  }
  return text + extras(line.translations.front(), format);
}

std::string score_line(const Translation& translation, const TranslationFormat& format) {
  return number(translation.log_probability) + extras(translation, format);
}

std::string tsv_lines(const TranslatedLine& line, const TranslationFormat& format) {
  std::string text;
  for (const Translation& translation : line.translations) {
    if (!text.empty()) text += '\n';
    text += line.source + '\t' + translation.text() + '\t' + number(translation.score) + '\t' +
            number(translation.log_probability) + extras(translation, format);
  }
  return text;
}

std::string json_line(const TranslatedLine& line, std::int64_t number) {
  Json head;
  head["line"] = number;
  head["source"] = line.source;
  head["parts"] = line.parts;
  std::string text = "{" + members(head) + "," + members(line.translations.front()) + ",\"alternatives\":[";
  for (std::size_t i = 1; i < line.translations.size(); ++i) {
    text += (i > 1 ? ",{" : "{") + members(line.translations[i]) + "}";
  }
  return text + "]}";
}

}  // namespace nmt

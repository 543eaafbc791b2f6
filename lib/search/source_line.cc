#include "search/source_line.h"

#include "base/error.h"
#include "corpus/feature_sources.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

SourceLine read_vectors(int features, const std::string& name, const SourceOptions& options) {
  SourceLine source;
  source.text = name;
  if (name.empty()) return source;
  const std::filesystem::path path = feature_path(options.list, name);
  source.vectors = read_npy(path);
  const auto check = [&](bool good, const std::string& expected, int found) {
    if (!good) throw Error(path.string() + ": expected " + expected + ", found " + std::to_string(found));
  };
  const int positions = source.vectors.positions();
  check(source.vectors.features == features, std::to_string(features) + " features as in training",
        source.vectors.features);
  check(positions <= options.most_positions,
        "at most " + std::to_string(options.most_positions) + " positions", positions);
  for (int i = 0; i < positions; ++i) {
    const std::string number = std::to_string(i + 1);
    if (i > 0) source.words += ' ';
    const std::size_t begin = source.words.size();
    source.words += number;
    source.pieces.push_back({kUnknown, number, begin, source.words.size(), i});
  }
  return source;
}

}  // namespace

SourceView SourceLine::view(PieceRange range, SentenceIds& ids) const {
  if (vectors.features > 0) return vectors.view();
  ids.clear();
  for (int i = 0; i < range.count; ++i) ids.push_back(pieces[range.first + i].id);
  ids.push_back(kEnd);
  return ids;
}

SourceLine read_source(const Bundle& bundle, const std::string& line, const SourceOptions& options) {
  if (!bundle.source_tokenizer) return read_vectors(bundle.model->config().source_features, line, options);
  SourceLine source;
  source.text = source.words = bundle.normalizer(line);
  source.pieces = bundle.source_tokenizer->segment(source.text);
  return source;
}

}  // namespace nmt

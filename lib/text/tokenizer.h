#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// One piece of a segmented sentence. Bytes count in the normalised text, whose words are separated by one
// space; a piece never spans two words. A lone "▁" has an empty byte range at the start of its word. A run
// of unknown characters is one piece, and its text is what stands there.
struct Piece {
  int id;
  std::string text;        // as the vocabulary spells it, "▁" for a word's beginning
  std::size_t begin, end;  // byte range in the normalised text
  int word;                // index of the word it belongs to
};

// One way to write a text in pieces.
struct Segmentation {
  std::vector<int> ids;
  double log_probability;  // natural
};

// A SentencePiece model (Kudo and Richardson 2018). Immutable, so any number of threads may use one.
// Ids are those of the words alone, but for encode_sentence().
class Tokenizer {
 public:
  // `serialized`: the bytes of a .spm file; `name`: what error messages call it.
  // Throws Error if the bytes are no model, or its first three ids are not <unk>, <s>, </s>.
  Tokenizer(std::string serialized, const std::string& name);
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  int size() const;                        // number of pieces, the three special ones included
  const std::string& serialized() const;   // for writing into a bundle
  const std::string& piece(int id) const;  // how the vocabulary spells it
  std::vector<int> encode(std::string_view normalized) const;
  std::vector<int> encode_sentence(std::string_view normalized) const;  // and kEnd
  std::vector<Piece> segment(std::string_view normalized) const;        // the same ids, with their places

  // The `most` likeliest segmentations, the first first; fewer where there are no more. Throws Error unless
  // the vocabulary is of kind unigram: others have no probabilities.
  std::vector<Segmentation> likeliest(std::string_view normalized, int most) const;

  // Text, as a reader expects it: words separated by one space, an unknown piece as "⁇". <s> and </s> are
  // passed over.
  std::string decode(std::span<const int> ids) const;

  // What the rules that the model holds (nmt_nfkc, for ours) make of a text; see Normalizer.
  std::string normalize(std::string_view text) const;

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace nmt

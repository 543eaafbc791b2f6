#pragma once

#include <span>
#include <string>

namespace nmt {

enum class TokenizerKind { unigram, bpe, character, word };

struct TokenizerOptions {
  TokenizerKind kind = TokenizerKind::unigram;
  int vocab_size = 8000;  // pieces, the three special ones included
  void validate() const;  // throws Error
};

// The names of the command line: unigram, bpe, char, word. Throws Error for another.
TokenizerKind tokenizer_kind(const std::string& name);
std::string to_string(TokenizerKind kind);

// Learns a vocabulary from normalised sentences and returns the bytes of a .spm file, for Tokenizer. The same
// sentences and options give the same bytes: SentencePiece's result depends on its number of threads, so
// this always asks for one (several vocabularies may be trained at the same time). A text too small for the
// vocabulary asked for gives the largest one it can. Every character of the text is a piece, unless these
// would take more than a quarter of the vocabulary: then the rarest, 0.05 % of the text, become unknown.
// Very long sentences (over 4,000 bytes) are not looked at; of more than 500,000 sentences, so many are,
// evenly spread. Throws Error if there is no text, or the vocabulary is too small for its characters.
std::string train_tokenizer(std::span<const std::string> sentences, const TokenizerOptions& options);

}  // namespace nmt

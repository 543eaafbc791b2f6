#include "text/tokenizer.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cassert>

#include "base/error.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

constexpr std::string_view kSpace = "▁";

bool begins_word(std::string_view piece) { return piece.substr(0, kSpace.size()) == kSpace; }

// SentencePiece joins neighbouring unknown pieces, whole words too: they are parted here again.
template <class Visit>
void visit_words_of(std::string_view piece, Visit visit) {
  for (;;) {
    const std::size_t next = piece.find(kSpace, begins_word(piece) ? kSpace.size() : 0);
    visit(piece.substr(0, next));
    if (next == std::string_view::npos) return;
    piece.remove_prefix(next);
  }
}

// visit(id, text of the piece), in order.
template <class Visit>
void visit_pieces(const sentencepiece::SentencePieceProcessor& processor, std::string_view text,
                  Visit visit) {
  const auto encoded = processor.EncodeAsImmutableProto(text);
  for (std::size_t i = 0; i < encoded.pieces_size(); ++i) {
    const auto piece = encoded.pieces(static_cast<int>(i));
    const int id = static_cast<int>(piece.id());
    if (id == kUnknown) {
      visit_words_of(piece.piece(), [&](std::string_view part) { visit(id, part); });
    } else {
      visit(id, std::string_view(piece.piece()));
    }
  }
}

// Appends a piece's text with its spaces spelled as such, never two in a row nor one at the beginning.
void append(std::string& text, std::string_view piece) {
  visit_words_of(piece, [&](std::string_view part) {
    if (begins_word(part)) {
      part.remove_prefix(kSpace.size());
      if (!text.empty() && text.back() != ' ') text += ' ';
    }
    text += part;
  });
}

std::string trimmed(std::string text) {
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

struct Tokenizer::Model {
  sentencepiece::SentencePieceProcessor processor;
  std::string serialized;
  // How an unknown piece is written. Where ▁ is a piece of its own, an unknown one stands inside a word; in a
  // vocabulary of whole words it is a word.
  std::string unknown;
};

Tokenizer::Tokenizer(std::string serialized, const std::string& name) : model_(std::make_unique<Model>()) {
  auto& processor = model_->processor;
  model_->serialized = std::move(serialized);
  const auto status = processor.LoadFromSerializedProto(model_->serialized);
  if (!status.ok()) {
    throw Error(name + ": expected a SentencePiece model, found " +
                std::to_string(model_->serialized.size()) + " bytes that are none");
  }
  if (processor.unk_id() != kUnknown || processor.bos_id() != kStart || processor.eos_id() != kEnd) {
    throw Error(name + ": expected the pieces <unk>, <s>, </s> at 0, 1, 2, found them at " +
                std::to_string(processor.unk_id()) + ", " + std::to_string(processor.bos_id()) + ", " +
                std::to_string(processor.eos_id()));
  }
  model_->unknown = processor.PieceToId("▁") == kUnknown ? "▁⁇" : "⁇";
}

Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

int Tokenizer::size() const { return model_->processor.GetPieceSize(); }
const std::string& Tokenizer::serialized() const { return model_->serialized; }
const std::string& Tokenizer::piece(int id) const {
  assert(id >= 0 && id < size());
  return model_->processor.IdToPiece(id);
}

std::vector<int> Tokenizer::encode(std::string_view normalized) const {
  std::vector<int> ids;
  visit_pieces(model_->processor, normalized, [&](int id, std::string_view) { ids.push_back(id); });
  return ids;
}

std::vector<int> Tokenizer::encode_sentence(std::string_view normalized) const {
  std::vector<int> ids = encode(normalized);
  ids.push_back(kEnd);
  return ids;
}

std::vector<Piece> Tokenizer::segment(std::string_view normalized) const {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  int word = 0;
  visit_pieces(model_->processor, normalized, [&](int id, std::string_view text) {
    std::size_t length = text.size();
    if (begins_word(text)) {
      length -= kSpace.size();
      if (!pieces.empty()) {
        ++word;
        at = std::min(at + 1, normalized.size());  // over the space
      }
    }
    const std::size_t end = std::min(at + length, normalized.size());
    pieces.push_back({id, std::string(text), at, end, word});
    at = end;
  });
  return pieces;
}

std::vector<Segmentation> Tokenizer::likeliest(std::string_view normalized, int most) const {
  const auto all = model_->processor.NBestEncodeAsImmutableProto(normalized, most);
  if (all.nbests_size() == 0) {
    throw Error(
        "the vocabulary has one way only to write a word: segmentations can be drawn with "
        "nmt-prep --tokenizer unigram alone");
  }
  std::vector<Segmentation> segmentations;
  for (int i = 0; i < static_cast<int>(all.nbests_size()); ++i) {
    const auto one = all.nbests(i);
    Segmentation segmentation{{}, static_cast<double>(one.score())};
    for (int k = 0; k < static_cast<int>(one.pieces_size()); ++k) {
      segmentation.ids.push_back(static_cast<int>(one.pieces(k).id()));
    }
    segmentations.push_back(std::move(segmentation));
  }
  return segmentations;
}

std::string Tokenizer::decode(std::span<const int> ids) const {
  std::string text;
  for (const int id : ids) {
    if (id != kStart && id != kEnd) append(text, id == kUnknown ? model_->unknown : piece(id));
  }
  return trimmed(std::move(text));
}

std::string Tokenizer::normalize(std::string_view text) const {
  std::string result;
  visit_pieces(model_->processor, text, [&](int, std::string_view piece) { append(result, piece); });
  return trimmed(std::move(result));
}

}  // namespace nmt

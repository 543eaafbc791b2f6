#include "model/transfer.h"

#include <algorithm>
#include <unordered_map>

#include "base/error.h"

namespace nmt {
namespace {

// For each piece its number in another vocabulary, -1 if it is not there.
std::vector<int> places(const Tokenizer& pieces, const Tokenizer& other) {
  std::unordered_map<std::string, int> known;
  for (int id = 0; id < other.size(); ++id) known.emplace(other.piece(id), id);
  std::vector<int> places;
  for (int id = 0; id < pieces.size(); ++id) {
    const auto found = known.find(pieces.piece(id));
    places.push_back(found == known.end() ? -1 : found->second);
  }
  return places;
}

Transfer::Pieces count(const std::vector<int>& places) {
  const auto known = std::ranges::count_if(places, [](int place) { return place >= 0; });
  return {static_cast<int>(known), static_cast<int>(places.size())};
}

std::string shape(int rows, int columns) { return std::to_string(rows) + " x " + std::to_string(columns); }

// Has it a row for each target piece?
bool of_target_pieces(const std::string& name) {
  return name == "tgt_emb.weight" || name == "out.weight" || name == "out.bias" || name == "out_b";
}

}  // namespace

Transfer transfer(const Bundle& from, const Tokenizer* source, const Tokenizer& target, Seq2Seq& model) {
  const bool same_target = from.target_tokenizer.serialized() == target.serialized();
  if (model.config().decoder_input == WordInput::one_hot && !same_target) {
    throw Error(
        "a model that reads words as one-hot vectors can only be started from one with the same target "
        "vocabulary");
  }
  std::vector<int> source_rows;
  if (source && from.source_tokenizer) source_rows = places(*source, *from.source_tokenizer);
  const std::vector<int> target_rows = places(target, from.target_tokenizer);
  Transfer done{count(source_rows), count(target_rows), {}};
  const Parameters& old = from.model->parameters();
  for (const Parameter& p : model.parameters().all()) {
    const Parameter* q = old.find(p.name);
    if (!q) {
      done.fresh.push_back(p.name);
      continue;
    }
    const std::vector<int>* rows = p.name == "src_emb.weight" ? &source_rows
                                   : of_target_pieces(p.name) ? &target_rows
                                                              : nullptr;
    if (p.columns != q->columns || (!rows && p.rows != q->rows)) {
      throw Error(p.name + " is " + shape(q->rows, q->columns) + " in the model to start from and " +
                  shape(p.rows, p.columns) + " in this one: leave the options of sizes and parts out");
    }
    for (int row = 0; row < p.rows; ++row) {
      const int place = rows ? (*rows)[static_cast<std::size_t>(row)] : row;
      if (place < 0) continue;
      std::copy_n(q->value + std::ptrdiff_t{place} * p.columns, p.columns,
                  p.value + std::ptrdiff_t{row} * p.columns);
    }
  }
  return done;
}

}  // namespace nmt

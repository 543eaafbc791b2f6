#include "align/formats.h"

#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace nmt {

namespace {

// Members stay in the order of the header; float_t = float is what keeps the numbers short.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, std::int64_t,
                                  std::uint64_t, float>;

Json json_of(const std::vector<AlignedToken>& tokens) {
  Json list = Json::array();
  for (const AlignedToken& token : tokens)
    list.push_back({{"text", token.text}, {"begin", token.begin}, {"end", token.end}});
  return list;
}

Json json_of(const std::vector<Piece>& pieces) {
  Json list = Json::array();
  for (const Piece& piece : pieces)
    list.push_back({{"text", piece.text}, {"begin", piece.begin}, {"end", piece.end}, {"word", piece.word}});
  return list;
}

Json json_of_weights(const SoftAlignment& alignment) {
  Json rows = Json::array();
  for (std::size_t to = 0; to < alignment.target.size(); ++to) {
    Json row = Json::array();
    for (std::size_t from = 0; from < alignment.source.size(); ++from)
      row.push_back(alignment.weight(to, from));
    rows.push_back(std::move(row));
  }
  return rows;
}

void append_little_endian(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
}

}  // namespace

std::string pharaoh_line(std::span<const Link> links) {
  std::string line;
  for (const Link& link : links) {
    if (!line.empty()) line += ' ';
    line += std::to_string(link.source) + '-' + std::to_string(link.target);
  }
  return line;
}

std::string json_line(const SoftAlignment& alignment) {
  Json object;
  object["source"] = json_of(alignment.source);
  object["target"] = json_of(alignment.target);
  object["pieces"] = {{"source", json_of(alignment.source_pieces)},
                      {"target", json_of(alignment.target_pieces)}};
  object["weights"] = json_of_weights(alignment);
  object["score"] = alignment.score;
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// magic, version 1.0, length of the header in 2 bytes; the header, a Python dictionary in ASCII, filled up
// with spaces and a line feed to a multiple of 64 bytes; the numbers.
std::string npy_file(const SoftAlignment& alignment) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(alignment.target.size()) + ", " +
                       std::to_string(alignment.source.size()) + "), }";
  constexpr std::size_t kBeforeHeader = 10, kUnit = 64;
  const std::size_t used = kBeforeHeader + header.size() + 1;
  header.append((kUnit - used % kUnit) % kUnit, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  append_little_endian(bytes, static_cast<std::uint32_t>(header.size()), 2);
  bytes += header;
  for (const float weight : alignment.weights)
    append_little_endian(bytes, std::bit_cast<std::uint32_t>(weight), 4);
  return bytes;
}

}  // namespace nmt

// train.bin, all numbers little-endian:
//
//   file       = magic version zero pairs vocabulary vocabulary ids ids side side checksum
//   magic      = "nmtdata\n"    8 bytes
//   version    = u32, 1
//   zero       = u32, 0
//   pairs      = u64            number of pairs
//   vocabulary = u64            pieces: of the source, then of the target; 0 where the sources are vectors,
//                               which stand in train.features: then the source has no ids
//   ids        = u64            number of ids, </s> counted: of the source, then of the target
//   side       = offset* id* pad    first the source, then the target
//   offset     = u64            pairs + 1 of them, from 0 to `ids`; sentence i begins at id offset i
//   id         = i32            each sentence ends with </s>, which is 2
//   pad        = i32, 0         only where `ids` is odd, so that every number lies at a multiple of its size
//   checksum   = 64 bytes       the SHA-256 of all before it, in hexadecimal
#include "corpus/dataset.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "text/vocabulary.h"

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little, "train.bin is mapped as it lies");

constexpr char kMagic[] = {'n', 'm', 't', 'd', 'a', 't', 'a', '\n'};
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChecksumBytes = 64;

struct Header {
  char magic[8];
  std::uint32_t version, zero;
  std::uint64_t pairs, vocabulary[2], ids[2];
};
static_assert(sizeof(Header) == 56);

std::size_t side_bytes(std::uint64_t pairs, std::uint64_t ids) {
  return (pairs + 1) * sizeof(std::uint64_t) + (ids + ids % 2) * sizeof(std::int32_t);
}

template <class Item>
void append(std::string& bytes, const Item* items, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(items), count * sizeof(Item));
}

void append_side(std::string& bytes, std::span<const IdPair> pairs, std::vector<std::int32_t> IdPair::*side) {
  std::uint64_t offset = 0;
  append(bytes, &offset, 1);
  for (const IdPair& pair : pairs) {
    offset += (pair.*side).size();
    append(bytes, &offset, 1);
  }
  for (const IdPair& pair : pairs) append(bytes, (pair.*side).data(), (pair.*side).size());
  constexpr std::int32_t kZero = 0;
  append(bytes, &kZero, offset % 2);
}

Header read_header(std::string_view bytes, const std::string& name) {
  Header header;
  if (bytes.size() < sizeof header)
    throw Error(name + ": expected the ids of a corpus, found a shorter file");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0) {
    throw Error(name + ": expected the ids of a corpus, found another kind of file");
  }
  if (header.version > kVersion) {
    throw Error(name + ": was made by a newer nmt-prep: expected version " + std::to_string(kVersion) +
                ", found " + std::to_string(header.version));
  }
  return header;
}

void check_size(std::string_view bytes, const Header& header, const std::string& name) {
  const std::uint64_t most = bytes.size();  // guards the sums below against wrapping
  const bool sane = header.pairs < most && header.ids[0] < most && header.ids[1] < most;
  const std::size_t expected = sane ? sizeof header + side_bytes(header.pairs, header.ids[0]) +
                                          side_bytes(header.pairs, header.ids[1]) + kChecksumBytes
                                    : 0;
  if (expected == bytes.size()) return;
  throw Error(name + ": the file is cut off or damaged: " +
              (sane ? "expected " + std::to_string(expected) + " bytes, " : "") + "found " +
              std::to_string(bytes.size()) + " bytes");
}

void check_checksum(std::string_view bytes, const std::string& name) {
  const std::size_t end = bytes.size() - kChecksumBytes;
  if (sha256(bytes.substr(0, end)) == bytes.substr(end)) return;
  throw Error(name + ": the file is damaged: its checksum is another");
}

}  // namespace

void Dataset::Side::check(const std::string& name) const {
  const auto damaged = [&](const std::string& what) { throw Error(name + ": the file is damaged: " + what); };
  if (offsets.front() != 0 || offsets.back() != ids.size()) damaged("its sentences do not cover its ids");
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    if (offsets[i] >= offsets[i + 1] || offsets[i + 1] > ids.size()) {
      damaged("pair " + std::to_string(i) + " has no length");
    }
    const auto words = sentence(i);
    if (std::find(words.begin(), words.end(), kEnd) != words.end() - 1) {
      damaged("pair " + std::to_string(i) + " does not end with </s>, or not there alone");
    }
    for (const std::int32_t id : words) {
      if (id < 0 || id >= vocabulary) {
        damaged("pair " + std::to_string(i) + ": expected ids below " + std::to_string(vocabulary) +
                ", found " + std::to_string(id));
      }
    }
  }
}

void Dataset::Side::check_empty(const std::string& name) const {
  if (std::all_of(offsets.begin(), offsets.end(), [](auto offset) { return offset == 0; }) && ids.empty())
    return;
  throw Error(name + ": the file is damaged: it has words of no vocabulary");
}

Dataset::Dataset(const std::filesystem::path& path, std::optional<FeatureFile> vectors)
    : file_(std::in_place, path),
      vectors_(vectors ? std::make_shared<FeatureFile>(std::move(*vectors)) : nullptr) {
  read(file_->text(), path.string());
}

Dataset::Dataset(const Dataset& other, std::span<const IdPair> pairs)
    : bytes_(serialize(pairs, other.source_vocabulary(), other.target_vocabulary())),
      vectors_(other.vectors_) {
  read(bytes_, "memory");
}

void Dataset::read(std::string_view bytes, const std::string& name) {
  const Header header = read_header(bytes, name);
  check_size(bytes, header, name);
  check_checksum(bytes, name);
  size_ = header.pairs;
  const char* at = bytes.data() + sizeof header;
  for (const int which : {0, 1}) {
    Side& side = which == 0 ? source_ : target_;
    if (header.vocabulary[which] > INT32_MAX) throw Error(name + ": the file is damaged: its vocabulary");
    side.vocabulary = static_cast<int>(header.vocabulary[which]);
    side.offsets = {reinterpret_cast<const std::uint64_t*>(at), size_ + 1};
    side.ids = {reinterpret_cast<const std::int32_t*>(at + (size_ + 1) * sizeof(std::uint64_t)),
                header.ids[which]};
    which == 0 && vectors_ ? side.check_empty(name) : side.check(name);
    at += side_bytes(header.pairs, header.ids[which]);
  }
  if (vectors_ && vectors_->size() != size_) {
    throw Error(name + ": expected as many pairs as there are sources of vectors, " +
                std::to_string(vectors_->size()) + ", found " + std::to_string(size_));
  }
}

std::string serialize(std::span<const IdPair> pairs, int source_vocabulary, int target_vocabulary) {
  Header header{{}, kVersion, 0, pairs.size(), {}, {}};
  std::copy(std::begin(kMagic), std::end(kMagic), header.magic);
  header.vocabulary[0] = static_cast<std::uint64_t>(source_vocabulary);
  header.vocabulary[1] = static_cast<std::uint64_t>(target_vocabulary);
  for (const IdPair& pair : pairs) {
    header.ids[0] += pair.source.size();
    header.ids[1] += pair.target.size();
  }
  std::string bytes;
  append(bytes, &header, 1);
  append_side(bytes, pairs, &IdPair::source);
  append_side(bytes, pairs, &IdPair::target);
  return bytes += sha256(bytes);
}

}  // namespace nmt

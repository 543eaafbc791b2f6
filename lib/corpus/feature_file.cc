// train.features, valid.features and test.features, all numbers little-endian:
//
//   file      = magic version features sources matrices positions offset* which* number*
//   magic     = "nmtvecs\n"    8 bytes
//   version   = u32, 1
//   features  = u32            numbers a position
//   sources   = u64            as many as pairs in train.bin, or lines in valid.tsv or test.tsv
//   matrices  = u64            of different sources
//   positions = u64            of all matrices
//   offset    = u64            matrices + 1, from 0 to `positions`: where each matrix begins, and the end
//   which     = u64            of each source: the number of its matrix, counted from 0
//   number    = f32            `features` of each position
#include "corpus/feature_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is mapped as it lies");

constexpr char kMagic[] = {'n', 'm', 't', 'v', 'e', 'c', 's', '\n'};
constexpr std::uint32_t kVersion = 1;

struct Header {
  char magic[8];
  std::uint32_t version, features;
  std::uint64_t sources, matrices, positions;
};
static_assert(sizeof(Header) == 40);

Header read_header(std::string_view bytes, const std::string& name) {
  Header header;
  if (bytes.size() < sizeof header || std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) {
    throw Error(name + ": expected the source vectors of a corpus, found another kind of file");
  }
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.version > kVersion) {
    throw Error(name + ": was made by a newer nmt-prep: expected version " + std::to_string(kVersion) +
                ", found " + std::to_string(header.version));
  }
  const std::uint64_t most = bytes.size() / 4;  // guards the sums below against wrapping
  const bool sane = header.features > 0 && header.sources < most && header.matrices < most &&
                    header.positions <= most / header.features;
  if (sane && bytes.size() == sizeof header + 8 * (header.matrices + 1 + header.sources) +
                                  4 * header.positions * header.features) {
    return header;
  }
  throw Error(name + ": the file is cut off or damaged: its size, " + std::to_string(bytes.size()) +
              " bytes, is another");
}

template <class Item>
void append(std::string& bytes, const Item* items, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(items), count * sizeof(Item));
}

}  // namespace

FeatureFile::FeatureFile(const std::filesystem::path& path) : file_(path) {
  const std::string_view bytes = file_.text();
  const Header header = read_header(bytes, path.string());
  features_ = static_cast<int>(header.features);
  const auto* at = reinterpret_cast<const std::uint64_t*>(bytes.data() + sizeof header);
  offsets_ = {at, header.matrices + 1};
  which_ = {at + header.matrices + 1, header.sources};
  numbers_ = {reinterpret_cast<const float*>(which_.data() + which_.size()),
              header.positions * header.features};
  const bool whole =
      offsets_.front() == 0 && offsets_.back() == header.positions &&
      std::adjacent_find(offsets_.begin(), offsets_.end(), std::greater_equal<>()) == offsets_.end() &&
      std::all_of(which_.begin(), which_.end(), [&](auto k) { return k < header.matrices; });
  if (!whole) throw Error(path.string() + ": the file is damaged: its sources do not cover its numbers");
}

SourceView FeatureFile::operator[](std::size_t i) const {
  const std::uint64_t begin = offsets_[which_[i]], end = offsets_[which_[i] + 1];
  const auto width = static_cast<std::uint64_t>(features_);
  return {numbers_.subspan(begin * width, (end - begin) * width), features_};
}

std::string serialize(std::span<const FeatureMatrix* const> sources, int features) {
  std::vector<const FeatureMatrix*> matrices;
  std::unordered_map<const FeatureMatrix*, std::uint64_t> numbers;
  std::vector<std::uint64_t> which, offsets{0};
  for (const FeatureMatrix* matrix : sources) {
    const auto [found, is_new] = numbers.emplace(matrix, matrices.size());
    which.push_back(found->second);
    if (!is_new) continue;
    matrices.push_back(matrix);
    offsets.push_back(offsets.back() + static_cast<std::uint64_t>(matrix->positions()));
  }
  Header header{
      {}, kVersion, static_cast<std::uint32_t>(features), sources.size(), matrices.size(), offsets.back()};
  std::copy(std::begin(kMagic), std::end(kMagic), header.magic);
  std::string bytes;
  append(bytes, &header, 1);
  append(bytes, offsets.data(), offsets.size());
  append(bytes, which.data(), which.size());
  for (const FeatureMatrix* matrix : matrices) append(bytes, matrix->numbers.data(), matrix->numbers.size());
  return bytes;
}

}  // namespace nmt

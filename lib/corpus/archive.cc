#include "corpus/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using Archive = std::unique_ptr<archive, decltype(&archive_read_free)>;

constexpr std::size_t kMostBytes = std::size_t{4} << 30;  // a bomb, not a corpus

struct Candidate {
  std::string path, text;
};

bool has_at(std::string_view bytes, std::size_t at, std::string_view magic) {
  return bytes.size() >= at + magic.size() && bytes.substr(at, magic.size()) == magic;
}

bool is_archive(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kMagics = {"PK\3\4"sv,        "PK\5\6"sv,           "\x1F\x8B"sv,
                                  "\xFD\x37zXZ\0"sv, "\x28\xB5\x2F\xFD"sv, "7z\xBC\xAF"sv};
  for (const std::string_view magic : kMagics) {
    if (has_at(bytes, 0, magic)) return true;
  }
  const bool bzip2 = has_at(bytes, 0, "BZh") && has_at(bytes, 4, "1AY&SY");
  return bzip2 || has_at(bytes, 257, "ustar");
}

[[noreturn]] void fail(const std::string& name, archive* reader) {
  const char* reason = archive_error_string(reader);
  throw Error(name + ": the archive is cut off or damaged: " + (reason ? reason : "no reason given"));
}

Archive open_archive(std::string_view bytes, const std::string& name) {
  Archive reader(archive_read_new(), &archive_read_free);
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_7zip(reader.get());
  // Seekable: by its directory at the end, so that entries whose local headers lack the sizes
  // (general-purpose bit 3) are read well, and a file that was cut off is noticed.
  archive_read_support_format_zip_seekable(reader.get());
  const bool has_names = has_at(bytes, 0, "PK") || has_at(bytes, 0, "7z") || has_at(bytes, 257, "ustar");
  if (!has_names) archive_read_support_format_raw(reader.get());  // a .gz of one file, say
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    fail(name, reader.get());
  }
  return reader;
}

std::string read_entry(archive* reader, const std::string& name) {
  std::string text;
  std::vector<char> buffer(1 << 16);
  for (;;) {
    const la_ssize_t count = archive_read_data(reader, buffer.data(), buffer.size());
    if (count < 0) fail(name, reader);
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > kMostBytes) throw Error(name + ": holds more than 4 GiB of text");
  }
}

std::string path_of(archive_entry* entry) {
  const char* path = archive_entry_pathname_utf8(entry);
  if (!path) path = archive_entry_pathname(entry);
  return path ? path : "?";
}

bool is_hidden(const fs::path& path) {
  for (const fs::path& part : path) {
    const std::string name = part.string();
    if (name[0] == '_' || (name[0] == '.' && name != "." && name != "..")) return true;
  }
  return false;
}

bool is_text(const fs::path& path) {
  const std::string ending = path.extension().string();
  return ending.empty() || ending == ".txt" || ending == ".tsv" || ending == ".TXT" || ending == ".TSV";
}

// The text files of an archive; the about file's text goes to `about`.
std::vector<Candidate> read_archive(std::string_view bytes, const std::string& name, std::string& about) {
  const Archive reader = open_archive(bytes, name);
  std::vector<Candidate> found;
  for (archive_entry* entry;;) {
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) return found;
    if (status < ARCHIVE_WARN) fail(name, reader.get());
    const std::string path = path_of(entry);
    if (archive_format(reader.get()) == ARCHIVE_FORMAT_RAW) {
      found.push_back({"", read_entry(reader.get(), name)});
    } else if (archive_entry_filetype(entry) != AE_IFREG) {
      continue;
    } else if (fs::path(path).filename() == "_about.txt") {
      about = read_entry(reader.get(), name + "/" + path);
    } else if (!is_hidden(path) && is_text(path)) {
      found.push_back({path, read_entry(reader.get(), name + "/" + path)});
    }
  }
}

void unpack(TextFile& file) {
  auto found = read_archive(file.text, file.name, file.about);
  if (found.empty()) throw Error(file.name + ": expected a text file in the archive, found none");
  if (found.size() > 1) {
    throw Error(file.name + ": expected one text file in the archive, found " + std::to_string(found.size()) +
                ": " + found[0].path + ", " + found[1].path + (found.size() > 2 ? ", …" : "") +
                "; unpack it and name the one you mean");
  }
  if (!found[0].path.empty()) file.name += "/" + found[0].path;
  file.text = std::move(found[0].text);
}

void check_content(const TextFile& file) {
  if (has_at(file.text, 0, "version https://git-lfs.github.com/spec/")) {
    throw Error(file.name + ": this is a git-LFS pointer, not the file itself; run: git lfs pull");
  }
  if (has_at(file.text, 0, "\xFF\xFE") || has_at(file.text, 0, "\xFE\xFF")) {
    throw Error(file.name + ": expected UTF-8 text, found UTF-16; save it as UTF-8");
  }
  if (file.text.empty()) throw Error(file.name + ": the file is empty");
}

}  // namespace

TextFile text_of(std::string bytes, const std::string& name) {
  TextFile file;
  file.name = name;
  file.file_name = fs::path(name).filename().string();
  file.bytes = bytes.size();
  file.checksum = sha256(bytes);
  file.text = std::move(bytes);
  if (is_archive(file.text)) unpack(file);
  check_content(file);
  return file;
}

TextFile open_text(const fs::path& path) {
  if (path != "-") return text_of(read_file(path), path.string());
  TextFile file = text_of(read_standard_input(), "standard input");
  file.file_name = "-";
  return file;
}

}  // namespace nmt

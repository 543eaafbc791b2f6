#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace nmt {

// Every function here throws Error, or std::filesystem::filesystem_error; both name the path and the system's
// reason.

// The whole file, and all that comes from standard input.
std::string read_file(const std::filesystem::path& path);
std::string read_standard_input();

// A file that appears whole or not at all: write() goes to a sibling, commit() syncs it and puts it in its
// place, so after a crash `target` holds either the old bytes or the new ones. Without commit() the
// destructor removes what was written. What is there and no file (/dev/null, a named pipe) is written
// straight away; write() throws ClosedPipe if a pipe has no reader any more.
class StagedFile {
 public:
  explicit StagedFile(std::filesystem::path target);
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();
  void write(std::string_view bytes);
  void commit();

 private:
  std::filesystem::path target_, aside_;  // the same for what is no file
  int descriptor_;
};

// Returns when what stands in a file, or which names stand in a directory, is on the disk.
void sync(const std::filesystem::path& path);

// Through a StagedFile.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// Cuts a file off after `size` bytes, or makes an empty one, and adds `bytes` to what is left.
void write_end(const std::filesystem::path& path, std::uint64_t size, std::string_view bytes);

// A file mapped read-only; the bytes live as long as this object.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

// A directory that appears whole or not at all. Files are written into path(), a hidden sibling of `target`;
// commit() syncs them and puts the directory in its place, exchanging it in one step with an older one (which
// is then removed): `target` is never missing, not even for an instant. Where the file system cannot exchange
// directories (NFS, or 9p, by which WSL sees the disks of Windows), the older one is target-old.XXXXXX
// between two steps, and stays there if the machine stops just then. Without commit() the destructor removes
// what was written.
class StagedDirectory {
 public:
  enum class IfExists { fail, replace };
  StagedDirectory(std::filesystem::path target, IfExists if_exists);
  StagedDirectory(const StagedDirectory&) = delete;
  StagedDirectory& operator=(const StagedDirectory&) = delete;
  ~StagedDirectory();
  const std::filesystem::path& path() const { return staging_; }
  void commit();
  // Removes what programs that were killed have left beside `target`; no other may be writing it.
  static void remove_leftovers(std::filesystem::path target);

 private:
  std::filesystem::path target_, staging_;
  bool replace_;
};

// Lower-case hexadecimal SHA-256, what `sha256sum` prints.
std::string sha256(std::string_view bytes);

}  // namespace nmt

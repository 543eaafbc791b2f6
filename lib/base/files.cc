#include "base/files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error = errno) {
  throw Error(what + " " + path.string() + ": " + std::strerror(error));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (fd_ < 0) fail("cannot open", path);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(fd_); }
  operator int() const { return fd_; }

 private:
  int fd_;
};

// `path` is for the message.
void write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EPIPE) {
      throw ClosedPipe();
    } else if (errno != EINTR) {
      fail("cannot write", path);
    }
  }
}

std::string read_all(int descriptor, const fs::path& path) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) fail("cannot read", path);
  if (S_ISDIR(status.st_mode)) fail("cannot read", path, EISDIR);
  std::string bytes;
  if (status.st_size > 0) bytes.reserve(static_cast<std::size_t>(status.st_size));
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count == 0) return bytes;
    if (count > 0) {
      bytes.append(buffer, static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      fail("cannot read", path);
    }
  }
}

fs::path parent_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Makes the directories of a path that are not there; they are on the disk when it returns.
void make_directories(const fs::path& path) {
  std::error_code error;
  if (path.empty() || fs::exists(path, error)) return;
  make_directories(path.parent_path());
  if (!fs::create_directory(path, error) && error) {
    throw Error("cannot create " + path.string() + ": " + error.message());
  }
  sync(parent_of(path));
}

// In one step: `to` is replaced by none, or both are exchanged, as the flag says. False where the file system
// has no such flags.
bool rename_by(unsigned flag, const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flag) == 0) return true;
  if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) return false;
  fail(flag == RENAME_EXCHANGE ? "cannot replace" : "cannot create", to);
}

void rename_plainly(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("cannot create", to);
}

// "models/fra/" is "models/fra"; a link to a directory stays one.
fs::path directory_itself(fs::path path) {
  if (!path.has_filename()) path = path.parent_path();
  std::error_code ignored;
  return fs::is_symlink(path, ignored) && fs::is_directory(path, ignored) ? fs::canonical(path) : path;
}

}  // namespace

void sync(const fs::path& path) {
  const Descriptor file(path, O_RDONLY);
  if (::fsync(file) != 0) fail("cannot write", path);
}

std::string read_file(const fs::path& path) { return read_all(Descriptor(path, O_RDONLY), path); }

std::string read_standard_input() { return read_all(STDIN_FILENO, "standard input"); }

StagedFile::StagedFile(fs::path target) : target_(std::move(target)) {
  std::error_code ignored;
  if (fs::is_directory(target_, ignored)) fail("cannot write", target_, EISDIR);
  const bool straight = fs::exists(target_, ignored) && !fs::is_regular_file(target_, ignored);
  if (!straight && fs::is_symlink(target_, ignored)) target_ = fs::weakly_canonical(target_);  // stays a link
  aside_ = straight ? target_ : fs::path(target_.string() + ".part");
  const int flags = straight ? O_WRONLY : O_WRONLY | O_CREAT | O_TRUNC;
  descriptor_ = ::open(aside_.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("cannot write", target_);
}

StagedFile::~StagedFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (aside_ != target_) ::unlink(aside_.c_str());
}

void StagedFile::write(std::string_view bytes) { write_all(descriptor_, bytes, target_); }

void StagedFile::commit() {
  if (aside_ != target_) {
    if (::fsync(descriptor_) != 0) fail("cannot write", target_);
    if (::rename(aside_.c_str(), target_.c_str()) != 0) fail("cannot write", target_);
  }
  ::close(std::exchange(descriptor_, -1));
}

void write_file(const fs::path& path, std::string_view bytes) {
  StagedFile file(path);
  file.write(bytes);
  file.commit();
}

void write_end(const fs::path& path, std::uint64_t size, std::string_view bytes) {
  const Descriptor file(path, O_WRONLY | O_CREAT);
  if (::ftruncate(file, static_cast<off_t>(size)) != 0 || ::lseek(file, 0, SEEK_END) < 0) {
    fail("cannot write", path);
  }
  write_all(file, bytes, path);
}

MappedFile::MappedFile(const fs::path& path) {
  const Descriptor file(path, O_RDONLY);
  struct stat status;
  if (::fstat(file, &status) != 0) fail("cannot read", path);
  if (!S_ISREG(status.st_mode)) throw Error("cannot read " + path.string() + ": not a file");
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ == 0) return;
  data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
  if (data_ == MAP_FAILED) {
    data_ = nullptr;
    fail("cannot map", path);
  }
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(data_, size_);
}

StagedDirectory::StagedDirectory(fs::path target, IfExists if_exists)
    : target_(directory_itself(target)), replace_(if_exists == IfExists::replace) {
  if (!replace_ && fs::exists(fs::symlink_status(target_))) {
    throw Error(target_.string() + " exists already");
  }
  make_directories(parent_of(target_));
  std::string name = (parent_of(target_) / ("." + target_.filename().string() + ".XXXXXX")).string();
  if (!::mkdtemp(name.data())) fail("cannot create", target_);
  staging_ = name;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(staging_.c_str(), 0777 & ~mask);  // mkdtemp gives 0700
}

StagedDirectory::~StagedDirectory() {
  std::error_code ignored;
  if (!staging_.empty()) fs::remove_all(staging_, ignored);
}

void StagedDirectory::commit() {
  for (const auto& entry : fs::recursive_directory_iterator(staging_)) {
    if (!entry.is_symlink()) sync(entry.path());
  }
  sync(staging_);
  fs::path old;
  if (!replace_ || !fs::exists(target_)) {
    if (!rename_by(RENAME_NOREPLACE, staging_, target_)) rename_plainly(staging_, target_);
  } else if (rename_by(RENAME_EXCHANGE, staging_, target_)) {
    old = staging_;
  } else {
    old = target_.string() + "-old" + staging_.extension().string();
    rename_plainly(target_, old);
    if (::rename(staging_.c_str(), target_.c_str()) != 0) {
      const int error = errno;
      rename_plainly(old, target_);
      fail("cannot replace", target_, error);
    }
  }
  staging_.clear();
  sync(parent_of(target_));
  std::error_code ignored;
  if (!old.empty()) fs::remove_all(old, ignored);
}

void StagedDirectory::remove_leftovers(fs::path target) {
  target = directory_itself(target);
  const std::string start = "." + target.filename().string() + ".";
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent_of(target), ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && name.size() == start.size() + 6 && entry.is_directory(ignored)) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    throw Error("cannot compute a SHA-256 checksum: OpenSSL offers none here");
  }
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace nmt

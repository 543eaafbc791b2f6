#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nmt {

// A text file of the user's, whole in memory.
struct TextFile {
  std::string name;       // for messages: "fra.txt", or "fra-eng.zip/fra.txt" inside an archive
  std::string file_name;  // without its folders; "-" for standard input
  std::string text;
  std::string about;      // what `_about.txt` beside it in the archive says, else empty
  std::string checksum;   // SHA-256 of the file as it lies on the disk
  std::size_t bytes = 0;  // its size on the disk
};

// Opens a plain text file, or the only text file (.txt, .tsv or no ending) in a .zip, .tar, .gz, .xz, .zst or
// .bz2; what a file is, its first bytes say and not its name. "-" is standard input. In archives, folders
// and names that begin with "_" or "." (`_about.txt`, `__MACOSX`, AppleDouble `._fra.txt`) are passed over.
// Throws Error if there is no such file, or more than one, or the archive is cut off or damaged; a git-LFS
// pointer, UTF-16 text and an empty file are recognised.
TextFile open_text(const std::filesystem::path& path);

// The same for bytes that are here already; `name` is what messages call them.
TextFile text_of(std::string bytes, const std::string& name);

}  // namespace nmt

#include "corpus/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <catch2/catch.hpp>
#include <vector>

#include "sample_corpus.h"
#include "scratch.h"

using namespace nmt;
using Catch::Contains;
using test::sample_corpus;
using test::Scratch;

namespace {

struct Entry {
  std::string path, text;
};

void write_archive(const std::filesystem::path& path, const std::vector<Entry>& entries,
                   int (*format)(archive*) = archive_write_set_format_zip,
                   int (*filter)(archive*) = archive_write_add_filter_none, bool sizes_later = false) {
  archive* writer = archive_write_new();
  filter(writer);
  format(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  REQUIRE(archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK);
  for (const auto& [name, text] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.back() == '/' ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0755);
    if (!sizes_later) archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
    archive_write_data(writer, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_free(writer);
}

}  // namespace

TEST_CASE("the same text comes out of every kind of wrapping, told by its bytes") {
  const Scratch scratch;
  const std::string text = sample_corpus();
  const std::vector<Entry> mac = {{"fra/", ""},
                                  {"__MACOSX/._fra", "x"},
                                  {"fra/_about.txt", "About."},
                                  {"__MACOSX/fra/._fra.txt", std::string("\0\5\26", 3)},
                                  {"fra/fra.txt", text}};
  const auto zip = archive_write_set_format_zip, tar = archive_write_set_format_ustar,
             raw = archive_write_set_format_raw;
  write_archive(scratch / "mac.zip", mac);
  write_archive(scratch / "later.zip", mac, zip, archive_write_add_filter_none, true);
  write_archive(scratch / "fra.tar", mac, tar);
  write_archive(scratch / "fra.tgz", mac, tar, archive_write_add_filter_gzip);
  for (const char* file : {"mac.zip", "later.zip", "fra.tar", "fra.tgz"}) {
    INFO(file);
    const TextFile opened = open_text(scratch / file);
    CHECK(opened.text == text);
    CHECK(opened.about == "About.");
    CHECK(opened.name == (scratch / file).string() + "/fra/fra.txt");
    CHECK(opened.file_name == file);
    CHECK(opened.checksum == sha256(read_file(scratch / file)));
  }
  write_file(scratch / "plain.zip", text);
  write_archive(scratch / "fra.gz", {{"fra.txt", text}}, raw, archive_write_add_filter_gzip);
  write_archive(scratch / "fra.xz", {{"fra.txt", text}}, raw, archive_write_add_filter_xz);
  write_archive(scratch / "fra.zst", {{"fra.txt", text}}, raw, archive_write_add_filter_zstd);
  write_archive(scratch / "fra.bz2", {{"fra.txt", text}}, raw, archive_write_add_filter_bzip2);
  for (const char* file : {"plain.zip", "fra.gz", "fra.xz", "fra.zst", "fra.bz2"}) {
    INFO(file);
    CHECK(open_text(scratch / file).text == text);
  }
}

TEST_CASE("an archive that is cut off, or holds none or two texts, is refused") {
  const Scratch scratch;
  const auto refused = [&](const std::string& file, const std::string& expected) {
    CHECK_THROWS_WITH(open_text(scratch / file), Contains(file) && Contains(expected));
  };
  const auto cut = [&](const std::string& file, const std::string& name) {
    const std::string bytes = read_file(scratch / file);
    write_file(scratch / name, bytes.substr(0, bytes.size() / 2));
    refused(name, "cut off or damaged");
  };
  write_archive(scratch / "a.zip", {{"fra.txt", sample_corpus()}});
  cut("a.zip", "cut.zip");
  write_archive(scratch / "a.gz", {{"fra.txt", sample_corpus()}}, archive_write_set_format_raw,
                archive_write_add_filter_gzip);
  cut("a.gz", "cut.gz");
  write_archive(scratch / "a.xz", {{"fra.txt", sample_corpus()}}, archive_write_set_format_raw,
                archive_write_add_filter_xz);
  cut("a.xz", "cut.xz");
  write_archive(scratch / "a.zst", {{"fra.txt", sample_corpus()}}, archive_write_set_format_raw,
                archive_write_add_filter_zstd);
  cut("a.zst", "cut.zst");
  std::string damaged = read_file(scratch / "a.zip");
  for (std::size_t i = 60; i < 600; ++i) damaged[i] ^= 0x55;
  write_file(scratch / "damaged.zip", damaged);
  refused("damaged.zip", "cut off or damaged");
  write_archive(scratch / "none.zip", {{"_about.txt", "x"}, {"picture.png", "x"}});
  refused("none.zip", "expected a text file in the archive, found none");
  write_archive(scratch / "two.zip", {{"a.txt", "x\ty\n"}, {"b/b.tsv", "x\ty\n"}});
  refused("two.zip", "found 2: a.txt, b/b.tsv");
}

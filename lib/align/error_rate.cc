#include "align/error_rate.h"

#include <algorithm>
#include <utility>

#include "base/line_reader.h"

namespace nmt {
namespace {

template <class Parse>
auto read(const std::string& path, Parse parse) {
  LineReader reader(path);
  std::vector<decltype(parse({}, {}))> lines;
  while (const auto line = reader.next()) {
    lines.push_back(parse(line->text, reader.name() + ":" + std::to_string(line->number)));
  }
  return lines;
}

bool contains(const std::vector<Link>& links, const Link& link) {
  return std::ranges::find(links, link) != links.end();
}

double share(long part, long all) {
  return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : 0;
}

void unique(std::vector<Link>& links) {
  std::ranges::sort(links, {}, [](const Link& link) { return std::pair(link.source, link.target); });
  links.erase(std::unique(links.begin(), links.end()), links.end());
}

}  // namespace

LinkCounts& LinkCounts::operator+=(const LinkCounts& other) {
  links += other.links;
  sure += other.sure;
  in_sure += other.in_sure;
  in_possible += other.in_possible;
  return *this;
}

LinkCounts count_links(std::vector<Link> links, const GoldLinks& gold) {
  unique(links);
  std::vector<Link> sure = gold.sure;
  unique(sure);
  LinkCounts counts{static_cast<long>(links.size()), static_cast<long>(sure.size())};
  for (const Link& link : links) {
    const bool is_sure = contains(sure, link);
    counts.in_sure += is_sure;
    counts.in_possible += is_sure || contains(gold.possible, link);
  }
  return counts;
}

double precision(const LinkCounts& counts) { return share(counts.in_possible, counts.links); }
double recall(const LinkCounts& counts) { return share(counts.in_sure, counts.sure); }
double alignment_error_rate(const LinkCounts& counts) {
  const long all = counts.links + counts.sure;
  return all > 0 ? 1 - share(counts.in_sure + counts.in_possible, all) : 0;
}

std::vector<std::vector<Link>> read_links(const std::string& path) { return read(path, parse_pharaoh); }

GoldFile read_gold(const std::string& path) {
  GoldFile file{read(path, parse_gold)};
  const auto for_each = [&](auto visit) {
    for (GoldLinks& gold : file.sentences) {
      for (Link& link : gold.sure) visit(link);
      for (Link& link : gold.possible) visit(link);
    }
  };
  for_each([&](const Link& link) { file.first = std::min({file.first, link.source, link.target}); });
  for_each([&](Link& link) {
    link.source -= file.first;
    link.target -= file.first;
  });
  return file;
}

}  // namespace nmt

#include "corpus/split.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/random.h"
#include "corpus/blocks.h"
#include "text/unicode.h"

namespace nmt {
namespace {

// Disjoint sets with path halving (Tarjan and van Leeuwen 1984). The smallest member stands for its set.
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::size_t find(std::size_t i) {
    for (; parent_[i] != i; i = parent_[i]) parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

void join_equal(UnionFind& sets, const std::vector<std::string>& keys) {
  std::unordered_map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < keys.size(); ++i) sets.join(first.emplace(keys[i], i).first->second, i);
}

struct Component {
  std::int64_t pairs = 0, sources = 0;
  Part part = Part::train;
};

struct Components {
  std::vector<Component> all;   // in the order of their first pairs
  std::vector<std::size_t> of;  // index of each pair's
  std::int64_t sources = 0;
};

Components find_components(const std::vector<Pair>& pairs, const Keys& keys) {
  UnionFind sets(pairs.size());
  join_equal(sets, keys.source);
  join_equal(sets, keys.target);
  Components found;
  found.of.resize(pairs.size());
  std::unordered_set<std::string_view> sources;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::size_t root = sets.find(i);  // never after i
    found.of[i] = root == i ? found.all.size() : found.of[root];
    if (root == i) found.all.emplace_back();
    Component& component = found.all[found.of[i]];
    ++component.pairs;
    component.sources += sources.insert(pairs[i].source).second;
  }
  found.sources = static_cast<std::int64_t>(sources.size());
  return found;
}

std::int64_t resolve(std::int64_t wanted, std::int64_t sources) {
  if (wanted != SplitOptions::kAuto) return wanted;
  return sources < 10 ? 0 : std::min<std::int64_t>(1000, (sources + 19) / 20);
}

void draw(Components& components, const std::vector<std::size_t>& order, Part part, std::int64_t wanted,
          std::int64_t most_pairs) {
  std::int64_t missing = wanted;
  for (const std::size_t i : order) {
    Component& component = components.all[i];
    if (component.part != Part::train || component.sources > missing || component.pairs > most_pairs)
      continue;
    component.part = part;
    missing -= component.sources;
    if (missing == 0) return;
  }
  if (missing == 0) return;
  throw Error("expected " + std::to_string(wanted) + " sentences for " +
              (part == Part::test ? "test" : "valid") + " that share none with the rest, found only " +
              std::to_string(wanted - missing) + " of " + std::to_string(components.sources) +
              "; ask for fewer, or give the parts as files");
}

std::int64_t count_shared(const std::vector<std::string>& keys, const std::vector<std::string>& others) {
  const std::unordered_set<std::string_view> other(others.begin(), others.end());
  std::unordered_set<std::string_view> shared;
  for (const std::string& key : keys) {
    if (other.contains(key)) shared.insert(key);
  }
  return static_cast<std::int64_t>(shared.size());
}

}  // namespace

Keys keys_of(const std::vector<Pair>& pairs, int threads) {
  Keys keys{std::vector<std::string>(pairs.size()), std::vector<std::string>(pairs.size())};
  parallel_for_each(pairs.size(), threads, [&](std::size_t i) {
    keys.source[i] = comparison_key(pairs[i].source);
    keys.target[i] = comparison_key(pairs[i].target);
  });
  return keys;
}

Split split(const std::vector<Pair>& pairs, const Keys& keys, const SplitOptions& options) {
  Components components = find_components(pairs, keys);
  std::vector<std::size_t> order(components.all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(options.seed, Purpose::split).shuffle(order);
  const auto most_pairs = std::max<std::int64_t>(10, static_cast<std::int64_t>(pairs.size()) / 100);
  draw(components, order, Part::test, resolve(options.test, components.sources), most_pairs);
  draw(components, order, Part::valid, resolve(options.valid, components.sources), most_pairs);
  Split result;
  result.components = static_cast<std::int64_t>(components.all.size());
  for (const Component& component : components.all)
    result.largest = std::max(result.largest, component.pairs);
  for (const std::size_t component : components.of) result.part.push_back(components.all[component].part);
  if (std::count(result.part.begin(), result.part.end(), Part::train) == 0) {
    throw Error("no pair is left to train on; ask for fewer valid and test sentences");
  }
  return result;
}

Overlap overlap(const Keys& part, const Keys& other) {
  return {count_shared(part.source, other.source), count_shared(part.target, other.target)};
}

std::vector<Example> group_by_source(const std::vector<Pair>& pairs) {
  std::vector<Example> examples;
  std::unordered_map<std::string_view, std::size_t> index;
  for (const Pair& pair : pairs) {
    const auto [found, is_new] = index.emplace(pair.source, examples.size());
    if (is_new) examples.push_back({pair.source, {}});
    examples[found->second].references.push_back(pair.target);
  }
  return examples;
}

}  // namespace nmt

#include "corpus/prepare.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "corpus/archive.h"
#include "corpus/blocks.h"
#include "corpus/describe.h"
#include "corpus/feature_sources.h"
#include "corpus/notice.h"
#include "corpus/reader.h"

namespace nmt {
namespace {

using nlohmann::json;

constexpr std::array kParts = {Part::train, Part::valid, Part::test};
constexpr std::array<const char*, 3> kPartNames = {"train", "valid", "test"};

template <class Item>
using ByPart = std::array<Item, 3>;

template <class Items>
auto& of(Items& items, Part part) {
  return items[static_cast<std::size_t>(part)];
}

// What is known so far; the stages below fill it from top to bottom.
struct Work {
  std::vector<TextFile> inputs;  // without their text
  std::int64_t lines = 0, read = 0;
  ByPart<std::vector<Pair>> pairs;
  ByPart<std::vector<IdPair>> ids;
  FeatureSources vectors;             // where the sources are
  std::vector<Tokenizer> tokenizers;  // joint, or source and target, or target alone
  json manifest;
};

TextFile open(Work& work, const std::string& path) {
  TextFile file = open_text(path);
  std::string text = std::exchange(file.text, {});
  work.inputs.push_back(file);
  file.text = std::move(text);
  return file;
}

std::vector<Pair> read_file(const InputFiles& files, const PrepareOptions& options, Work& work,
                            RuleCounts& rules, const Progress& progress) {
  const TextFile source = open(work, files.source);
  std::vector<Pair> pairs;
  if (files.kind == InputFiles::Kind::parallel) {
    const TextFile target = open(work, files.target);
    pairs = read_parallel(source, target, rules, work.lines);
  } else if (files.kind == InputFiles::Kind::references) {
    pairs = read_references(source, rules, work.lines);
  } else {
    pairs = read_pairs(source, rules, work.lines);
  }
  if (pairs.empty()) throw Error(source.name + ": no usable pair: " + rules.summary());
  if (options.source_features) work.vectors.read(files.source, pairs, progress);
  work.read += static_cast<std::int64_t>(pairs.size());
  return pairs;
}

void read_inputs(const PrepareOptions& options, Work& work, RuleCounts& rules, const Progress& progress) {
  for (const InputFiles& files : options.inputs) {
    auto pairs = read_file(files, options, work, rules, progress);
    auto& train = of(work.pairs, Part::train);
    train.insert(train.end(), std::make_move_iterator(pairs.begin()), std::make_move_iterator(pairs.end()));
  }
  const auto given = [&](Part part, const std::optional<InputFiles>& files) {
    if (files) of(work.pairs, part) = read_file(*files, options, work, rules, progress);
  };
  given(Part::valid, options.valid);
  given(Part::test, options.test);
  for (const TextFile& file : work.inputs) {
    work.manifest["inputs"].push_back(
        {{"name", file.file_name}, {"bytes", file.bytes}, {"sha256", file.checksum}});
  }
}

void clean_parts(const PrepareOptions& options, Work& work, RuleCounts& rules, const Progress& progress) {
  const Normalizer normalizer(options.normalizer);
  CleanOptions rest = options.clean;
  rest.text_sources = !options.source_features;
  for (auto& pairs : work.pairs) {
    if (options.reverse) {
      for (Pair& pair : pairs) std::swap(pair.source, pair.target);
    }
    pairs = clean(std::move(pairs), normalizer, rest, rules, options.threads, progress);
  }
  if (work.pairs[0].empty()) throw Error("no usable pair is left: " + rules.summary());
}

// Vectors are compared by their numbers, whatever their files are called.
Keys keys_of(const std::vector<Pair>& pairs, const PrepareOptions& options) {
  Keys keys = nmt::keys_of(pairs, options.threads);
  for (std::size_t i = 0; options.source_features && i < pairs.size(); ++i) {
    keys.source[i] = FeatureSources::key(pairs[i]);
  }
  return keys;
}

void split_parts(const PrepareOptions& options, Work& work) {
  SplitOptions wanted = options.split;
  // Where one part is given, the other is drawn only if a number was asked for.
  const bool given = options.valid || options.test;
  if (options.valid || (given && wanted.valid == SplitOptions::kAuto)) wanted.valid = 0;
  if (options.test || (given && wanted.test == SplitOptions::kAuto)) wanted.test = 0;
  auto all = std::move(of(work.pairs, Part::train));
  of(work.pairs, Part::train).clear();
  const Split result = split(all, keys_of(all, options), wanted);
  for (std::size_t i = 0; i < all.size(); ++i) of(work.pairs, result.part[i]).push_back(std::move(all[i]));
  work.manifest["split"] = {{"components", result.components},
                            {"largest_component_pairs", result.largest},
                            {"valid", options.valid ? "given" : "drawn"},
                            {"test", options.test ? "given" : "drawn"}};
}

void count_overlaps(const PrepareOptions& options, Work& work) {
  ByPart<Keys> keys;
  for (const Part part : kParts) of(keys, part) = keys_of(of(work.pairs, part), options);
  const auto add = [&](Part part, Part other) {
    const Overlap shared = overlap(of(keys, part), of(keys, other));
    const std::string name = std::string(kPartNames[static_cast<std::size_t>(part)]) + "_in_" +
                             kPartNames[static_cast<std::size_t>(other)];
    work.manifest["split"]["shared"][name] = {{"sources", shared.sources}, {"targets", shared.targets}};
  };
  add(Part::test, Part::train);
  add(Part::valid, Part::train);
  add(Part::test, Part::valid);
}

int automatic_vocabulary(std::size_t pairs) {
  return pairs < 10'000 ? 2000 : pairs < 50'000 ? 4000 : pairs < 1'000'000 ? 8000 : 16000;
}

// 0 where the source is no text.
int source_vocabulary(const PrepareOptions& options, const Work& work) {
  return options.source_features ? 0 : work.tokenizers.front().size();
}

void train_tokenizers(const PrepareOptions& options, Work& work) {
  const auto& train = of(work.pairs, Part::train);
  TokenizerOptions tokenizer = options.tokenizer;
  const bool automatic = tokenizer.vocab_size == PrepareOptions::kAutoVocabulary;
  if (automatic) tokenizer.vocab_size = automatic_vocabulary(train.size());
  std::vector<std::vector<std::string>> texts(options.joint_vocabulary || options.source_features ? 1 : 2);
  for (const Pair& pair : train) {
    if (!options.source_features) texts.front().push_back(pair.source);
    texts.back().push_back(pair.target);
  }
  std::vector<std::string> serialized(texts.size());
  parallel_for(static_cast<int>(texts.size()), options.threads, [&](int i) {
    serialized[static_cast<std::size_t>(i)] = train_tokenizer(texts[static_cast<std::size_t>(i)], tokenizer);
  });
  for (std::string& bytes : serialized) work.tokenizers.emplace_back(std::move(bytes), "new vocabulary");
  work.manifest["vocabulary"] = {{"asked", tokenizer.vocab_size},
                                 {"automatic", automatic},
                                 {"source", source_vocabulary(options, work)},
                                 {"target", work.tokenizers.back().size()}};
}

void encode(Part part, const PrepareOptions& options, Work& work, RuleCounts& rules,
            const Progress& progress) {
  auto& pairs = of(work.pairs, part);
  std::vector<IdPair> all(pairs.size());
  parallel_for_each(
      pairs.size(), options.threads,
      [&](std::size_t i) {
        all[i].target = work.tokenizers.back().encode_sentence(pairs[i].target);
        if (!options.source_features)
          all[i].source = work.tokenizers.front().encode_sentence(pairs[i].source);
      },
      progress);
  std::vector<Pair> kept;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t target = all[i].target.size() - 1;  // without </s>
    const std::size_t source = options.source_features
                                   ? static_cast<std::size_t>(work.vectors.positions(pairs[i]))
                                   : all[i].source.size() - 1;
    const std::size_t longest = std::max(source, target);
    if (longest > static_cast<std::size_t>(options.clean.max_length)) {
      rules.add(
          Rule::too_long, pairs[i].where,
          std::to_string(longest) + (options.source_features && source > target ? " vectors" : " pieces"));
    } else {
      kept.push_back(std::move(pairs[i]));
      of(work.ids, part).push_back(std::move(all[i]));
    }
  }
  pairs = std::move(kept);
}

void encode_parts(const PrepareOptions& options, Work& work, RuleCounts& rules, const Progress& progress) {
  for (const Part part : kParts) encode(part, options, work, rules, progress);
  if (of(work.ids, Part::train).empty()) throw Error("no pair is left to train on: " + rules.summary());
}

void add_vocabularies(const PrepareOptions& options, const Work& work, Files& files) {
  if (options.source_features) {
    files["target.spm"] = work.tokenizers[0].serialized();
  } else if (work.tokenizers.size() == 1) {
    files["joint.spm"] = work.tokenizers[0].serialized();
  } else {
    files["source.spm"] = work.tokenizers[0].serialized();
    files["target.spm"] = work.tokenizers[1].serialized();
  }
}

// Of the training part's sides.
json both_statistics(const PrepareOptions& options, const Work& work) {
  const auto& train = of(work.ids, Part::train);
  json sides = {{"target", statistics(train, &IdPair::target)}};
  if (!options.source_features) {
    sides["source"] = statistics(train, &IdPair::source);
    return sides;
  }
  std::vector<std::size_t> lengths;
  for (const Pair& pair : of(work.pairs, Part::train)) {
    lengths.push_back(static_cast<std::size_t>(work.vectors.positions(pair)));
  }
  sides["source"] = statistics(std::move(lengths));
  return sides;
}

void add_texts(Work& work, Files& files) {
  std::vector<Pair> all;
  for (const Part part : kParts) {
    const auto& pairs = of(work.pairs, part);
    all.insert(all.end(), pairs.begin(), pairs.end());
    const auto examples = group_by_source(pairs);
    const std::string name = kPartNames[static_cast<std::size_t>(part)];
    work.manifest["counts"][name] = {{"pairs", pairs.size()}, {"sources", examples.size()}};
    if (part != Part::train) files[name + ".tsv"] = write_examples(examples);
    if (work.vectors.features() == 0) continue;
    files[name + ".features"] = work.vectors.file_of(pairs, part != Part::train);
  }
  std::string& train = files["train.tsv"];
  for (const Pair& pair : of(work.pairs, Part::train)) train += pair.source + '\t' + pair.target + '\n';
  files["NOTICE"] = make_notice(work.inputs, all);
  std::string attribution = make_attribution_table(all);
  if (!attribution.empty()) files["attribution.tsv"] = std::move(attribution);
}

}  // namespace

void PrepareOptions::validate() const {
  if (inputs.empty()) throw Error("expected a file of sentence pairs, found none");
  if (tokenizer.vocab_size != kAutoVocabulary) tokenizer.validate();
  clean.validate();
  if (source_features && joint_vocabulary) {
    throw Error("--joint-vocab: a source of vectors has no words to share a vocabulary with; leave it out");
  }
  if (source_features && reverse) {
    throw Error("--reverse: a source of vectors cannot become the target; leave it out");
  }
  if (split.valid < SplitOptions::kAuto || split.test < SplitOptions::kAuto) {
    throw Error("expected 0 or more sentences for valid and test");
  }
  if (threads < 1) throw Error("expected 1 or more threads, found " + std::to_string(threads));
}

Prepared prepare(const PrepareOptions& options, const StageReport& report) {
  options.validate();
  std::string stage;
  const Progress progress = [&](std::size_t done, std::size_t total) {
    if (report) report(stage, done, total);
  };
  const auto begin = [&](const char* next) {
    stage = next;
    progress(0, 0);
  };
  Work work;
  RuleCounts rules(options.strict, options.most_places);
  begin("reading");
  read_inputs(options, work, rules, progress);
  begin("cleaning");
  clean_parts(options, work, rules, progress);
  begin("splitting");
  split_parts(options, work);
  begin("learning the vocabularies");
  train_tokenizers(options, work);
  begin("encoding");
  encode_parts(options, work, rules, progress);
  count_overlaps(options, work);
  work.manifest["counts"]["lines"] = work.lines;
  work.manifest["counts"]["pairs_read"] = work.read;
  work.manifest["train_pieces"] = both_statistics(options, work);
  describe(options, rules, work.manifest);
  Files files;
  add_vocabularies(options, work, files);
  add_texts(work, files);
  if (options.source_features) work.manifest["source_features"] = work.vectors.features();
  files["train.bin"] =
      serialize(of(work.ids, Part::train), source_vocabulary(options, work), work.tokenizers.back().size());
  seal(files, work.manifest);
  return {std::move(work.manifest), std::move(files), std::move(rules)};
}

}  // namespace nmt

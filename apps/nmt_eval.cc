#include <algorithm>
#include <functional>
#include <numeric>

#include "align/error_rate.h"
#include "base/error.h"
#include "cli.h"
#include "eval/bleu.h"
#include "eval/bootstrap.h"
#include "eval/chrf.h"
#include "eval/reference_file.h"
#include "eval/ter.h"

// nmt-eval HYPOTHESIS REFERENCE…: how good are translations, and do those of two systems differ?
namespace {

using namespace nmt;

using System = std::vector<std::string>;
using References = std::vector<std::vector<std::string>>;

constexpr const char* kVersion = "nmt-" NMT_VERSION;  // in signatures

struct Arguments {
  std::string hypothesis, other, by_length, alignments, gold;
  std::vector<std::string> references, metrics{"bleu", "chrf"};
  int samples = 1000;
  std::uint64_t seed = 1;
};

// Of all files together.
References read_all(const std::vector<std::string>& paths) {
  References all = read_reference_file(paths.front());
  for (const std::string& path : std::span(paths).subspan(1)) {
    const References more = read_reference_file(path);
    if (more.size() != all.size()) {
      throw Error(path + ": expected " + with_commas(static_cast<std::int64_t>(all.size())) +
                  " lines as in " + paths.front() + ", found " +
                  with_commas(static_cast<std::int64_t>(more.size())));
    }
    for (std::size_t i = 0; i < all.size(); ++i) all[i].insert(all[i].end(), more[i].begin(), more[i].end());
  }
  if (all.empty()) throw Error(paths.front() + ": expected references, found none");
  return all;
}

// A line for each of so many.
std::vector<std::string> checked(std::vector<std::string> sentences, const std::string& path,
                                 std::size_t lines) {
  if (sentences.size() == lines) return sentences;
  throw Error(path + ": expected a line for each of the " + with_commas(static_cast<std::int64_t>(lines)) +
              " with references, found " + with_commas(static_cast<std::int64_t>(sentences.size())));
}

struct Metric {
  std::string name;
  std::string signature;
  std::function<std::string(const System&, std::span<const std::size_t> sentences)> text;
  std::function<PairedBootstrap(const System&, const System&)> compare;
};

// Of statistics of sentences, which add up; `score_of` a sum, and `text_of` it.
template <class StatisticsOf, class ScoreOf, class TextOf>
Metric metric(std::string name, std::string signature, const References& references,
              const Arguments& arguments, StatisticsOf statistics_of, ScoreOf score_of, TextOf text_of) {
  const auto of = [&references, statistics_of](const System& system, std::size_t i) {
    return statistics_of(std::string_view(system[i]), std::span(references[i]));
  };
  using Statistics = decltype(of(System(), 0));
  return {std::move(name), std::move(signature),
          [=](const System& system, std::span<const std::size_t> sentences) {
            Statistics sum;
            for (const std::size_t i : sentences) sum += of(system, i);
            return text_of(sum);
          },
          [=, &arguments](const System& a, const System& b) {
            std::vector<Statistics> of_a, of_b;
            for (std::size_t i = 0; i < a.size(); ++i) {
              of_a.push_back(of(a, i));
              of_b.push_back(of(b, i));
            }
            const auto scores_of = [&](std::span<const std::uint32_t> sentences) {
              Statistics sum_a, sum_b;
              for (const std::uint32_t i : sentences) {
                sum_a += of_a[i];
                sum_b += of_b[i];
              }
              return std::pair<double, double>(score_of(sum_a), score_of(sum_b));
            };
            return paired_bootstrap(static_cast<std::uint32_t>(a.size()), scores_of, arguments.samples,
                                    arguments.seed);
          }};
}

using Its = std::span<const std::string>;  // references of a sentence

Metric bleu(const References& references, const Arguments& arguments) {
  return metric(
      "BLEU", bleu_signature(references, kVersion), references, arguments,
      [](std::string_view text, Its its) { return bleu_statistics(text, its); },
      [](const BleuStatistics& sum) { return score(sum).bleu; },
      [](const BleuStatistics& sum) { return to_string(score(sum)); });
}

Metric chrf(const char* name, ChrfOptions options, const References& references, const Arguments& arguments) {
  return metric(
      name, chrf_signature(references, kVersion, options), references, arguments,
      [=](std::string_view text, Its its) { return chrf_statistics(text, its, options); },
      [=](const ChrfStatistics& sum) { return score(sum, options); },
      [=](const ChrfStatistics& sum) { return chrf_text(score(sum, options), options); });
}

Metric ter(const References& references, const Arguments& arguments) {
  return metric(
      "TER", ter_signature(references, kVersion), references, arguments,
      [](std::string_view text, Its its) { return ter_statistics(text, its); },
      [](const TerStatistics& sum) { return score(sum); },
      [](const TerStatistics& sum) { return ter_text(score(sum)); });
}

std::vector<Metric> metrics_of(const References& references, const Arguments& arguments) {
  std::vector<Metric> metrics;
  for (const std::string& name : arguments.metrics) {
    if (name == "bleu") metrics.push_back(bleu(references, arguments));
    if (name == "chrf") metrics.push_back(chrf("chrF", {}, references, arguments));
    if (name == "chrf++") metrics.push_back(chrf("chrF++", {.word_order = 2}, references, arguments));
    if (name == "ter") metrics.push_back(ter(references, arguments));
  }
  return metrics;
}

std::string compared(const Metric& metric, const PairedBootstrap& result, const Arguments& arguments) {
  return metric.name + ": " + arguments.hypothesis + " " + fixed("%.2f", result.first) + ", " +
         arguments.other + " " + fixed("%.2f", result.second) + ", difference " +
         fixed("%+.2f", result.second - result.first) + " (95 %: " + fixed("%+.2f", result.low) + " to " +
         fixed("%+.2f", result.high) + "), p = " + fixed("%.4f", result.p) + " of " +
         with_commas(arguments.samples) + " samples";
}

// By the number of words in the source.
void print_by_length(const std::vector<Metric>& metrics, const System& system, const Arguments& arguments) {
  constexpr std::size_t kEnds[] = {5, 10, 15, 20, 30, 40, 60};
  const std::vector<std::string> sources =
      checked(read_sources(arguments.by_length), arguments.by_length, system.size());
  std::vector<std::vector<std::size_t>> buckets(std::size(kEnds) + 1);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::size_t words = 0;
    for (std::size_t at = 0; at < sources[i].size(); ++at) {
      words += sources[i][at] != ' ' && (at == 0 || sources[i][at - 1] == ' ');
    }
    buckets[static_cast<std::size_t>(std::ranges::lower_bound(kEnds, words) - std::begin(kEnds))].push_back(
        i);
  }
  for (std::size_t k = 0; k < buckets.size(); ++k) {
    if (buckets[k].empty()) continue;
    const std::string first = std::to_string(k == 0 ? 0 : kEnds[k - 1] + 1);
    const std::string range =
        k == std::size(kEnds) ? first + " or more" : first + "-" + std::to_string(kEnds[k]);
    for (const Metric& metric : metrics) {
      cli::write_out(range + " words, " + with_commas(static_cast<std::int64_t>(buckets[k].size())) +
                     " sentences\t" + metric.text(system, buckets[k]) + "\n");
    }
  }
}

// Links against those that people made.
void print_alignment_error_rate(const Arguments& arguments) {
  const auto count = [](auto n) { return with_commas(static_cast<std::int64_t>(n)); };
  const GoldFile gold = read_gold(arguments.gold);
  const auto found = read_links(arguments.alignments);
  if (found.size() != gold.sentences.size()) {
    throw Error(arguments.alignments + ": expected a line for each of the " + count(gold.sentences.size()) +
                " of " + arguments.gold + ", found " + count(found.size()));
  }
  LinkCounts sum;
  for (std::size_t i = 0; i < found.size(); ++i) sum += count_links(found[i], gold.sentences[i]);
  if (sum.sure == 0) throw Error(arguments.gold + ": expected sure links such as 1-2, found none");
  cli::write_out("AER = " + fixed("%.2f", 100 * alignment_error_rate(sum)) +
                 " (0-100, 0 is best), precision " + fixed("%.2f", 100 * precision(sum)) + ", recall " +
                 fixed("%.2f", 100 * recall(sum)) + ", " + count(sum.links) + " links against " +
                 count(sum.sure) + " sure ones of " + count(found.size()) + " sentences\n");
  cli::note(arguments.gold + " counts from " + std::to_string(gold.first));
}

int evaluate(const Arguments& arguments) {
  if (arguments.alignments.empty() != arguments.gold.empty()) {
    throw Error("--alignments and --gold go together: links and what they should be");
  }
  if (!arguments.gold.empty()) print_alignment_error_rate(arguments);
  const bool of_translations =
      !arguments.hypothesis.empty() || !arguments.other.empty() || !arguments.by_length.empty();
  if (!arguments.gold.empty() && !of_translations) return 0;
  if (arguments.references.empty()) {
    throw Error("expected translations and their references, or --alignments and --gold; see --help");
  }
  const References references = read_all(arguments.references);
  const auto read_system = [&](const std::string& path) {
    return checked(read_translations(path), path, references.size());
  };
  const System system = read_system(arguments.hypothesis);
  const std::vector<Metric> metrics = metrics_of(references, arguments);
  std::vector<std::size_t> all(system.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const Metric& metric : metrics) {
    cli::write_out(metric.text(system, all) + "\n");
    cli::note(metric.name + "|" + metric.signature);
  }
  if (!arguments.by_length.empty()) print_by_length(metrics, system, arguments);
  if (arguments.other.empty()) return 0;
  const System other = read_system(arguments.other);
  for (const Metric& metric : metrics) {
    cli::write_out(compared(metric, metric.compare(system, other), arguments) + "\n");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Scores translations against references (BLEU, chrF and TER as sacreBLEU 2 computes them), and "
      "word alignments against those by hand.",
      "nmt-eval");
  Arguments arguments;
  app.add_option("HYPOTHESIS", arguments.hypothesis, "Translations, a line each");
  app.add_option(
      "REFERENCE", arguments.references,
      "A reference in each line, or source TAB reference [TAB reference …] as in test.tsv; several "
      "files are several references");
  app.add_option("--metrics", arguments.metrics, "With commas between")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"bleu", "chrf", "chrf++", "ter"}))
      ->default_str("bleu,chrf")
      ->type_name("LIST");
  app.add_option("--paired", arguments.other,
                 "Translations of another system: the difference, its 95 % interval and p (Koehn 2004)")
      ->type_name("OTHER");
  app.add_option("--samples", arguments.samples, "For --paired")
      ->check(CLI::Range(100, 1000000))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--seed", arguments.seed, "For --paired")
      ->check(cli::not_negative())
      ->capture_default_str()
      ->type_name("N");
  app.add_option(
         "--by-length", arguments.by_length,
         "Scores by the number of words in the source too; FILE has the sources, in front of the first "
         "TAB if there is one")
      ->type_name("FILE");
  app.add_option("--alignments", arguments.alignments,
                 "Word alignments in Pharaoh's format, a line each: their error rate against --gold")
      ->type_name("LINKS");
  app.add_option("--gold", arguments.gold,
                 "Alignments by hand: 1-2 is sure, 1p2 possible; counted from 1, unless there is a 0")
      ->type_name("GOLD");
  cli::CommonOptions common;
  return cli::run(app, argc, argv, common, [&] { return evaluate(arguments); });
}

#include <unistd.h>

#include <cmath>
#include <iostream>
#include <optional>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/stopwatch.h"
#include "cli.h"
#include "eval/bleu.h"
#include "eval/chrf.h"
#include "eval/reference_file.h"
#include "search/line_remarks.h"
#include "search/translation_formats.h"
#include "text/lines.h"

// nmt-translate -m MODEL [FILE]: lines in, lines out.
namespace {

using namespace nmt;

enum class Format { text, tsv, json };

struct Arguments {
  std::string model, input = "-", reference;
  Format format = Format::text;
  AlignmentFormat alignments = AlignmentFormat::none;
  TranslatorOptions translator;
  bool score = false, line_buffered = false, word_scores = false;
};

// BLEU and chrF of what is translated, as it comes.
class Judge {
 public:
  explicit Judge(const std::string& path) : path_(path), references_(read_reference_file(path)) {}

  void add(const std::string& hypothesis) {
    const std::size_t sentence = seen_++;
    if (sentence >= references_.size()) return;
    bleu_ += bleu_statistics(hypothesis, references_[sentence]);
    chrf_ += chrf_statistics(hypothesis, references_[sentence]);
  }
  // `complete`: all that was to be translated is.
  void report(bool complete) const {
    if (complete && seen_ != references_.size()) {
      throw Error(path_ + ": expected a line for each of the " + std::to_string(seen_) +
                  " lines translated, found " + std::to_string(references_.size()));
    }
    if (seen_ == 0) return;
    std::cerr << to_string(nmt::score(bleu_)) << "\n" << chrf_text(nmt::score(chrf_)) << std::endl;
  }

 private:
  std::string path_;
  std::vector<std::vector<std::string>> references_;
  std::size_t seen_ = 0;
  BleuStatistics bleu_;
  ChrfStatistics chrf_;
};

// Reads windows of lines, translates them and writes them in their order.
class Session {
 public:
  Session(const Arguments& arguments, const Bundle& bundle)
      : arguments_(arguments),
        parts_{arguments.alignments, arguments.word_scores},
        reader_(arguments.input, &cli::stop_flag()),
        translator_(bundle, arguments.translator),
        prompt_(::isatty(reader_.descriptor())),
        vectors_(!bundle.source_tokenizer) {
    if (!arguments.reference.empty()) judge_.emplace(arguments.reference);
  }

  int run() {
    const Stopwatch watch;
    bool whole = true;
    while (whole && failure_.empty() && read_window()) {
      whole = arguments_.score ? score_window() : translate_window();
      cli::flush_out();
    }
    if (!failure_.empty()) throw Error(failure_);
    if (prompt_) std::cerr << std::endl;
    for (const std::string& text : remarks_.texts()) cli::warning(reader_.name() + ": " + text);
    summary(watch.seconds());
    const bool complete = whole && !cli::stop_requested();
    if (judge_) judge_->report(complete);
    return complete ? 0 : 1;
  }

 private:
  // False at the end of the input.
  bool read_window() {
    constexpr std::size_t kMostLines = 1000, kMostMatrices = 64, kMostBytes = std::size_t{1} << 20;
    const std::size_t most = prompt_ || arguments_.line_buffered ? 1 : vectors_ ? kMostMatrices : kMostLines;
    lines_.clear();
    std::size_t bytes = 0;
    while (lines_.size() < most && bytes < kMostBytes) {
      if (prompt_) std::cerr << "> " << std::flush;
      std::optional<Line> line = reader_.next();
      if (!line) break;
      if (vectors_ && !is_usable(*line)) {
        if (!prompt_) break;
        cli::warning(std::exchange(failure_, ""));
        continue;
      }
      if (!vectors_) remarks_.look_at(*line);
      bytes += line->text.size();
      lines_.push_back(std::move(line->text));
    }
    return !lines_.empty();
  }

  // Of a line that names vectors. What stands before one that is not is still done.
  bool is_usable(const Line& line) {
    const std::string name(arguments_.score ? columns_of(line.text).front() : line.text);
    std::string fault = translator_.fault_of(name);
    if (arguments_.score && name.empty() && !line.text.empty())
      fault = "expected the name of a .npy file before the TAB, found none";
    if (!fault.empty()) failure_ = reader_.name() + ":" + std::to_string(line.number) + ": " + fault;
    return fault.empty();
  }

  // These are false where Ctrl-C came between: what was done up to the first line that was not is written.
  bool translate_window() {
    for (const TranslatedLine& line : translator_.translate(lines_, &cli::stop_flag())) {
      if (line.translations.empty()) return false;
      if (line.parts > 1) remarks_.add(LineRemarks::in_parts, written_ + 1);
      if (judge_) judge_->add(line.translations.front().text());
      write(line);
    }
    return true;
  }

  bool score_window() {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& line : lines_) {
      const std::vector<std::string_view> columns = columns_of(line);
      if (columns.size() == 1 && !line.empty()) {
        throw Error(reader_.name() + ":" + std::to_string(written_ + pairs.size() + 1) +
                    ": --score expected a source, TAB and its translation, found no TAB");
      }
      pairs.emplace_back(columns[0], columns.size() > 1 ? columns[1] : std::string_view());
    }
    const std::vector<Translation> scored = translator_.score(pairs, &cli::stop_flag());
    for (std::size_t i = 0; i < scored.size(); ++i) {
      if (std::isnan(scored[i].log_probability)) remarks_.add(LineRemarks::unscored, written_ + 1);
      if (judge_) judge_->add(scored[i].text());
      write({vectors_ ? pairs[i].first : scored[i].pieces.source, {scored[i]}, 1});
    }
    return scored.size() == pairs.size();
  }

  void write(const TranslatedLine& line) {
    cli::write_out(formatted(line) + '\n');
    ++written_;
  }
  std::string formatted(const TranslatedLine& line) const {
    if (arguments_.format == Format::json) return json_line(line, written_ + 1);
    if (arguments_.format == Format::tsv) return tsv_lines(line, parts_);
    return arguments_.score ? score_line(line.translations.front(), parts_) : text_line(line, parts_);
  }

  void summary(double seconds) const {
    const TranslatorOptions& options = translator_.options();
    const BeamOptions& beam = options.beam;
    const std::string search = "beam " + std::to_string(beam.beam) + ", n-best " +
                               std::to_string(beam.n_best) + ", length penalty " +
                               fixed("%g", beam.length_penalty) + ", at most " +
                               fixed("%g", beam.max_length_ratio) + " x source + " +
                               std::to_string(beam.max_length_extra) + " pieces, ";
    cli::note((arguments_.score ? "scored " : "translated ") + with_commas(written_) + " sentences in " +
              fixed("%.2f", seconds) + " s, " +
              fixed("%.1f", static_cast<double>(written_) / std::max(seconds, 1e-9)) + " sentences/s (" +
              (arguments_.score ? "" : search) + "batches of " + std::to_string(options.batch_tokens) +
              " pieces, threads " + std::to_string(options.threads) + ", fp32)");
  }

  const Arguments& arguments_;
  TranslationFormat parts_;
  LineReader reader_;
  Translator translator_;
  bool prompt_, vectors_;
  std::string failure_;  // why it cannot go on
  std::optional<Judge> judge_;
  LineRemarks remarks_;
  std::vector<std::string> lines_;
  std::int64_t written_ = 0;
};

void add_search_options(CLI::App& app, TranslatorOptions& options) {
  app.add_option("--beam", options.beam.beam, "Hypotheses kept for each sentence; 1 is greedy")
      ->capture_default_str();
  app.add_option(
         "--n-best", options.beam.n_best,
         "Translations of each line, best first: with --format text TAB between them, with tsv a line "
         "each, with json as \"alternatives\"")
      ->capture_default_str();
  app.add_option("--length-penalty", options.beam.length_penalty,
                 "A of log-probability / length^A, by which translations are compared")
      ->capture_default_str()
      ->type_name("A");
  app.add_option("--max-length-ratio", options.beam.max_length_ratio,
                 "A translation has at most R pieces for each of the source, and 10 more")
      ->capture_default_str()
      ->type_name("R");
  app.add_option("--max-pieces", options.max_pieces, "A longer sentence is translated in parts and joined")
      ->capture_default_str();
  app.add_option("--batch-tokens", options.batch_tokens,
                 "Source pieces translated side by side; a matter of speed alone")
      ->capture_default_str();
}

void add_output_options(CLI::App& app, Arguments& arguments) {
  cli::add_choice<Format>(
      app, "--format", arguments.format,
      {{"text", Format::text}, {"tsv", Format::tsv}, {"json", Format::json}},
      "text: the translation; tsv: source, translation, score and log-probability; json: an object a line "
      "with all there is");
  cli::add_choice<AlignmentFormat>(
      app, "--alignments", arguments.alignments,
      {{"none", AlignmentFormat::none},
       {"pharaoh", AlignmentFormat::pharaoh},
       {"soft", AlignmentFormat::soft}},
      "Behind a TAB, of words: pharaoh: links such as 0-0 1-2, source first; soft: a JSON object with the "
      "weights; json always has both");
  app.add_flag("--word-scores", arguments.word_scores,
               "Behind a TAB: the log-probability of each word, with spaces between");
  app.add_flag(
      "--score", arguments.score,
      "Translate nothing: the input is source TAB translation, the output the log-probability of each "
      "translation, a line each");
  app.add_flag("--line-buffered", arguments.line_buffered,
               "Translate and write each line as it comes, and read no further before");
  app.add_option("--reference", arguments.reference,
                 "BLEU and chrF at the end on stderr, against FILE: a reference in each line, or source TAB "
                 "reference [TAB reference …] as in test.tsv")
      ->type_name("FILE");
}

// Those about the search, which --score does not need.
constexpr const char* kOfSearch[] = {"--beam", "--n-best", "--max-length-ratio", "--max-pieces"};

int translate(const CLI::App& app, Arguments& arguments, int threads) {
  cli::need_model(arguments.model);
  TranslatorOptions& options = arguments.translator;
  for (const char* name : kOfSearch) {
    if (arguments.score && app.count(name) > 0) {
      throw Error(std::string("--score looks for no translations: leave ") + name + " out");
    }
  }
  const bool aligned = arguments.alignments != AlignmentFormat::none;
  if ((aligned || arguments.word_scores) && arguments.format == Format::text && options.beam.n_best > 1) {
    throw Error("--n-best with --alignments or --word-scores needs --format tsv or json");
  }
  options.threads = threads;
  options.source_list = arguments.input;
  options.beam.alignments = aligned || arguments.format == Format::json;
  options.validate();
  const Bundle bundle = open_bundle(arguments.model);
  if (aligned && bundle.model->config().score == ScoreKind::none) {
    throw Error("--alignments: the model " + arguments.model + " has no attention (--score none)");
  }
  if (app.count("--max-pieces") > 0 && !bundle.source_tokenizer) {
    throw Error("--max-pieces: the model " + arguments.model +
                " reads vectors, which are never cut into parts; leave it out");
  }
  Session session(arguments, bundle);
  cli::catch_signals();
  return session.run();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Translates lines: one line out for each line in. An empty line stays empty; what is not UTF-8 is "
      "taken as a space. On a terminal it is a prompt.",
      "nmt-translate");
  cli::CommonOptions common;
  Arguments arguments;
  app.add_option("-m,--model", arguments.model, "The model, a directory of nmt-train")->type_name("MODEL");
  app.add_option(
         "FILE", arguments.input,
         "Lines to translate; - is stdin. For a model that was trained on vectors, names of .npy files, "
         "relative to FILE's folder")
      ->capture_default_str();
  add_search_options(app, arguments.translator);
  add_output_options(app, arguments);
  return cli::run(app, argc, argv, common, [&] { return translate(app, arguments, common.threads); });
}

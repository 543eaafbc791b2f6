#include <optional>

#include "base/error.h"
#include "base/stopwatch.h"
#include "cli.h"
#include "corpus/prepare.h"
#include "preparation_report.h"
#include "progress_bar.h"

// nmt-prep INPUT… -o DIR: sentence pairs in, a directory to train on out.
namespace {

using namespace nmt;

// The command line as it comes, before it becomes PrepareOptions.
struct Arguments {
  std::vector<std::string> inputs, train;
  std::vector<std::string> valid, test;  // a number, a file of references, or two files
  std::string source, source_features, target, output;
  std::string vocab_size = "auto", tokenizer;
  bool dry_run = false, force = false;
};

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == text.npos;
}

void add_input_options(CLI::App& app, Arguments& arguments, PrepareOptions& options) {
  app.add_option(
      "INPUT", arguments.inputs,
      "Anki files: source TAB target [TAB attribution], plain or in .zip, .gz, .xz, .zst; - is stdin");
  app.add_option("--source", arguments.source, "Source sentences, a line each; needs --target")
      ->type_name("FILE");
  app.add_option(
         "--source-features", arguments.source_features,
         "In place of --source: a list of .npy files, each a matrix (positions × features) of float32 or "
         "float64, a name a line, relative to the list; then the first of two files of --valid and --test, "
         "and the first column of one, name such files too")
      ->type_name("LIST");
  app.add_option("--target", arguments.target, "Their translations, line by line")->type_name("FILE");
  app.add_option("--train", arguments.train, "The training part: two parallel files, or one Anki file")
      ->expected(1, 2)
      ->type_name("FILE");
  const std::string part =
      ": so many source sentences with all their translations, drawn at random; or two "
      "parallel files, or one file source TAB reference [TAB reference …] "
      "(default: 5 %, at most 1000)";
  app.add_option("--valid", arguments.valid, "For validation" + part)->expected(1, 2)->type_name("N|FILE");
  app.add_option("--test", arguments.test, "For tests" + part)->expected(1, 2)->type_name("N|FILE");
  app.add_option("--src-lang", options.first_language, "Language of the first column, such as en")
      ->type_name("CODE");
  app.add_option("--tgt-lang", options.second_language, "Language of the second column, such as fr")
      ->type_name("CODE");
  app.add_flag("--reverse", options.reverse, "Learn from the second column to the first");
}

void add_text_options(CLI::App& app, Arguments& arguments, PrepareOptions& options) {
  app.add_option(
         "--vocab-size", arguments.vocab_size,
         "Pieces in a vocabulary; auto: 2000 below 10,000 training pairs, 4000 below 50,000, 8000 below "
         "a million, else 16000")
      ->check([](const std::string& text) {
        return text == "auto" || is_number(text) ? "" : "expected a number or auto, found " + text;
      })
      ->capture_default_str()
      ->type_name("N|auto");
  arguments.tokenizer = to_string(options.tokenizer.kind);
  app.add_option("--tokenizer", arguments.tokenizer, "What pieces are")
      ->check(CLI::IsMember({"unigram", "bpe", "char", "word"}))
      ->capture_default_str();
  app.add_flag("--joint-vocab", options.joint_vocabulary, "One vocabulary for both languages");
  app.add_option("--max-length", options.clean.max_length,
                 "Leave out pairs with a side of more pieces, or positions")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--max-ratio", options.clean.max_ratio,
                 "Leave out pairs of texts with one side so many times longer than the other (characters)")
      ->check(CLI::Range(1.0, 1e9))
      ->capture_default_str();
  app.add_flag("--lowercase", options.normalizer.lowercase, "Turn all text to lower case");
}

void add_run_options(CLI::App& app, Arguments& arguments, PrepareOptions& options) {
  app.add_option("--output,-o", arguments.output, "The directory to write")->type_name("DIR");
  app.add_option("--seed", options.split.seed, "Another number, another split")
      ->check(cli::not_negative())
      ->capture_default_str();
  app.add_flag("--dry-run", arguments.dry_run, "Only the report; nothing is written");
  app.add_flag("--force", arguments.force, "Replace DIR if nmt-prep made it");
  app.add_flag("--strict", options.strict, "Stop at the first bad line instead of skipping it");
}

InputFiles input_of(const std::vector<std::string>& files, InputFiles::Kind single) {
  if (files.size() == 2) return {InputFiles::Kind::parallel, files[0], files[1]};
  return {single, files[0], ""};
}

// In `--valid 500 fra.zip` the second value is INPUT, which CLI11 cannot know.
void set_part(const std::vector<std::string>& values, std::optional<InputFiles>& files, std::int64_t& number,
              PrepareOptions& options) {
  if (!values.empty() && is_number(values[0])) {
    number = std::stoll(values[0]);
    if (values.size() == 2) options.inputs.push_back({InputFiles::Kind::pairs, values[1], ""});
  } else if (!values.empty()) {
    files = input_of(values, InputFiles::Kind::references);
  }
}

void set_parallel(const Arguments& arguments, PrepareOptions& options) {
  const std::string& vectors = arguments.source_features;
  options.source_features = !vectors.empty();
  if (!arguments.source.empty() && options.source_features) {
    throw Error("--source and --source-features are the same side; leave one of them out");
  }
  const std::string& source = options.source_features ? vectors : arguments.source;
  if (source.empty() != arguments.target.empty()) {
    throw Error("--source (or --source-features) and --target belong together; found only one of them");
  }
  if (!source.empty()) options.inputs.push_back({InputFiles::Kind::parallel, source, arguments.target});
}

void set_options(const Arguments& arguments, PrepareOptions& options) {
  for (const std::string& input : arguments.inputs)
    options.inputs.push_back({InputFiles::Kind::pairs, input, ""});
  set_parallel(arguments, options);
  if (!arguments.train.empty()) options.inputs.push_back(input_of(arguments.train, InputFiles::Kind::pairs));
  set_part(arguments.valid, options.valid, options.split.valid, options);
  set_part(arguments.test, options.test, options.split.test, options);
  if (options.inputs.empty()) throw Error("expected INPUT, --source and --target, or --train; found none");
  if (options.source_features && options.inputs.size() > 1) {
    throw Error("--source-features: expected no other input to train on, found text; leave one of them out");
  }
  options.tokenizer.kind = tokenizer_kind(arguments.tokenizer);
  options.tokenizer.vocab_size =
      arguments.vocab_size == "auto" ? PrepareOptions::kAutoVocabulary : std::stoi(arguments.vocab_size);
  options.validate();
}

// Hours may pass before the directory is written: whether it can be is found out now.
void check_output(const Arguments& arguments) {
  if (arguments.dry_run) return;
  if (arguments.output.empty()) throw Error("expected -o DIR (or --dry-run), found neither");
  cli::check_directory(arguments.output);
  check_replaceable(arguments.output, arguments.force);
}

std::string shown(const Stopwatch& watch) { return fixed("%.1f s", watch.seconds()); }

Prepared prepare_showing_progress(const PrepareOptions& options, const Stopwatch& watch) {
  std::optional<cli::ProgressBar> bar;
  return prepare(options, [&](const std::string& stage, std::size_t done, std::size_t total) {
    if (total == 0) {
      bar.emplace(stage, "pairs");
      cli::detail(shown(watch) + ": " + stage);
    } else {
      bar->update(static_cast<double>(done), static_cast<double>(total));
    }
  });
}

int prepare_corpus(const Arguments& arguments, PrepareOptions& options, bool ratio_given) {
  const Stopwatch watch;
  if (ratio_given && !arguments.source_features.empty()) {
    throw Error("--max-ratio compares the lengths of texts, and --source-features is none; leave it out");
  }
  set_options(arguments, options);
  check_output(arguments);
  const Prepared prepared = prepare_showing_progress(options, watch);
  cli::report(prepared);
  if (arguments.dry_run) {
    cli::note("nothing written (--dry-run), " + shown(watch));
    return 0;
  }
  cli::catch_signals();  // so that none leaves half a directory behind
  write_prepared(arguments.output, prepared.files, arguments.force);
  cli::note("wrote " + arguments.output + ", " + shown(watch));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Turns sentence pairs into a corpus to train on: cleaned, split without leaks, in pieces.",
               "nmt-prep");
  cli::CommonOptions common;
  Arguments arguments;
  PrepareOptions options;
  add_input_options(app, arguments, options);
  add_text_options(app, arguments, options);
  add_run_options(app, arguments, options);
  return cli::run(app, argc, argv, common, [&] {
    options.threads = common.threads;
    if (common.verbose) options.most_places = SIZE_MAX;
    return prepare_corpus(arguments, options, app.count("--max-ratio") > 0);
  });
}

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "align/draw.h"
#include "align/formats.h"
#include "align/terminal.h"
#include "base/error.h"
#include "base/files.h"
#include "cli.h"
#include "progress_bar.h"
#include "search/aligner.h"
#include "sentence_input.h"

// nmt-align-viz -m MODEL [PAIRS.tsv] -o FILE: what the decoder looked at while it wrote each word.
namespace {

using namespace nmt;

enum class Format { text, svg, json, npy, pharaoh };

struct Arguments {
  std::string model, input = "-", output = "-";
  std::optional<Format> format;
  SoftOptions soft;
  TranslatorOptions translator;
  int sample = 0;  // 0: all
  std::uint64_t seed = 1;
};

// The one that is asked for, else what the file's name says.
Format format_of(const Arguments& arguments) {
  if (arguments.format) return *arguments.format;
  if (arguments.output == "-") return Format::text;
  std::string ending = std::filesystem::path(arguments.output).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  static const std::map<std::string, Format> kEndings{{".txt", Format::text},  {".svg", Format::svg},
                                                      {".json", Format::json}, {".jsonl", Format::json},
                                                      {".npy", Format::npy},   {".pharaoh", Format::pharaoh}};
  if (const auto found = kEndings.find(ending); found != kEndings.end()) return found->second;
  throw Error("-o " + arguments.output +
              ": expected a name that ends with .txt, .svg, .json, .jsonl, .npy or .pharaoh, or --format "
              "text|svg|json|npy|pharaoh; found " +
              (ending.empty() ? "no ending" : ending));
}

// A line for each line of the input, bad ones too, so that both stay side by side.
bool is_line_by_line(Format format) { return format == Format::json || format == Format::pharaoh; }

void check_attention(const Bundle& bundle, const std::string& path) {
  const ModelConfig& config = bundle.model->config();
  if (config.score != ScoreKind::none) return;
  throw Error(path + ": a model without attention (preset " + config.preset +
              ") has no weights to show; train one with, say, --preset base");
}

// Where the output goes: standard output, or a file that appears whole or not at all.
class Output {
 public:
  void open(const std::string& name) {
    if (name != "-") file_.emplace(name);
  }
  void write(std::string_view text) { file_ ? file_->write(text) : cli::write_out(text); }
  void commit() { file_ ? file_->commit() : cli::flush_out(); }

 private:
  std::optional<StagedFile> file_;
};

int output_width(const Arguments& arguments) {
  winsize size{};
  const bool known = arguments.output == "-" && ::isatty(STDOUT_FILENO) &&
                     ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : TerminalOptions().width;
}

class Session {
 public:
  Session(const Arguments& arguments, Format format, const Bundle& bundle)
      : arguments_(arguments), format_(format), bundle_(bundle), translator_(bundle, arguments.translator) {}

  int run() {
    input_ = cli::read_sentence_input(arguments_.input, translator_, bundle_,
                                      {arguments_.sample, arguments_.seed, is_line_by_line(format_)});
    check_number();
    cli::catch_signals();  // from here on there is something to clean up
    output_.open(arguments_.output);
    cli::ProgressBar bar("aligning", "pairs");
    for (std::size_t done = 0; done < input_.sentences.size();) {
      const auto block = block_at(done);
      write(block, align_block(block));
      done += block.size();
      bar.update(static_cast<double>(done), static_cast<double>(input_.sentences.size()));
    }
    bar.clear();
    input_.left_out.report();
    if (aligned_ == 0) throw Error(input_.name + ": nothing to align: every line was left out");
    output_.commit();
    summary();
    return 0;
  }

 private:
  static constexpr std::size_t kMostDrawn = 50, kMostSquares = 200'000;

  void check_number() const {
    const std::string found = input_.name + ": found " +
                              with_commas(static_cast<std::int64_t>(input_.sentences.size())) + " pairs, ";
    if (format_ == Format::npy && input_.sentences.size() > 1) {
      throw Error(found + "but a .npy file holds one matrix: give one line, --sample 1, or --format json");
    }
    if (!is_line_by_line(format_) && input_.sentences.size() > kMostDrawn) {
      throw Error(found + "too many to draw: expected at most " + std::to_string(kMostDrawn) +
                  "; --sample N draws some, --format json and pharaoh have no limit");
    }
  }

  // Some sentences, not too much text at once; all of those that are drawn.
  std::span<Sentence> block_at(std::size_t begin) {
    constexpr std::size_t kMostBytes = std::size_t{1} << 18;
    const std::size_t most = bundle_.source_tokenizer ? 512 : 64;  // vectors are large
    std::size_t end = begin, bytes = 0;
    while (end < input_.sentences.size() &&
           (!is_line_by_line(format_) || (end - begin < most && bytes < kMostBytes))) {
      bytes += input_.sentences[end++].source.size();
    }
    return {input_.sentences.data() + begin, end - begin};
  }

  std::vector<PieceAlignment> align_block(std::span<Sentence> block) {
    std::vector<PieceAlignment> alignments;
    for (AlignedSentence& aligned : align(translator_, block, &cli::stop_flag())) {
      Sentence& sentence = block[alignments.size()];
      if (cli::stop_requested()) throw Error("interrupted: " + arguments_.output + " is not written");
      if (sentence.fault.empty() && aligned.pieces.weights.empty()) {
        sentence.fault = "expected at most " + with_commas(translator_.most_source_pieces()) +
                         " pieces in a sentence and " + with_commas(Translator::kMostForced) +
                         " in its translation, found more";
        input_.left_out.add(sentence);
      }
      if (sentence.fault.empty()) ++aligned_;
      tell_parts(sentence, aligned.parts);
      alignments.push_back(sentence.fault.empty() ? std::move(aligned.pieces) : PieceAlignment());
    }
    return alignments;
  }

  static void tell_parts(const Sentence& sentence, int parts) {
    if (parts == 1) return;
    cli::note(sentence.where + ": too long for the model at once, translated in " + std::to_string(parts) +
              " parts");
  }

  void write(std::span<const Sentence> block, const std::vector<PieceAlignment>& alignments) {
    if (is_line_by_line(format_)) {
      for (const PieceAlignment& alignment : alignments) output_.write(line_of(alignment) + "\n");
      return;
    }
    std::vector<SoftAlignment> soft;
    std::vector<std::string> captions;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (!block[i].fault.empty()) continue;
      soft.push_back(soft_alignment(alignments[i], arguments_.soft));
      captions.push_back("line " + std::to_string(block[i].line));
    }
    if (soft.size() == 1) captions[0].clear();
    check_size(soft);
    if (!soft.empty()) output_.write(drawing(soft, captions));
  }

  std::string line_of(const PieceAlignment& alignment) const {
    if (format_ == Format::pharaoh) return pharaoh_line(hard_links(alignment, arguments_.soft.level));
    const bool bad = alignment.weights.empty();
    return json_line(soft_alignment(alignment, bad ? SoftOptions() : arguments_.soft));
  }

  static void check_size(const std::vector<SoftAlignment>& soft) {
    std::size_t squares = 0;
    for (const SoftAlignment& alignment : soft) squares += alignment.weights.size();
    if (squares <= kMostSquares) return;
    throw Error("expected at most " + with_commas(kMostSquares) + " squares in a drawing, found " +
                with_commas(static_cast<std::int64_t>(squares)) +
                ": leave out the longest sentences, or use --format json");
  }

  std::string drawing(const std::vector<SoftAlignment>& soft,
                      const std::vector<std::string>& captions) const {
    if (format_ == Format::npy) return npy_file(soft.front());
    if (format_ == Format::text) return text_of_all(soft, captions);
    std::vector<HeatMap> maps;
    for (std::size_t i = 0; i < soft.size(); ++i) maps.push_back({&soft[i], captions[i]});
    return svg_drawing(maps);
  }

  std::string text_of_all(const std::vector<SoftAlignment>& soft,
                          const std::vector<std::string>& captions) const {
    const TerminalOptions options{.width = output_width(arguments_)};
    std::string text;
    for (std::size_t i = 0; i < soft.size(); ++i) {
      if (i > 0) text += "\n";
      if (!captions[i].empty()) text += captions[i] + "\n";
      text += terminal_text(soft[i], options);
    }
    return text;
  }

  void summary() const {
    std::string text = "aligned " + with_commas(aligned_) + (aligned_ == 1 ? " pair" : " pairs");
    if (input_.left_out.count() > 0) text += ", left out " + with_commas(input_.left_out.count());
    if (arguments_.output != "-") text += "; wrote " + arguments_.output;
    cli::note(text);
  }

  const Arguments& arguments_;
  Format format_;
  const Bundle& bundle_;
  Translator translator_;
  Output output_;
  cli::SentenceInput input_;
  std::int64_t aligned_ = 0;
};

int visualize(Arguments& arguments, int threads) {
  cli::need_model(arguments.model);
  const Format format = format_of(arguments);
  if (format == Format::pharaoh && arguments.soft.eos) {
    throw Error("--eos: Pharaoh's format has no place for </s>; use another --format, or leave --eos out");
  }
  arguments.translator.threads = threads;
  arguments.translator.source_list = arguments.input;
  arguments.translator.beam.alignments = true;
  const Bundle bundle = open_bundle(arguments.model);
  check_attention(bundle, arguments.model);
  return Session(arguments, format, bundle).run();
}

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option(
         "PAIRS", arguments.input,
         "A line for each sentence (or .npy file, for a model that was trained on vectors); behind a TAB its "
         "translation, or it is translated first; - is stdin")
      ->capture_default_str()
      ->type_name("");
  app.add_option("-m,--model", arguments.model, "A model of nmt-train, with attention")->type_name("MODEL");
  app.add_option("-o,--output", arguments.output, "Where the alignments go; - is stdout")
      ->capture_default_str()
      ->type_name("FILE");
  cli::add_choice<Format>(
      app, "--format", arguments.format,
      {{"text", Format::text},
       {"svg", Format::svg},
       {"json", Format::json},
       {"npy", Format::npy},
       {"pharaoh", Format::pharaoh}},
      "Matrices to read or to look at, data, links (default: by FILE's ending; text for "
      "stdout). json and pharaoh have a line for each line of PAIRS, empty for a bad one; "
      "npy holds one matrix");
  cli::add_choice<Level>(app, "--level", arguments.soft.level,
                         {{"word", Level::word}, {"piece", Level::piece}}, "What rows and columns stand for");
  app.add_flag("--eos", arguments.soft.eos, "Keep the row and the column of </s>");
  app.add_option("--beam", arguments.translator.beam.beam, "Hypotheses where a sentence is translated")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--sample", arguments.sample, "Only so many pairs, drawn at random, in their order (0: all)")
      ->check(cli::not_negative())
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--seed", arguments.seed, "Another number, another sample")
      ->capture_default_str()
      ->type_name("N");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Shows what a translation model looked at while it wrote each word.", "nmt-align-viz");
  cli::CommonOptions common;
  Arguments arguments;
  add_options(app, arguments);
  return cli::run(app, argc, argv, common, [&] { return visualize(arguments, common.threads); });
}

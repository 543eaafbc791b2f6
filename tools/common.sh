# Sourced by the scripts that train models, which set `least`: how many arguments they need. With fewer it prints
# what stands at the top of the script from "Usage:" on, and ends. The commands are those of the folder named by
# BUILD (default: build).
if [ $# -lt "$least" ]; then
  sed -n '/^# Usage:/,/^[^#]/s/^# //p' "$0" >&2
  exit 2
fi
build=${BUILD:-build}
PATH=$(cd "$build" && pwd):$PATH

# has_ended MODEL: whether its training came to an end of its own.
has_ended() { grep -qsE '^ended: (--max|no better)' "$1.log"; }

# train DATA MODEL OPTION…: unless that has been done. What was interrupted goes on where it was; with other options
# than before it is refused. What is asked to stop stops the script as well.
train() {
  train_data=$1 train_model=$2
  shift 2
  ! has_ended "$train_model" || return 0
  train_how=--force
  [ ! -e "$train_model/training/checkpoint.json" ] || train_how=--resume
  nmt-train "$train_data" -o "$train_model" $train_how "$@" ${TRAIN_OPTIONS-} >> "$train_model.log" 2>&1 ||
    { tail -n 3 "$train_model.log" >&2; exit 1; }
  has_ended "$train_model" || { tail -n 1 "$train_model.log" >&2; exit 1; }
}

# score DATA MODEL: translates the test part, unless that has been done.
score() {
  [ ! -e "$2.score" ] || return 0
  cut -f 1 "$1/test.tsv" > "$2.source"
  nmt-translate -m "$2" --reference "$1/test.tsv" "$2.source" > "$2.translation" 2> "$2.score.part" ||
    { tail -n 3 "$2.score.part" >&2; exit 1; }
  mv "$2.score.part" "$2.score"
}

# A table in Markdown; table_row NAME MODEL…: what came of models that differ in their seeds, means ± standard
# deviations.
table_head() {
  printf '| %s | valid cross-entropy, nats a piece | BLEU | chrF | target pieces/s | parameters |\n' "$1"
  printf '|---|---|---|---|---|---|\n'
}
table_row() {
  row_name=$1
  shift
  for row_model in "$@"; do cat "$row_model.log" "$row_model.score"; done |
    awk -v name="$row_name" '
    function number(pattern) { return match($0, pattern " [0-9.]+") ? substr($0, RSTART + length(pattern) + 1) + 0 : 0 }
    function add(name, value) { sum[name] += value; squares[name] += value * value }
    function mean(name, format,   m, v) {
      m = sum[name] / runs
      v = runs > 1 ? (squares[name] - runs * m * m) / (runs - 1) : 0
      return sprintf(format, m) (runs > 1 ? " ± " sprintf(format, sqrt(v > 0 ? v : 0)) : "")
    }
    match($0, /: [0-9,]+ parameters/) { size = substr($0, RSTART + 2, RLENGTH - 13) }
    /^update/ && /the best so far/ { loss = number("cross-entropy") }
    /^update/ && match($0, /[0-9,]+ pieces\/s/) { speed = substr($0, RSTART, RLENGTH - 9); gsub(",", "", speed) }
    /^BLEU/ { add("bleu", number("BLEU =")) }
    /^chrF/ { ++runs; add("chrf", number("chrF2 =")); add("loss", loss); add("speed", speed) }
    END {
      if (runs == 0) exit 1
      printf "| %s | %s | %s | %s | %s | %s |\n", name, mean("loss", "%.3f"), mean("bleu", "%.2f"),
             mean("chrf", "%.2f"), mean("speed", "%.0f"), size
    }'
}

# table_of_seeds DATA MODEL NAME OPTION…: trains and scores MODEL-SEED for each of SEEDS (default: 1), and prints
# their line of the table.
table_of_seeds() {
  seeds_data=$1 seeds_model=$2 seeds_name=$3 models=
  shift 3
  for seed in ${SEEDS:-1}; do
    train "$seeds_data" "$seeds_model-$seed" --seed "$seed" "$@"
    score "$seeds_data" "$seeds_model-$seed"
    models="$models $seeds_model-$seed"
  done
  table_row "$seeds_name" $models
}

# draw_curves FILE AXIS: an SVG of the lines "name TAB place on the axis TAB BLEU" of FILE, a curve for each name;
# the places stand at equal distances, in their order in the file.
draw_curves() {
  awk -F '\t' -v axis="$2" '
    function x(i) { return columns > 1 ? 60 + 480 * i / (columns - 1) : 300 }
    function y(bleu) { return 300 - 260 * (bleu - bottom) / (top - bottom) }
    {
      if (!($1 in seen)) { seen[$1]; name[curves++] = $1 }
      if (!($2 in column)) { column[$2]; label[columns++] = $2 }
      bleu[$1, $2] = $3
      if (top == "" || $3 > top) top = $3
      if (bottom == "" || $3 < bottom) bottom = $3
    }
    END {
      split("#1b6ca8 #c8553d #3d8b37 #8a4fbf #b58900 #444444", color, " ")
      top = 10 * int(top / 10 + 1)
      bottom = 10 * int(bottom / 10)
      print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"360\" font-family=\"sans-serif\" font-size=\"12\">"
      print "<rect width=\"600\" height=\"360\" fill=\"white\"/>"
      for (tick = bottom; tick <= top; tick += 10) {
        printf "<path d=\"M60 %g H540\" stroke=\"#ddd\"/><text x=\"52\" y=\"%g\" text-anchor=\"end\">%d</text>\n", y(tick), y(tick) + 4, tick
      }
      for (i = 0; i < columns; ++i) printf "<text x=\"%g\" y=\"320\" text-anchor=\"middle\">%s</text>\n", x(i), label[i]
      print "<text x=\"300\" y=\"345\" text-anchor=\"middle\">" axis "</text>"
      print "<text x=\"60\" y=\"24\" text-anchor=\"middle\">BLEU</text>"
      for (p = 0; p < curves; ++p) {
        points = ""
        for (i = 0; i < columns; ++i) {
          if (!((name[p], label[i]) in bleu)) continue
          height = y(bleu[name[p], label[i]])
          points = points sprintf("%g,%g ", x(i), height)
          printf "<circle cx=\"%g\" cy=\"%g\" r=\"3\" fill=\"%s\"/>\n", x(i), height, color[p % 6 + 1]
        }
        printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points, color[p % 6 + 1]
        printf "<text x=\"%g\" y=\"20\" fill=\"%s\">%s</text>\n", 120 + 140 * p, color[p % 6 + 1], name[p]
      }
      print "</svg>"
    }' "$1"
}

#!/bin/sh
# Trains presets side by side, of equal hidden size and for an equal number of updates, and prints a table of
# them in Markdown: quality on the test part, speed, size. With several seeds, means ± standard deviations. What is
# trained already is not trained again, so it can be stopped and called once more.
# Usage: tools/compare_presets.sh DATA OUT UPDATES [PRESET…]
#   DATA     a prepared directory (nmt-prep)
#   OUT      where the models and their logs go
#   PRESET   default: all that nmt-train knows
# BUILD (default: build) is where the commands are; SEEDS (default: 1) are trained each; TRAIN_OPTIONS are added to
# nmt-train's.
set -eu
if [ $# -lt 3 ]; then
  sed -n '5,10s/^# //p' "$0" >&2
  exit 2
fi
data=$1 out=$2 updates=$3
shift 3
. "$(dirname "$0")/comparison.sh"
[ $# -gt 0 ] || set -- $(nmt-train --list-presets | awk '/^[^ ]/ { print $1 }')
mkdir -p "$out"

cut -f 1 "$data/test.tsv" > "$out/test.source"
printf '| preset | valid cross-entropy | BLEU | chrF | target pieces/s | parameters |\n'
printf '|---|---|---|---|---|---|\n'
for preset in "$@"; do
  for seed in ${SEEDS:-1}; do
    model=$out/$preset-$seed
    train "$data" "$model" --preset "$preset" --max-updates "$updates" --seed "$seed"
    if [ ! -e "$model.score" ]; then
      nmt-translate -m "$model" --reference "$data/test.tsv" "$out/test.source" > "$model.translation" \
        2> "$model.score.part" || { tail -n 3 "$model.score.part" >&2; exit 1; }
      mv "$model.score.part" "$model.score"
    fi
    cat "$model.log" "$model.score"
  done | awk -v preset="$preset" '
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
      printf "| `%s` | %s | %s | %s | %s | %s |\n", preset, mean("loss", "%.3f"), mean("bleu", "%.2f"),
             mean("chrf", "%.2f"), mean("speed", "%.0f"), size
    }'
done

#!/bin/sh
# Trains presets side by side, of equal hidden size and for an equal number of updates, and prints a table of
# them in Markdown: quality on the test part, speed, size. What is trained already is not trained again, so it
# can be stopped and called once more.
# Usage: tools/compare_presets.sh DATA OUT UPDATES [PRESET…]
#   DATA     a prepared directory (nmt-prep)
#   OUT      where the models and their logs go
#   PRESET   default: all that nmt-train knows
# BUILD (default: build) is where the commands are; TRAIN_OPTIONS are added to nmt-train's.
set -eu
if [ $# -lt 3 ]; then
  sed -n '5,9s/^# //p' "$0" >&2
  exit 2
fi
data=$1 out=$2 updates=$3
shift 3
build=${BUILD:-build}
PATH=$(cd "$build" && pwd):$PATH
[ $# -gt 0 ] || set -- $(nmt-train --list-presets | awk '/^[^ ]/ { print $1 }')
mkdir -p "$out"

cut -f 1 "$data/test.tsv" > "$out/test.source"
printf '| preset | valid cross-entropy | BLEU | chrF | target pieces/s | parameters |\n'
printf '|---|---|---|---|---|---|\n'
for preset in "$@"; do
  model=$out/$preset log=$out/$preset.log
  if ! grep -qs '^ended' "$log"; then
    nmt-train "$data" -o "$model" --force --preset "$preset" --hidden 512 --embedding 256 --schedule linear \
      --warmup 300 --max-updates "$updates" --patience 0 --seed 1 ${TRAIN_OPTIONS-} > "$log" 2>&1 ||
      { tail -n 3 "$log" >&2; exit 1; }
  fi
  nmt-translate -m "$model" --reference "$data/test.tsv" "$out/test.source" > "$out/$preset.translation" \
    2> "$out/$preset.score"
  awk -v preset="$preset" -v score="$(grep -m 1 BLEU "$out/$preset.score")" '
    match($0, /: [0-9,]+ parameters/) { size = substr($0, RSTART + 2, RLENGTH - 13) }
    /^update/ && /the best so far/ { match($0, /cross-entropy [0-9.]+/); loss = substr($0, RSTART + 14, RLENGTH - 14) }
    /^update/ && match($0, /[0-9,]+ pieces\/s/) { speed = substr($0, RSTART, RLENGTH - 9) }
    END {
      match(score, /BLEU [0-9.]+/); bleu = substr(score, RSTART + 5, RLENGTH - 5)
      match(score, /chrF [0-9.]+/); chrf = substr(score, RSTART + 5, RLENGTH - 5)
      printf "| `%s` | %s | %s | %s | %s | %s |\n", preset, loss, bleu, chrf, speed, size
    }' "$log"
done

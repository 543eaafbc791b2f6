#!/bin/sh
# BLEU by the length of the source, with and without attention (Bahdanau et al. 2015, figure 2): trains presets
# on pairs of which half are joined from 2 to 6 others, translates test sentences alone and joined by 2 to 6, and
# draws OUT/length_curve.svg. What is trained already is not trained again.
# Usage: tools/length_curve.sh DATA OUT UPDATES [PRESET…]
#   DATA     a prepared directory (nmt-prep), whose train.tsv, valid.tsv and test.tsv are joined
#   OUT      where data, models, logs and figures go
#   PRESET   default: seq2seq bahdanau luong-local-p
# BUILD (default: build) is where the commands are; TRAIN_OPTIONS are added to nmt-train's.
set -eu
least=3
. "$(dirname "$0")/common.sh"
data=$1 out=$2 updates=$3
shift 3
[ $# -gt 0 ] || set -- seq2seq bahdanau luong-local-p
lengths="1-5 6-10 11-15 16-20 21-30 31-40 41-60" # words of the source
mkdir -p "$out"

# Lines of like length and with an equal source follow each other in a flash-card file.
shuffled() {
  awk -F '\t' -v OFS='\t' 'BEGIN { srand(1) } { print rand(), $1, $2 }' "$1" | LC_ALL=C sort -s -k 1,1 | cut -f 2-
}
# join_lines PART NUMBERS: the lines of standard input in groups, of the numbers in turn until all lines are used.
join_lines() {
  awk -F '\t' -v name="$1" -v numbers="$2" '
    BEGIN { count = split(numbers, number, " ") }
    wanted == 0 { wanted = number[turn++ % count + 1]; source = target = "" }
    {
      source = source (source == "" ? "" : " ") $1
      target = target (target == "" ? "" : " ") $2
      if (--wanted == 0) { print source >> (name ".source"); print target >> (name ".target") }
    }'
}
if [ ! -d "$out/data" ]; then
  rm -f "$out"/*.source "$out"/*.target
  for part in train valid; do shuffled "$data/$part.tsv" | join_lines "$out/$part" "1 2 1 3 1 4 1 5 1 6"; done
  for number in 1 2 3 4 5 6; do shuffled "$data/test.tsv" | join_lines "$out/test" "$number"; done
  nmt-prep --train "$out/train.source" "$out/train.target" --valid "$out/valid.source" "$out/valid.target" \
    --test "$out/test.source" "$out/test.target" --vocab-size 8000 --max-length 200 -o "$out/data"
fi

# One test file for each length, with its reference.
for range in $lengths; do
  paste "$out/test.source" "$out/test.target" |
    awk -F '\t' -v low="${range%-*}" -v high="${range#*-}" '
      { words = split($1, word, " ") } words >= low && words <= high' > "$out/test.$range.tsv"
  cut -f 1 "$out/test.$range.tsv" > "$out/test.$range.source"
done

for preset in "$@"; do
  # A predicted window learns its place from what it sees: of 10 positions a side, it gets lost in sources of 60.
  case $preset in *-local-*) window="--half-width 20" ;; *) window= ;; esac
  train "$out/data" "$out/$preset" --preset "$preset" $window --hidden 512 --embedding 256 --schedule linear \
    --warmup 300 --patience 0 --max-updates "$updates" --seed 1
  for range in $lengths; do
    [ -s "$out/test.$range.source" ] || continue
    bleu=$(nmt-translate -m "$out/$preset" --reference "$out/test.$range.tsv" "$out/test.$range.source" 2>&1 \
      > /dev/null | sed -n 's/^BLEU = \([0-9.]*\).*/\1/p')
    printf '%s\t%s\t%s\t%s\n' "$preset" "$range" "$bleu" "$(wc -l < "$out/test.$range.source")"
  done
done | tee "$out/length_curve.tsv"

draw_curves "$out/length_curve.tsv" "words of the source" > "$out/length_curve.svg"

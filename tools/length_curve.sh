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
if [ $# -lt 3 ]; then
  sed -n '5,10s/^# //p' "$0" >&2
  exit 2
fi
data=$1 out=$2 updates=$3
shift 3
. "$(dirname "$0")/comparison.sh"
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

awk -F '\t' '
  function x(i) { return 60 + 480 * i / (count - 1) }
  function y(bleu) { return 300 - 260 * bleu / top }
  {
    if (!($1 in place)) { place[$1] = presets; name[presets++] = $1 }
    if (!($2 in column)) { column[$2] = count; range[count++] = $2 }
    bleu[$1, $2] = $3
    if ($3 > top) top = $3
  }
  END {
    split("#1b6ca8 #c8553d #3d8b37 #8a4fbf #b58900 #444444", color, " ")
    top = 10 * int(top / 10 + 1)
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"360\" font-family=\"sans-serif\" font-size=\"12\">"
    print "<rect width=\"600\" height=\"360\" fill=\"white\"/>"
    for (tick = 0; tick <= top; tick += 10) {
      printf "<path d=\"M60 %g H540\" stroke=\"#ddd\"/><text x=\"52\" y=\"%g\" text-anchor=\"end\">%d</text>\n", y(tick), y(tick) + 4, tick
    }
    for (i = 0; i < count; ++i) printf "<text x=\"%g\" y=\"320\" text-anchor=\"middle\">%s</text>\n", x(i), range[i]
    print "<text x=\"300\" y=\"345\" text-anchor=\"middle\">words of the source</text>"
    print "<text x=\"60\" y=\"24\" text-anchor=\"middle\">BLEU</text>"
    for (p = 0; p < presets; ++p) {
      points = ""
      for (i = 0; i < count; ++i) {
        if ((name[p], range[i]) in bleu) points = points sprintf("%g,%g ", x(i), y(bleu[name[p], range[i]]))
      }
      printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points, color[p % 6 + 1]
      printf "<text x=\"%g\" y=\"20\" fill=\"%s\">%s</text>\n", 120 + 140 * p, color[p % 6 + 1], name[p]
    }
    print "</svg>"
  }' "$out/length_curve.tsv" > "$out/length_curve.svg"

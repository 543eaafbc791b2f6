#!/bin/sh
# What minutes of training give: trains by the recipe (what nmt-train chooses by itself), takes a copy where seven
# tenths of each number of minutes are over, lets its learning rate fall in the other three, and translates the test
# part; prints a table in Markdown and draws OUT/minutes_curve.svg. What is done already is not done again, so it can
# be stopped and called once more.
# Usage: tools/minutes_curve.sh DATA OUT MINUTES… [-- OPTION…]
#   DATA     a prepared directory (nmt-prep)
#   OUT      where the models, their logs and the figures go
#   MINUTES  rising, such as 20 60 180
#   OPTION   of nmt-train; what the recipe chooses by the limit, such as --dropout, is else that of the least MINUTES
# BUILD (default: build) is where the commands are; OTHERS names a file of further points to draw, lines of "name TAB
# minutes TAB BLEU".
set -eu
least=3
. "$(dirname "$0")/common.sh"
data=$1 out=$2
shift 2
mkdir -p "$out"
all=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  all="$all $1"
  shift
done
[ $# -eq 0 ] || shift

# number PATTERN FILE: what follows its last occurrence.
number() { sed -nE "s/.*$1 ([0-9.,]*[0-9]).*/\1/p" "$2" | tail -n 1; }

# copy FROM TO: unless it is there.
copy() {
  [ -e "$2" ] || {
    rm -rf "$2.part"
    cp -r "$1" "$2.part"
    mv "$2.part" "$2"
  }
}

last=
: > "$out/points.tsv"
echo '| minutes | updates | valid cross-entropy, nats a piece | BLEU | chrF | BLEU, first reference | chrF, first reference |'
echo '|---|---|---|---|---|---|---|'
for minutes in $all; do
  high=$out/high-$minutes at=$out/after-$minutes
  [ -z "$last" ] || copy "$last" "$high"
  train "$data" "$high" --patience 0 --cooldown 0 --max-minutes "$(awk "BEGIN { print 0.7 * $minutes }")" "$@"
  last=$high
  copy "$high" "$at"
  updates=$(number ^update "$high.log" | tr -d ,)
  train "$data" "$at" --patience 0 --max-minutes 0 --cooldown 0.3 --max-updates $((updates * 10 / 7 + 1)) "$@"
  score "$data" "$at"
  [ -e "$at.first" ] || cut -f 2 "$data/test.tsv" | nmt-eval -q "$at.translation" /dev/stdin > "$at.first"
  grep 'the best so far' "$at.log" > "$at.best"
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$minutes" "$(number update "$at.best")" \
    "$(number cross-entropy "$at.best")" "$(number 'BLEU =' "$at.score")" "$(number 'chrF2 =' "$at.score")" \
    "$(number 'BLEU =' "$at.first")" "$(number 'chrF2 =' "$at.first")"
  printf 'nmt\t%s\t%s\n' "$minutes" "$(number 'BLEU =' "$at.first")" >> "$out/points.tsv"
done
[ -z "${OTHERS:-}" ] || cat "$OTHERS" >> "$out/points.tsv"
sort -s -t "$(printf '\t')" -k 2,2n "$out/points.tsv" > "$out/minutes.tsv"
draw_curves "$out/minutes.tsv" "minutes of training" > "$out/minutes_curve.svg"

#!/bin/sh
# What minutes of training give: trains by the recipe (what nmt-train chooses by itself) once for each number of
# minutes and translates the test part; prints a table in Markdown and draws OUT/minutes_curve.svg. What is done
# already is not done again, so it can be stopped and called once more.
# Usage: tools/minutes_curve.sh DATA OUT MINUTES… [-- OPTION…]
#   DATA     a prepared directory (nmt-prep)
#   OUT      where the models, their logs and the figures go
#   MINUTES  such as 20 60 180
#   OPTION   of nmt-train
# BUILD (default: build) is where the commands are; PACE counts so many updates as a minute, for a machine that has
# other work as well; OTHERS names a file of further points to draw, lines of "name TAB minutes TAB BLEU".
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

: > "$out/points.tsv"
echo '| minutes | updates | valid cross-entropy, nats a piece | BLEU | chrF | BLEU, first reference | chrF, first reference |'
echo '|---|---|---|---|---|---|---|'
for minutes in $all; do
  model=$out/$minutes
  limit="--max-minutes $minutes"
  [ -z "${PACE:-}" ] || limit="--max-updates $(awk "BEGIN { print int($PACE * $minutes) }")"
  train "$data" "$model" --patience 0 $limit "$@"
  score "$data" "$model"
  [ -e "$model.first" ] || cut -f 2 "$data/test.tsv" | nmt-eval -q "$model.translation" /dev/stdin > "$model.first"
  grep 'the best so far' "$model.log" > "$model.best"
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$minutes" "$(number update "$model.best")" \
    "$(number cross-entropy "$model.best")" "$(number 'BLEU =' "$model.score")" "$(number 'chrF2 =' "$model.score")" \
    "$(number 'BLEU =' "$model.first")" "$(number 'chrF2 =' "$model.first")"
  printf 'nmt\t%s\t%s\n' "$minutes" "$(number 'BLEU =' "$model.first")" >> "$out/points.tsv"
done
[ -z "${OTHERS:-}" ] || cat "$OTHERS" >> "$out/points.tsv"
sort -s -t "$(printf '\t')" -k 2,2n "$out/points.tsv" > "$out/minutes.tsv"
draw_curves "$out/minutes.tsv" "minutes of training" > "$out/minutes_curve.svg"

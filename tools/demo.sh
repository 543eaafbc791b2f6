#!/bin/sh
# The whole way once, on the corpus of data/: prepare, train, translate, look. Everything it writes stands in
# BUILD/demo and is made anew each time. Usage: tools/demo.sh [BUILD_DIRECTORY]
set -eu
build=${1:-build}
demo=$build/demo
PATH=$(cd "$build" && pwd):$PATH

bold='' plain=''
if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); fi
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
run() {
  printf '  $ %s\n' "$*"
  "$@"
}

rm -rf "$demo"
mkdir -p "$demo"

step "1. Prepare: clean the pairs, set some aside for testing, learn how to cut words into pieces."
run nmt-prep data/eng-fra.txt -o "$demo/data" --src-lang en --tgt-lang fr --vocab-size auto

step "2. Train a small model; two or three minutes on two cores."
run nmt-train "$demo/data" -o "$demo/model" --preset nematus --hidden 256 --embedding 128 --dropout 0.3 --batch-tokens 400 \
  --learning-rate 0.002 --warmup 100 --schedule linear --max-updates 6000 --valid-every 1000

step "3. Translate sentences that are not in the corpus."
printf '  $ nmt-translate -m %s data/demo-sentences.txt > %s\n\n' "$demo/model" "$demo/translations.txt"
nmt-translate -m "$demo/model" data/demo-sentences.txt > "$demo/translations.txt"
paste data/demo-sentences.txt "$demo/translations.txt" |
  awk -F '\t' '{ printf "  %s\n    → %s\n", $1, $2 }'

step "4. See where the model looked while it wrote: one sentence here, all of them as a drawing."
paste data/demo-sentences.txt "$demo/translations.txt" > "$demo/pairs.tsv"
printf '  $ sed -n 5p %s | nmt-align-viz -m %s\n\n' "$demo/pairs.tsv" "$demo/model"
sed -n 5p "$demo/pairs.tsv" | nmt-align-viz -m "$demo/model" --quiet
run nmt-align-viz -m "$demo/model" "$demo/pairs.tsv" -o "$demo/alignment.svg"

step "Done. Open in a browser: $demo/alignment.svg"
printf 'Translate your own:  %s/nmt-translate -m %s\n' "$build" "$demo/model"

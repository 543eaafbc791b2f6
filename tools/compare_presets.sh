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
least=3
. "$(dirname "$0")/common.sh"
data=$1 out=$2 updates=$3
shift 3
[ $# -gt 0 ] || set -- $(nmt-train --list-presets | awk '/^[^ ]/ { print $1 }')
mkdir -p "$out"

table_head preset
for preset in "$@"; do
  table_of_seeds "$data" "$out/$preset" "\`$preset\`" --preset "$preset" --hidden 512 --embedding 256 \
    --schedule linear --warmup 300 --patience 0 --max-updates "$updates"
done

#!/bin/sh
# What each part of the recipe is worth (what nmt-train chooses by itself): trains with all of it, with each part
# left out once, with a part that was left out for good, and as the tutorial does, gru-attention without any;
# prints a table in Markdown. With several seeds, means ± standard deviations. What is trained already is not
# trained again, so it can be stopped and called once more.
# Usage: tools/ablation.sh DATA OUT [OPTION…]
#   DATA     a prepared directory (nmt-prep)
#   OUT      where the models and their logs go
#   OPTION   of nmt-train, for all: a limit, such as --max-updates 5000 or --max-minutes 20
# BUILD (default: build) is where the commands are; SEEDS (default: 1) are trained each; ROWS (default: all) are the
# names of the rows wanted, with spaces between.
set -eu
least=2
. "$(dirname "$0")/common.sh"
data=$1 out=$2
shift 2
mkdir -p "$out"

# row NAME OPTION…: NAME is the file's too.
row() {
  name=$1
  shift
  case " ${ROWS:-$name} " in *" $name "*) ;; *) return 0 ;; esac
  table_of_seeds "$data" "$out/$name" "$(echo "$name" | tr - ' ')" "$@"
}

table_head "what is trained"
row recipe "$@"
row no-second-cell --query previous --conditional no "$@"
row no-dropout --dropout 0 "$@"
row no-dropout-of-cells --dropout-cells 0 "$@"
row no-label-smoothing --label-smoothing 0 "$@"
row no-subword-sampling --subword-sampling 0 "$@"
row no-average --ema 0 "$@"
row no-plateaus --schedule constant --cooldown 0.3 "$@"
row no-cooldown --cooldown 0 "$@"
row no-bf16 --precision fp32 "$@"
row large-batches --batch-tokens 4000 "$@"
row dropout-of-words-too --dropout-words 0.1 "$@"
row tutorial --preset gru-attention --dropout 0 --label-smoothing 0 --hidden 512 --embedding 256 --batch-tokens 1000 "$@"

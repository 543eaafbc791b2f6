#!/bin/sh
# Installs a build and compiles and runs programs of another project against it.
# Usage: tests/install/test.sh BUILD COMPILER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --install "$1" --prefix "$scratch/installed" > "$scratch/log"
PATH=$scratch/installed/bin:$PATH
nmt-translate --version
cmake -S "$here" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$scratch/installed" -DCMAKE_CXX_COMPILER="$2"
cmake --build "$scratch/build"
"$scratch/build/count_parameters"

head -n 300 "$here/../../data/eng-fra.txt" > "$scratch/pairs.txt"
nmt-prep -q "$scratch/pairs.txt" -o "$scratch/data" --vocab-size 150
nmt-train -q "$scratch/data" -o "$scratch/model" --preset base --hidden 16 --embedding 16 --max-updates 2
"$scratch/build/translate" "$scratch/model" > "$scratch/of_library"
printf 'Good morning!\nWhere is the cat?\n' | nmt-translate -q -m "$scratch/model" > "$scratch/of_command"
cmp "$scratch/of_library" "$scratch/of_command"

#!/bin/sh
# Installs a build and compiles and runs a program of another project against it.
# Usage: tests/install/test.sh BUILD COMPILER
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --install "$1" --prefix "$scratch/installed" > "$scratch/log"
"$scratch/installed/bin/nmt-translate" --version
cmake -S "$(dirname "$0")" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$scratch/installed" -DCMAKE_CXX_COMPILER="$2"
cmake --build "$scratch/build"
"$scratch/build/count-parameters"

#!/bin/sh
# check_layers.sh must be silent on a good tree and name every offence of a bad one.
# Usage: tools/check_layers_test.sh
set -eu
check=$(dirname "$(realpath "$0")")/check_layers.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/lib/base" "$tree/lib/text" "$tree/lib/model" "$tree/apps"
cd "$tree"

cat > lib/base/error.h <<'CODE'
#include <string>
CODE
cat > lib/text/words.cc <<'CODE'
#include "base/error.h"
#include "text/words.h"
CODE
cat > apps/nmt_prep.cc <<'CODE'
#include "cli.h"
#include "model/config.h"
CODE
"$check" "$tree"

cat > lib/text/bad.cc <<'CODE'
#include "base/error.h"
#include "model/config.h"
  #  include <train/trainer.h>
#include "tests/scratch.h"
#include "../base/error.h"
CODE
mkdir lib/odd
echo > lib/odd/any.cc
if "$check" "$tree" > found; then
  echo "a tree with offences passed"
  exit 1
fi
cut -d: -f1,2 found > places
printf '%s\n' lib/odd/any.cc:1 lib/text/bad.cc:2 lib/text/bad.cc:3 lib/text/bad.cc:4 lib/text/bad.cc:5 |
  diff - places

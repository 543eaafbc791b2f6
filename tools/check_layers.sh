#!/bin/sh
# Checks who includes whom: a folder of lib/ includes only from itself and from folders to its left in `rooms`;
# apps/ may include all of lib/; neither includes tests/ or tools/. Prints file:line for each offence and exits
# with 1 if there is one. Usage: tools/check_layers.sh [ROOT]
set -eu
cd "${1:-$(dirname "$0")/..}"
rooms="base text corpus nn align model search eval train apps"

find lib apps -name '*.h' -o -name '*.cc' | LC_ALL=C sort | xargs awk -v rooms="$rooms" '
  function offend(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; ++offences }
  BEGIN { for (count = split(rooms, name, " "); count > 0; --count) place[name[count]] = count }
  FNR == 1 {
    split(FILENAME, part, "/")
    room = part[1] == "lib" ? part[2] : part[1]
    if (!(room in place)) offend("the folder " room " is not one of: " rooms)
  }
  /^[ \t]*#[ \t]*include[ \t]*["<]/ {
    path = $0
    sub(/^[^"<]*["<]/, "", path)
    sub(/[">].*/, "", path)
    if (path ~ /(^|\/)\.\.\//) offend("include " path " from lib/, without ..")
    else if (path ~ /^(tests|tools)\//) offend(room " must not include " path)
    else if (split(path, part, "/") > 1 && (part[1] in place) && place[part[1]] > place[room])
      offend(room " must not include " path ": " part[1] " stands to its right")
  }
  END { exit offences > 0 }
'

#!/bin/sh
# Kills trainings at random moments and resumes them until they are through. Each must leave the same bytes as one
# that was left alone (the clock's aside), and at every kill a model that can be used, once there is one. Most are
# killed by SIGKILL, the others told to stop; the number of threads changes from piece to piece.
# Usage: tools/random_kills.sh DATA OUT KILLS [OPTION…]
#   DATA     a prepared directory (nmt-prep)
#   OUT      where the models go
#   OPTION   of nmt-train: a limit at least, such as --max-updates 100; --save-every 0.001 kills while saving
# BUILD (default: build) is where the commands are.
set -eu
least=4
. "$(dirname "$0")/common.sh"
data=$1 out=$2 kills=$3
shift 3
mkdir -p "$out"
whole=$out/whole model=$out/model

fail() {
  echo "random_kills: $*" >&2
  exit 1
}
random() { echo $(($(od -An -N4 -tu4 /dev/urandom) % $1)); }
now() { date +%s%3N; } # milliseconds
state() { grep -v -e '"seconds"' -e '"log_bytes"' -e '"sha256"' "$1/training/checkpoint.json"; }
log() { sed 's/"seconds":[^,}]*//' "$1/training/log.jsonl"; }
names() { (cd "$1" && find . | LC_ALL=C sort); }

start=$(now)
nmt-train "$data" -o "$whole" --force --threads 2 "$@" -q
duration=$(($(now) - start))
state "$whole" > "$out/whole.state"
log "$whole" > "$out/whole.log"
names "$whole" > "$out/whole.names"

killed=0 runs=0 unfinished=0
while [ "$killed" -lt "$kills" ] || [ "$unfinished" = 1 ]; do
  [ "$unfinished" = 1 ] || rm -rf "$model"
  resume=
  [ ! -e "$model" ] || resume=--resume
  nmt-train "$data" -o "$model" $resume --threads $((1 + $(random 3))) "$@" 2> "$out/err" &
  piece=$!
  wait_for=$(random $((duration + 1)))
  sleep "$((wait_for / 1000)).$(printf %03d $((wait_for % 1000)))"
  case $(random 8) in
    0) signal=TERM ;;
    1) signal=INT ;;
    2) signal=HUP ;;
    *) signal=KILL ;;
  esac
  kill -s $signal $piece 2> /dev/null || :
  code=0
  wait $piece || code=$?
  case $signal:$code in
    *:0 | KILL:137 | TERM:143 | INT:130 | HUP:129) ;; # the last three: before it listens to them
    *) fail "SIG$signal, exit code $code: $(cat "$out/err")" ;;
  esac
  unfinished=0
  if [ $code -ne 0 ] || grep -q 'asked to stop' "$out/err"; then
    killed=$((killed + 1)) unfinished=1
    [ ! -e "$model/config.json" ] || echo | nmt-translate -q -m "$model" > /dev/null || fail "no usable model"
    continue
  fi
  runs=$((runs + 1))
  for name in $(sed -n '/[.].*[.]/p' "$out/whole.names") ./NOTICE; do
    case $name in
      */checkpoint.json) state "$model" | cmp - "$out/whole.state" || fail "another state" ;;
      */log.jsonl) log "$model" | cmp - "$out/whole.log" || fail "another log" ;;
      */report.html) ;; # the log, drawn
      *) cmp "$model/$name" "$whole/$name" || fail "another $name" ;;
    esac
  done
  names "$model" | cmp - "$out/whole.names" || fail "other files"
  [ -z "$(find "$out" -maxdepth 1 -name '.model.*')" ] || fail "files of a killed training are still there"
done
echo "$killed kills: $runs runs bit-identical to one of $duration ms that was left alone"

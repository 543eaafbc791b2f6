# Sourced by the scripts that compare models. The commands are those of the folder named by BUILD (default: build).
build=${BUILD:-build}
PATH=$(cd "$build" && pwd):$PATH

# train DATA MODEL OPTION…: unless that has been done. What was interrupted goes on where it was.
train() {
  train_data=$1 train_model=$2
  shift 2
  ! grep -qs '^ended: --max-updates' "$train_model.log" || return 0
  if [ -e "$train_model/training/checkpoint.json" ]; then
    set -- --resume
  else
    set -- --force --hidden 512 --embedding 256 --schedule linear --warmup 300 --patience 0 "$@" ${TRAIN_OPTIONS-}
  fi
  nmt-train "$train_data" -o "$train_model" "$@" >> "$train_model.log" 2>&1 ||
    { tail -n 3 "$train_model.log" >&2; exit 1; }
}

# Sourced by the scripts that compare models. The commands are those of the folder named by BUILD (default: build).
build=${BUILD:-build}
PATH=$(cd "$build" && pwd):$PATH

# train DATA MODEL OPTION…: unless that has been done. What was interrupted goes on where it was; with other options
# than before it is refused.
train() {
  train_data=$1 train_model=$2
  shift 2
  ! grep -qs '^ended: --max-updates' "$train_model.log" || return 0
  train_how=--force
  [ ! -e "$train_model/training/checkpoint.json" ] || train_how=--resume
  nmt-train "$train_data" -o "$train_model" $train_how --hidden 512 --embedding 256 --schedule linear --warmup 300 \
    --patience 0 "$@" ${TRAIN_OPTIONS-} >> "$train_model.log" 2>&1 ||
    { tail -n 3 "$train_model.log" >&2; exit 1; }
}

#!/bin/sh
# voc beside the Python pipeline of an analyst, on the same file: benches/python/compare.sh [ROWS]. Needs python3 (3.10 or later) with venv.
# FILE names another file with the columns of sample_data/feedback.csv, VOC another program.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=${VOC_BENCH_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/voc-bench-venv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root"
if [ -z "${VOC:-}" ]; then
    cargo build --release --locked --bin voc
    VOC=${CARGO_TARGET_DIR:-target}/release/voc
fi
if [ -z "${FILE:-}" ]; then
    FILE=$work/feedback.csv
    cargo run --release --locked --quiet --example generate -- "${1:-100000}" > "$FILE"
fi
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
"$venv/bin/python" "$here/side_by_side.py" "$FILE" "$VOC"

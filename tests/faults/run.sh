#!/usr/bin/env bash
# Faults that need a disk of their own, and more moments than the test-suite has time for: voc is stopped, killed, starved, and its disk is full or
# read-only. Outputs must be whole or absent. Usage: VOC=target/release/voc tests/faults/run.sh [MOMENTS] (default 50); the small disk needs root.
set -uo pipefail
voc=$(realpath "${VOC:-target/release/voc}")
moments=${1:-50}
sample=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../sample_data/feedback.csv")
work=$(mktemp -d)
injected=0 wrong=0
trap 'umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT
export HOME=$work VOC_LANG=en

fail() { echo "WRONG: $*"; wrong=$((wrong + 1)); }
outputs=(-o r.json -o r.html -o r.xlsx -o r.md --records rows.jsonl)

make_input() { # folder: some thousands of rows
    mkdir -p "$1" && { head -n 1 "$sample"; for _ in 1 2 3 4 5 6; do tail -n +2 "$sample"; done; } >"$1/in.csv"
}

make_input "$work/whole"
start=$(date +%s%N)
(cd "$work/whole" && "$voc" analyze in.csv -q "${outputs[@]}") || fail "an undisturbed run"
took=$((($(date +%s%N) - start) / 1000000))

check() { # folder what leavings-allowed
    local name size
    for name in r.json r.html r.md rows.jsonl; do
        [ -e "$1/$name" ] && ! cmp -s "$1/$name" "$work/whole/$name" && fail "$2: $name is not whole"
    done
    [ "$3" = yes ] || for name in "$1"/.voc-*.tmp; do [ -e "$name" ] && fail "$2: left $name"; done
}

for signal in TERM INT HUP QUIT XCPU ALRM USR1 KILL; do
    for i in $(seq 1 "$moments"); do
        dir=$work/$signal-$i
        make_input "$dir"
        (cd "$dir" && exec "$voc" analyze in.csv -q "${outputs[@]}") &
        pid=$!
        # The second half of the moments lies in the last tenth, where outputs are put in place.
        if [ $((i % 2)) = 0 ]; then pause=$((RANDOM % (took + 1))); else pause=$((took * 9 / 10 + RANDOM % (took / 8 + 1))); fi
        sleep "$(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))"
        kill "-$signal" $pid 2>/dev/null
        wait $pid 2>/dev/null
        status=$?
        injected=$((injected + 1))
        [ $status = 0 ] || [ $status -gt 128 ] || fail "$signal: status $status"
        check "$dir" "$signal after $pause ms" "$([ $signal = KILL ] && echo yes || echo no)"
        rm -rf "$dir"
    done
done

for kib in 50000 100000 150000 200000 300000 400000 600000; do
    make_input "$work/memory"
    (cd "$work/memory" && ulimit -v $kib && exec "$voc" analyze in.csv -q "${outputs[@]}") >/dev/null 2>&1
    injected=$((injected + 1))
    check "$work/memory" "$kib KiB of memory" yes
    rm -rf "$work/memory"
done

for blocks in 1 10 100 1000; do
    make_input "$work/sizes"
    (cd "$work/sizes" && ulimit -f $blocks && exec "$voc" analyze in.csv -q "${outputs[@]}") >/dev/null 2>&1
    status=$?
    injected=$((injected + 1))
    [ $status = 0 ] || [ $status = 2 ] || fail "files of $blocks blocks: status $status"
    check "$work/sizes" "files of $blocks blocks" no
    rm -rf "$work/sizes"
done

if [ "$(id -u)" = 0 ] && mkdir "$work/small" && mount -t tmpfs -o size=4m none "$work/small" 2>/dev/null; then
    for free in 0 100 300 600 1000 2000 3000; do
        rm -rf "${work:?}"/small/* "$work"/small/.voc-*
        dd if=/dev/zero of="$work/small/filler" bs=1k count=$((4096 - free)) 2>/dev/null
        (cd "$work/small" && "$voc" analyze "$work/whole/in.csv" -q "${outputs[@]}" --history h.db --log run.log) >/dev/null 2>"$work/told"
        status=$?
        injected=$((injected + 1))
        [ $status = 0 ] || { [ $status = 2 ] && grep -q 'hint:' "$work/told"; } || fail "disk with $free KB: status $status, $(cat "$work/told")"
        [ $status = 0 ] || for name in r.json r.html r.md rows.jsonl; do [ -e "$work/small/$name" ] && fail "disk with $free KB: $name"; done
        for name in "$work"/small/.voc-*.tmp; do [ -e "$name" ] && fail "disk with $free KB: left $name"; done
    done
    rm -rf "${work:?}"/small/*
    mount -o remount,ro "$work/small"
    "$voc" analyze "$work/whole/in.csv" -q -o "$work/small/r.json" 2>"$work/told"
    status=$?
    injected=$((injected + 1))
    [ $status = 2 ] && grep -q 'hint:' "$work/told" || fail "read-only disk: status $status"
else
    echo "no disk of its own: root is needed"
fi

echo "$injected faults, $wrong wrong"
[ $wrong = 0 ]

#!/bin/sh
# Runs the example for real: the report of the rows that Spark annotated must be, byte for byte, the report of a local run; and a voc that fails must
# fail the job. Needs python3 (3.10 or later) with venv, and a Java runtime (17 or later). VOC names the program; by default it is built.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=${VOC_SPARK_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/voc-spark-venv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -z "${VOC:-}" ]; then
    (cd "$root" && cargo build --release --locked --bin voc)
    VOC=${CARGO_TARGET_DIR:-$root/target}/release/voc
fi
VOC=$(command -v "$VOC")
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"

export PYSPARK_PYTHON="$venv/bin/python" PYSPARK_DRIVER_PYTHON="$venv/bin/python"
export SPARK_LOCAL_IP=127.0.0.1 PYSPARK_SUBMIT_ARGS="--conf spark.ui.enabled=false --conf spark.log.level=ERROR --master local[2] pyspark-shell"
cd "$root/sample_data" # sources are named as given: the same name here and there

# The report without `run.inputs`, the one part that says which files were read.
report() {
    "$venv/bin/python" -c 'import json, sys
report = json.load(sys.stdin)
report["run"].pop("inputs")
json.dump(report, sys.stdout, ensure_ascii=False, indent=1)'
}
spark() {
    "$venv/bin/python" "$here/annotate.py" feedback.csv "$work/$1" --voc "$2" --how "$3" --partitions "$4" -- \
        --text-column 反馈内容 --rating-column 评分 --time-column 反馈时间 --id-column 反馈编号 $5
}

passed=0 failed=0
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1)) && echo "ok      $1"
    else
        failed=$((failed + 1)) && echo "FAILED  $1: $2, expected $3"
    fi
}

"$VOC" analyze feedback.csv --quiet --format json | report > "$work/local.json"
local=$(cksum < "$work/local.json")

for way in "arrow 1" "arrow 5" "pipe 1" "pipe 5"; do
    how=${way% *} partitions=${way#* }
    spark "$how-$partitions" "$VOC" "$how" "$partitions" "" 2> "$work/log" || { tail -n 40 "$work/log"; exit 1; }
    "$VOC" report "$work/$how-$partitions/part-*.parquet" --quiet --format json | report > "$work/spark.json"
    check "$how, partitions: $partitions" "$(cksum < "$work/spark.json")" "$local"
done

fails() {
    if spark fails "$2" "$3" 2 "$4" > "$work/log" 2>&1; then status=0; else status=failed; fi
    check "$1" "$status" failed
    if ! grep -q "$5" "$work/log"; then check "$1: says why" "$(tail -n 3 "$work/log")" "$5"; fi
}
fails "a bad flag ends the program" "$VOC" arrow "--no-such-flag" "no-such-flag"
cat > "$work/dies" <<SCRIPT
#!/bin/sh
# The driver's question comes first and is answered; every later voc is killed at work.
if mkdir "$work/asked" 2> /dev/null; then exec "$VOC" "\$@"; fi
exec timeout -s KILL 0.02 "$VOC" "\$@"
SCRIPT
cat > "$work/refuses" <<SCRIPT
#!/bin/sh
if mkdir "$work/asked" 2> /dev/null; then exec "$VOC" "\$@"; fi
exec "$VOC" "\$@" --by 没有这一列
SCRIPT
chmod +x "$work/dies" "$work/refuses"
for how in arrow pipe; do
    rm -rf "$work/asked"
    fails "a voc that is killed fails the job ($how)" "$work/dies" "$how" "" "137\|-9"
    rm -rf "$work/asked"
    fails "a voc that gives up fails the job ($how)" "$work/refuses" "$how" "" "status 2\|code 2\|error code"
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

"""Labels a table of feedback with `voc annotate` on every partition, and writes the annotated rows as Parquet.

    python annotate.py feedback.csv annotated --how arrow --partitions 8 -- --text-column 反馈内容
    voc report 'annotated/part-*.parquet' -o report.html

What follows `--` goes to voc. voc must be there on every machine (`--voc PATH`, or `spark.files`). A task in which voc fails fails the job.
"""

import argparse
import shlex
import subprocess
import sys
import tempfile
import threading
from itertools import chain

import pyarrow as pa
from pyarrow import ipc
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

# Under these headers voc is told where a row comes from, so that reports name the rows of the source and not of a partition.
ROW, SOURCE = "voc_row", "voc_source"
NAMED = ["--row-column", ROW, "--source-column", SOURCE]


def numbered(spark, path, partitions):
    """The rows of a CSV file, each with its source and its number there, in their order over the partitions."""
    # As voc and spreadsheets read CSV: line ends and doubled quotation marks within quotes; nothing is guessed of types.
    table = spark.read.csv(path, header=True, multiLine=True, escape='"')
    rows = table.rdd.zipWithIndex().map(lambda pair: (*pair[0], path, pair[1] + 1))
    fields = [f"`{name}` string" for name in table.columns] + [f"{SOURCE} string", f"{ROW} bigint"]
    named = spark.createDataFrame(rows, ", ".join(fields))
    return named.repartitionByRange(partitions, ROW).sortWithinPartitions(ROW)


def answers(command, batches):
    """Feeds Arrow batches to one voc and yields its batches. Raises where voc fails or gives other than one row for a row."""
    batches = iter(batches)
    first = next(batches, None)
    if first is None:
        return
    sent, failed = [0], []
    with tempfile.TemporaryFile() as said:
        voc = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)

        def feed():
            try:
                with ipc.new_stream(voc.stdin, first.schema) as out:
                    for batch in chain([first], batches):
                        sent[0] += batch.num_rows
                        out.write_batch(batch)
                voc.stdin.close()
            except BrokenPipeError:
                pass  # voc is gone; its status says why
            except BaseException as error:
                failed.append(error)
                voc.kill()

        # In a thread of its own: a batch may be larger than both pipes hold.
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        came = 0
        try:
            try:
                for batch in ipc.open_stream(voc.stdout):
                    came += batch.num_rows
                    yield batch
            except pa.ArrowInvalid as error:
                failed.append(error)  # it broke off; the status of voc comes first
            status = voc.wait()
            feeder.join()
            if status != 0:
                said.seek(0)
                raise RuntimeError(f"voc: status {status}: {said.read().decode(errors='replace').strip()}")
            if failed:
                raise failed[0]
            if came != sent[0]:
                raise RuntimeError(f"voc: {came} rows for {sent[0]}")
        finally:
            if voc.poll() is None:
                voc.kill()
                voc.wait()


def schema_of(command, table):
    """The columns that voc gives for this table, asked of voc itself with the first rows."""
    sample = table.limit(200).toArrow()
    batches = list(answers(command, sample.to_batches()))
    if not batches:
        raise SystemExit("the table is empty")
    return from_arrow_schema(batches[0].cast(plain(batches[0].schema)).schema)


def plain(schema):
    """The same without the large types that Spark does not know."""

    def of(kind):
        if pa.types.is_large_string(kind):
            return pa.string()
        if pa.types.is_large_list(kind) or pa.types.is_list(kind):
            return pa.list_(of(kind.value_type))
        if pa.types.is_struct(kind):
            return pa.struct([pa.field(f.name, of(f.type)) for f in kind])
        return kind

    return pa.schema([pa.field(f.name, of(f.type)) for f in schema])


def by_arrow(table, command, schema):
    """Arrow in, Arrow out: `mapInArrow` runs one voc for each partition."""
    wanted = to_arrow_schema(schema)

    def run(batches):
        for batch in answers(command, batches):
            yield batch.cast(wanted)

    return table.mapInArrow(run, schema)


def by_pipe(table, command, schema):
    """JSON lines in, JSON lines out: `RDD.pipe`. Without `checkCode` a voc that fails would give an empty partition and no error."""
    every = F.to_json(F.struct(*[F.col(f"`{c}`") for c in table.columns]), {"ignoreNullFields": "false"})
    lines = table.select(every.alias("line")).rdd.map(lambda row: row.line)
    # An empty partition has nothing to label, which voc would call an error.
    script = f'IFS= read -r first || exit 0; {{ printf "%s\\n" "$first"; cat; }} | {shlex.join(command)}'
    piped = lines.pipe(shlex.join(["sh", "-c", script]), checkCode=True)
    # Every line is counted: a row that is lost is an error too.
    return table.sparkSession.read.json(piped, schema=schema, mode="FAILFAST")


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("input", help="CSV file with a header")
    args.add_argument("output", help="folder for the Parquet files; replaced")
    args.add_argument("--how", choices=["arrow", "pipe"], default="arrow")
    args.add_argument("--partitions", type=int, default=8)
    args.add_argument("--voc", default="voc", help="the program, with a prefix if need be")
    args.add_argument("--threads", type=int, default=1, help="of each voc; the cores of a task")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    given, flags = args.parse_args(sys.argv[1:split]), sys.argv[split + 1 :]

    program = [*shlex.split(given.voc), "annotate", "-", "--quiet", "--threads", str(given.threads), *NAMED, *flags]
    arrow = [*program, "--input-format", "arrow", "--format", "arrow"]
    lines = [*program, "--input-format", "jsonl", "--format", "jsonl"]

    spark = SparkSession.builder.appName("voc annotate").getOrCreate()
    table = numbered(spark, given.input, given.partitions)
    schema = schema_of(arrow, table)
    annotated = by_arrow(table, arrow, schema) if given.how == "arrow" else by_pipe(table, lines, schema)
    annotated.write.mode("overwrite").parquet(given.output)
    spark.stop()


if __name__ == "__main__":
    main()

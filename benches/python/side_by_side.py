"""Runs the pipeline and voc on the same file, each as a program of its own, and prints rows per second, memory, and their ratios."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def measured(command):
    """Seconds by the clock and of processors, and peak megabytes of a program."""
    start = time.perf_counter()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[0]}: status {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(source, voc):
    with open(source, encoding="utf-8") as lines:
        rows = sum(1 for _ in lines) - 1
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        python = measured([sys.executable, str(HERE / "pipeline.py"), source, report])
        runs = [("Python, jieba + scikit-learn", python)]
        for threads in (1, os.cpu_count()):
            command = [voc, "analyze", source, "-o", report, "--quiet", "--threads", str(threads)]
            runs.append((f"voc analyze, threads: {threads}", measured(command)))
    print(f"{rows} rows, {os.path.getsize(source) / 1e6:.0f} MB, {os.cpu_count()} cores")
    print(f"{'':32}{'seconds':>9}{'CPU s':>8}{'rows/s':>9}{'MB':>7}{'faster':>9}{'CPU':>8}{'memory':>9}")
    for name, (seconds, processor, memory) in runs:
        faster, less_work, memory_share = python[0] / seconds, python[1] / processor, memory / python[2]
        print(
            f"{name:32}{seconds:9.1f}{processor:8.1f}{rows / seconds:9.0f}{memory:7.0f}"
            f"{faster:8.1f}x{less_work:7.1f}x{memory_share:8.2f}x"
        )


if __name__ == "__main__":
    main(*sys.argv[1:3])

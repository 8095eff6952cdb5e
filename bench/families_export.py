"""How fast questions are exported, beside plain sqlite3 and csv, and the memory that it takes.

python bench/families_export.py [--questions N] [--json FILE]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(HERE / "core"), str(HERE / "cli"), str(HERE)]

from bench.support.memory import MB, Watch  # noqa: E402
from tests.support.large_bank import fill  # noqa: E402

from cgq.exchange import formats  # noqa: E402

PLAIN = """SELECT a.number, a.section, q.stem, q.options, a.answer, a.explanation, q.hash
  FROM question AS q JOIN appearance AS a ON a.question_id = q.id ORDER BY q.hash"""


@dataclass(frozen=True, slots=True)
class Run:
    """One export: seconds of the whole command on the clock and of processors, questions for each of the latter, and
    the most megabytes that it held."""

    name: str
    seconds: float
    cpu: float
    per_second: float
    mb: float


def plain(database: Path, target: Path) -> int:
    """The least that somebody would write by hand: one statement, one writer, options taken apart."""
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for number, section, stem, options, answer, explanation, digest in sqlite3.connect(database).execute(PLAIN):
            texts = [option["text"] for option in json.loads(options)]
            right = json.loads(answer)["accepted"] if answer else ()
            writer.writerow([number, section, stem, *texts, ",".join(map(str, right)), explanation, digest])
            count += 1
    return count


def ours(database: Path, name: str, target: Path) -> psutil.Popen:
    """`cgq export` through a pipe, or into a folder by the call that its job makes."""
    environment = {**os.environ, "PYTHONPATH": f"{HERE / 'core'}{os.pathsep}{HERE / 'cli'}", "CGQ_DB": str(database)}
    if formats.make(name).suffix:
        command = [sys.executable, "-m", "cgq_cli", "export", "--format", name]
        return psutil.Popen(command, env=environment, stdout=target.open("wb"), stderr=subprocess.DEVNULL)
    args = json.dumps({"format": name, "path": str(target)})
    command = [sys.executable, "-m", "cgq_cli", "enqueue", "--kind", "export_questions", "--args", args, "--now"]
    return psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(database: Path, name: str, folder: Path, questions: int) -> Run:
    """One export in a process of its own, looked at while it runs."""
    began = time.monotonic()
    process = ours(database, name, folder / f"{name}.out")
    watch = Watch(process.pid)
    code = process.wait()
    peaks = watch.stop()
    seconds = time.monotonic() - began
    if code:
        raise SystemExit(f"{name}: exit code {code}")
    cpu = peaks.root.cpu + sum(worker.cpu for worker in peaks.workers.values())
    return Run(name, seconds, cpu, questions / cpu, peaks.together)


def main() -> int:
    """Measure every format; a table, and with --json the same for programs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "cgq.db"
        fill(database, asked.questions)
        before = psutil.Process().memory_info().rss
        began, cpu = time.monotonic(), time.process_time()
        plain(database, folder / "plain.csv")
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
        grown = (psutil.Process().memory_info().rss - before) / MB
        runs = [Run("sqlite3 + csv", seconds, cpu, asked.questions / cpu, grown)]
        runs += [measure(database, form, folder, asked.questions) for form in formats.names()]
    for run in runs:
        speed = f"{run.per_second:9.0f} a second of it {run.mb:6.0f} MB"
        print(f"{run.name:15} {run.seconds:7.1f} s {run.cpu:7.1f} s of CPU {speed}")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(run) for run in runs]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

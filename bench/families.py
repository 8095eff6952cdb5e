"""An import beside the plainest thing that does as much: rows a second, memory, how long the lock is held.

    python bench/families.py [--rows N]... [--quick]

A csv of made-up questions through `cgq import` and one supervisor that serves its queue alone, beside a loop
over `csv.reader` and one `INSERT` a row into a table of the same columns with an index and the words of each row in a
trigram index, a transaction every 500 rows. A second connection asks for the write lock all the time and gives it back:
the longest that it waited is the longest that any other writer would have.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
WORDS = (
    "전류",
    "전압",
    "저항",
    "회로",
    "반도체",
    "주파수",
    "파장",
    "위상",
    "증폭",
    "접지",
    "병렬",
    "유도",
    "전하",
    "출력",
    "입력",
    "변조",
)
OPTIONS = ("option1", "option2", "option3", "option4")
COLUMNS = ("number", "subject", "stem", *OPTIONS, "answer", "explanation", "concepts")
AT_ONCE = 500
LOOK = 0.001


def write_rows(path: Path, count: int) -> None:
    """A file of `count` questions, 20 a subject."""
    chance = random.Random(count)

    def some(words: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(words))

    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for n in range(count):
            options = [f"{some(4)} {option}" for option in range(4)]
            stem = f"{n}번 실험에서 {some(12)}에 관한 설명으로 옳은 것은?"
            rows.writerow(
                [n % 20 + 1, f"과목 {n // 20}", stem, *options, chance.randint(1, 4), some(8), WORDS[n % len(WORDS)]]
            )


def plain_seconds(path: Path, database: Path) -> float:
    """Seconds of csv and sqlite3 alone."""
    started = time.perf_counter()
    with sqlite3.connect(database, isolation_level=None) as connection, path.open(encoding="utf-8", newline="") as file:
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            f"CREATE TABLE question (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)});"
            "CREATE INDEX question_number ON question (subject, number);"
            "CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'trigram');"
        )
        rows = csv.reader(file)
        next(rows)
        marks = ", ".join("?" * len(COLUMNS))
        connection.execute("BEGIN IMMEDIATE")
        for count, row in enumerate(rows, start=1):
            connection.execute(f"INSERT INTO question ({', '.join(COLUMNS)}) VALUES ({marks})", row)
            body = "".join(row[2:7]).replace(" ", "")
            connection.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (count, body))
            if count % AT_ONCE == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    return time.perf_counter() - started


class Rival:
    """Another writer: asks for the lock, gives it back, asks again; `waits` are the seconds that it was kept out."""

    def __init__(self, database: Path) -> None:
        self.waits: list[float] = []
        self._database = database
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Rival:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        connection = sqlite3.connect(self._database, timeout=0, isolation_level=None)
        while not self._over.is_set():
            started = time.perf_counter()
            while not self._over.is_set():
                try:
                    connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    time.sleep(LOOK)
                    continue
                connection.execute("ROLLBACK")
                self.waits.append(time.perf_counter() - started)
                break
            time.sleep(LOOK)
        connection.close()


class Memory:
    """The most memory that a process and those that it started took, each by itself: what they share counts for all."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = psutil.Process(process.pid)
        self.most: dict[int, int] = {}
        self.first: dict[int, int] = {}

    def look(self) -> None:
        """Look once."""
        for one in (self._process, *self._process.children(recursive=True)):
            try:
                now = one.memory_full_info().uss
            except psutil.Error:
                continue
            self.first.setdefault(one.pid, now)
            self.most[one.pid] = max(self.most.get(one.pid, 0), now)

    @property
    def supervisor(self) -> int:
        """Bytes of the process itself."""
        return self.most.get(self._process.pid, 0)

    @property
    def worker(self) -> int:
        """Bytes of the largest process that it started."""
        return max((most for pid, most in self.most.items() if pid != self._process.pid), default=0)


def cgq(*words: str | Path, home: Path) -> list[str]:
    """A command on the database of a home."""
    return [sys.executable, "-m", "cgq_cli", words[0], "--db", str(home / "bank.db"), *map(str, words[1:])]  # type: ignore[list-item]


def environment(home: Path) -> dict[str, str]:
    """Where the command finds its packages, and nothing of the person's own settings."""
    packages = os.pathsep.join((str(ROOT / "core"), str(ROOT / "cli")))
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": packages, "LC_ALL": "C.UTF-8"}


def import_once(path: Path, home: Path, *options: str) -> tuple[float, Memory, list[float]]:
    """Seconds from the start of the supervisor to its end, memory, and what a rival waited."""
    variables = environment(home)
    asked = [*cgq("import", path, *options, home=home)]
    subprocess.run(asked, env=variables, check=True, capture_output=True)
    serve = cgq("work", "--queue", "default", "--until-empty", home=home)
    with Rival(home / "bank.db") as rival:
        started = time.perf_counter()
        with subprocess.Popen(serve, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            memory = Memory(process)
            while process.poll() is None:
                memory.look()
                time.sleep(0.05)
        seconds = time.perf_counter() - started
    return seconds, memory, rival.waits


def idle_memory(home: Path) -> Memory:
    """What a supervisor and a worker take for a file of one row."""
    path = home / "one.csv"
    write_rows(path, 1)
    return import_once(path, home)[1]


def compare_imports(rows: int) -> None:
    """One size: measure all, print a line."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "rows.csv"
        write_rows(path, rows)
        plain = plain_seconds(path, home / "plain.db")
        idle = idle_memory(home)
        seconds, memory, waits = import_once(path, home)
        again, _, waits_again = import_once(path, home, "--again")
        print(
            f"{rows} rows: {rows / seconds:.0f} a second, {rows / again:.0f} anew, {rows / plain:.0f} plain", flush=True
        )
        print(f"  lock: {told(waits)}; anew: {told(waits_again)}")
        print(f"  supervisor: {megabytes(memory.supervisor, idle.supervisor)}", flush=True)
        print(f"  worker: {megabytes(memory.worker, idle.worker)}", flush=True)


def told(waits: list[float]) -> str:
    """The longest that a rival waited, and what 99 of 100 times were below."""
    return f"at most {1000 * max(waits):.0f} ms, 99 % below {1000 * sorted(waits)[int(0.99 * len(waits))]:.0f} ms"


def megabytes(most: int, idle: int) -> str:
    """The most that a process took, and how much that is above the file of one row."""
    return f"{most / 1024**2:.0f} MB, {(most - idle) / 1024**2:+.0f} beside a file of one row"


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="how many; may be given again")
    parser.add_argument("--quick", action="store_true", help="1,000 rows")
    asked = parser.parse_args()
    for rows in [1_000] if asked.quick else asked.rows or [10_000, 100_000]:
        compare_imports(rows)


if __name__ == "__main__":
    main()

"""Reads tables of questions as an import does, and measures speed and memory: `python bench/tables.py [--rows N]`.

Each contestant reads the same table in a process of its own, which reports its processor time and how far its memory
rose above what it had with its modules loaded. The others only walk over the cells: `csv` and `python-calamine` make no
questions of them. Nothing is stored. Exits 1 when a reader of ours takes more than 150 MB.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_MEGABYTES = 150
"""What 100,000 rows may take above the idle process: the goal of an import."""

HEADER = ("number", "section", "stem", "passage", *(f"option{n}" for n in range(1, 5)), "answer", "explanation")
BEHIND = ("year", "session", "concepts", "tags")


def rows_of(count: int) -> Iterator[list[str]]:
    """A table of questions, every text another one."""
    yield [*HEADER, *BEHIND]
    for n in range(1, count + 1):
        passage = f"지문 {n // 4}: " + "이것은 여러 문제가 함께 쓰는 긴 글이다. " * 4 if n % 4 == 0 else ""
        options = [f"{n}번 문제의 {name} 선택지이다" for name in ("첫째", "둘째", "셋째", "넷째")]
        explanation = f"{n}번 해설: 그러하므로 그러하다."
        stem = f"다음 중 {n}번째 설명으로 옳은 것은 무엇인가? 모두 읽고 하나를 고르시오."
        answer = "①②③④"[n % 4]
        yield [
            str(n),
            f"과목 {n % 5}",
            stem,
            passage,
            *options,
            answer,
            explanation,
            "2024",
            "1회",
            "조인; 정규화",
            "쉬움",
        ]


def write_tables(folder: Path, count: int) -> dict[str, Path]:
    """The same table in each format."""
    import xlsxwriter

    paths = {name: folder / f"table.{name}" for name in ("csv", "xlsx", "jsonl")}
    with paths["csv"].open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows_of(count))
    with paths["jsonl"].open("w", encoding="utf-8") as lines:
        names, *rows = rows_of(count)
        lines.writelines(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
    with xlsxwriter.Workbook(str(paths["xlsx"]), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("questions")
        for number, row in enumerate(rows_of(count)):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
    return paths


def with_reader(name: str) -> Callable[[Path], int]:
    """A reader of ours; a fault would be a mistake of this file."""
    from cgq.exchange import readers
    from cgq.exchange.rows import ReadWishes, Row

    if name == "xlsx":
        import cgq.exchange.table.workbook.book
        import cgq.exchange.table.workbook.rows  # noqa: F401 - what `read` imports counts as loaded

    reader = readers.make(name)
    return lambda path: sum(isinstance(row, Row) for row in reader.read(path, ReadWishes(), print))


def with_csv(path: Path) -> int:
    """The standard library alone."""
    with path.open(encoding="utf-8", newline="") as text:
        return sum(1 for _ in csv.reader(text)) - 1


def with_calamine(path: Path) -> int:
    """python-calamine alone."""
    from python_calamine import CalamineWorkbook

    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()) - 1


CONTESTANTS = {
    "cgq csv": ("csv", lambda: with_reader("csv")),
    "csv alone": ("csv", lambda: with_csv),
    "cgq xlsx": ("xlsx", lambda: with_reader("xlsx")),
    "calamine alone": ("xlsx", lambda: with_calamine),
    "cgq jsonl": ("jsonl", lambda: with_reader("jsonl")),
}


def peak_memory() -> int:
    """The most resident memory of this process so far, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def measure(name: str, path: Path) -> None:
    """Print what one contestant takes, as JSON; run in a process of its own."""
    read = CONTESTANTS[name][1]()
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts anew (proc(5)), else it is the parent's
    idle, began = peak_memory(), time.process_time()
    rows = read(path)
    seconds, risen = time.process_time() - began, (peak_memory() - idle) / 1e6
    print(json.dumps({"rows": rows, "seconds": seconds, "megabytes": risen}))


def main(args: Sequence[str]) -> int:
    """Measure every contestant; 0 when ours keep to the memory that they may take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args(args)
    if asked.measure:
        measure(asked.measure[0], Path(asked.measure[1]))
        return 0
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        paths = write_tables(Path(folder), asked.rows)
        for name, (kind, _) in CONTESTANTS.items():
            command = [sys.executable, __file__, "--measure", name, str(paths[kind])]
            found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            size = paths[kind].stat().st_size / 1e6
            speed = found["rows"] / found["seconds"]
            taken = f"{speed:9,.0f} rows/s  {found['megabytes']:6.1f} MB above idle"
            print(f"{name:14}  {size:6.1f} MB  {found['rows']:,} rows  {taken}")
            worst = max(worst, found["megabytes"] if name.startswith("cgq") else 0.0)
    if worst > MOST_MEGABYTES:
        print(f"MISSED: {worst:.0f} MB, at most {MOST_MEGABYTES} MB")
    return int(worst > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

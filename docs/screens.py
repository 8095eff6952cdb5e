"""What the commands print at a terminal: real runs over the sample papers, in docs/screens/.

Each screen is a file: the command, the terminal's width, and what a person sees there, standard error included.
Times, durations and process ids are masked in a way that keeps the width of a line; the bank was made hours ago,
so that every age is the same.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import sqlite3
import struct
import sys
import tempfile
import termios
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cgq_cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REPOSITORY = Path(__file__).parents[1]
SAMPLES = REPOSITORY / "sample_data"

ROWS = 200
"""Lines of the terminal: more than any answer has, since nothing scrolls here."""

COLUMNS = 80
"""Columns of the terminal on which every verb is shown."""

OTHER_COLUMNS = (40, 120, 200)
"""Columns of the terminals on which lists are shown as well."""

AGE_MS = 3 * 3_600_000
"""Milliseconds by which the bank is made older before it is looked at: each age then is "3h ago", and the day's
counters still hold what was done."""

EPOCH_MS = 1_600_000_000_000
"""Milliseconds since the epoch; a whole number from here on is a moment, for nothing else in the database is as
large."""

REFRESH = 999
"""The number of the one refresh of the concepts that is shown: above those of all other jobs."""

SHOWN = "/tmp/cgq-sampling"  # noqa: S108 - only printed
"""The path that stands for the temporary folder: of the same length."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A command as it is shown. `lists` asks for the other widths as well; `name` is its file's, without ending;
    `before` are commands that are done first, hours before it."""

    name: str
    command: str
    lists: bool = False
    before: tuple[str, ...] = ()


SCREENS = (
    Screen("run-again", "cgq run papers"),
    Screen("status", "cgq status"),
    Screen("jobs", "cgq jobs --limit 12", lists=True),
    Screen("show", "cgq show 1"),
    Screen("failed", "cgq failed", lists=True),
    Screen("materials", "cgq materials", lists=True),
    Screen("material", "cgq materials 1"),
    Screen("questions", "cgq questions --limit 12", lists=True),
    Screen("question", "cgq questions 1"),
    Screen("review", "cgq review --limit 8", lists=True),
    Screen("search", "cgq search 통계 --words"),
    Screen("graph", "cgq graph"),
    Screen("graph-list", "cgq graph list --limit 8"),
    Screen("graph-show", "cgq graph show 관료제"),
    Screen("graph-stats", "cgq graph stats"),
    Screen("export", "cgq export -o bank.jsonl"),
    Screen("config-path", "cgq config path"),
    Screen("config", "cgq config"),
    Screen("enqueue", "cgq enqueue papers/civil-a.pdf papers/nosuch.pdf"),
    Screen("wait", "cgq wait 1"),
    Screen("pause", "cgq pause embedding_generation --reason quota"),
    Screen("resume", "cgq resume embedding_generation"),
    Screen("cancel", "cgq cancel 1"),
    Screen("retry", "cgq retry 1"),
    Screen("extract", "cgq extract papers/network-en.pdf"),
    Screen("help", "cgq help"),
    Screen("not-found", "cgq questions 99999"),
    Screen("export-csv", "cgq export --format csv -o bank.csv"),
    Screen("export-anki", "cgq export --format anki -o bank.apkg"),
    Screen("collect-list", "cgq collect list addresses.txt --dry-run"),
    Screen("import-dry-run", "cgq import questions.csv --dry-run"),
    Screen("import", "cgq import questions.csv"),
    Screen("failed-items", "cgq failed --items", before=("cgq work --until-empty --jobs 1",)),
)
"""The first one is the run that makes the bank; these look at it, or change what the next ones do not show."""

QUESTIONS = """\
number,stem,option1,option2,option3,answer,concepts
1,Which of these is a prime number?,4,7,9,2,prime numbers
2,Which of these is a planet?,Mars,the Moon,the Sun,1,planets
3,Which of these is a mammal?,a trout,a whale,a frog,5,mammals
"""
"""A table to import; the answer of its last row names no option."""

ADDRESSES = """\
# one a line
https://exams.example.org/2031/paper-1.pdf
https://exams.example.org/2031/paper-1.pdf
ftp://exams.example.org/2031/paper-2.pdf
"""
"""Addresses to collect: one twice, one that cannot be fetched."""

_MASKS = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]+"), "2026-01-31 09:30:00 UTC"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"), "2026-01-31T09:30:00.000Z"),
    (re.compile(r"(Took|took) [\d.]+m?s( \d+s)?"), r"\1 7s"),
    (re.compile(r"(refresh_concepts +graph_update +)\d+"), r"\g<1>1"),
    (re.compile(r"(find_repeats +graph_update +)\d+"), r"\g<1>2"),
    (re.compile(r"^\d{3}(?= +\d+  new +ready )", re.MULTILINE), "412"),
    (re.compile(r"(import_questions  no_such_option  3h ago  )\d{3}"), r"\g<1>412"),
    (re.compile(r"\bpid \d+ on \S+"), "pid 4321 on host"),
)
"""What differs between two runs, and what is shown for it."""


def screens() -> dict[str, str]:
    """The text of every screen by its path below docs. Takes some ten seconds: the papers are read."""
    with tempfile.TemporaryDirectory(prefix="cgq-", dir="/tmp") as folder:
        home = Path(folder)
        _copy_papers(home / "papers")
        (home / "questions.csv").write_text(QUESTIONS, encoding="utf-8")
        (home / "addresses.txt").write_text(ADDRESSES, encoding="utf-8")
        made = {"screens/run.txt": _shown(home, "cgq run papers --jobs 1", COLUMNS)}
        _refresh_once(home)
        _make_older(home)
        for screen in SCREENS:
            _do_before(home, screen)
            for columns in (COLUMNS, *(OTHER_COLUMNS if screen.lists else ())):
                suffix = "" if columns == COLUMNS else f"-{columns}"
                made[f"screens/{screen.name}{suffix}.txt"] = _shown(home, screen.command, columns)
    return made


def _do_before(home: Path, screen: Screen) -> None:
    for command in screen.before:
        _printed(command.split()[1:], home, COLUMNS)
    if screen.before:
        _make_older(home)


def _copy_papers(folder: Path) -> None:
    folder.mkdir()
    for paper in SAMPLES.glob("*.pdf"):
        shutil.copy(paper, folder)


def _shown(home: Path, command: str, columns: int) -> str:
    """A command and what it prints at a terminal of so many columns."""
    text = _printed(command.split()[1:], home, columns)
    lines = [line.rstrip() for line in _masked(text, str(home)).splitlines()]
    return "\n".join([f"$ {command}    # {columns} columns", *lines]) + "\n"


def _masked(text: str, home: str) -> str:
    text = text.replace(home, SHOWN)
    for pattern, shown in _MASKS:
        text = pattern.sub(shown, text)
    return text


def _printed(args: Sequence[str], home: Path, columns: int) -> str:
    """Both streams of a command on a terminal at which nobody types.

    It runs in a fork of this process: starting Python for each of them would take most of the time.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    pid = os.fork()
    if not pid:
        os.close(leader)
        os.login_tty(follower)
        _be_command(args, home)
    os.close(follower)
    text = b"".join(_pieces(leader))
    os.close(leader)
    os.waitpid(pid, 0)
    return text.decode().replace("\r", "")


def _be_command(args: Sequence[str], home: Path) -> NoReturn:
    """What the fork does: the command, in an environment of its own, and nothing after it."""
    try:
        environment = _environment(home)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        os.chdir(home)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        main(args, os.environ)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


def _pieces(leader: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(leader, 1 << 16)
        except OSError:  # Linux's answer where nobody holds the other end any more
            return
        if not piece:
            return
        yield piece


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the caller's: no settings, no colours, no bars that are drawn again and again."""
    sources = os.pathsep.join(str(REPOSITORY / floor) for floor in ("core", "cli"))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": sources,
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        "USER": "kim",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "TZ": "UTC",
    }


def _refresh_once(home: Path) -> None:
    """Put one refresh of the concepts in the place of however many there were."""
    with _open(home) as database:
        _forget_refreshes(database)
    _printed(["enqueue", "--kind", "refresh_concepts", "--again"], home, COLUMNS)
    _printed(["work", "--until-empty", "--jobs", "1"], home, COLUMNS)
    with _open(home) as database:
        database.execute("UPDATE job SET id = ? WHERE kind = 'refresh_concepts'", (REFRESH,))


@contextmanager
def _open(home: Path) -> Iterator[sqlite3.Connection]:
    """The database, in a transaction."""
    with closing(sqlite3.connect(home / ".local/share/cgq/cgq.db")) as database, database:
        yield database


def _make_older(home: Path) -> None:
    """Move every moment of the database back, as if the run had been hours ago, before the machine was last booted."""
    with _open(home) as database:
        for table, column in _integers(database):
            where = f'WHERE typeof("{column}") = \'integer\' AND "{column}" > {EPOCH_MS}'
            database.execute(f'UPDATE "{table}" SET "{column}" = "{column}" - {AGE_MS} {where}')  # noqa: S608
        database.execute("UPDATE moment SET boot = 'the one before'")


def _forget_refreshes(database: sqlite3.Connection) -> None:
    """Leave neither concepts nor refreshes of them, nor looks for repeats: how many there were, after which other jobs
    each was made, and which concepts it knew first, depends on how fast the machine is."""
    for table in ("concept", "concept_alias", "tests", "prerequisite"):
        database.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
    database.execute("DELETE FROM sqlite_sequence WHERE name = 'concept'")
    for table in ("job", "tally", "ended", "latency"):
        database.execute(f"DELETE FROM {table} WHERE kind IN ('refresh_concepts', 'find_repeats')")  # noqa: S608


def _integers(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The columns of whole numbers of the tables; not those of an index of FTS5, whose pages have numbers as large."""
    tables = database.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    for (table,) in tables.fetchall():
        for column in database.execute(f'PRAGMA table_info("{table}")').fetchall():
            if column[2].upper() == "INTEGER":
                yield table, column[1]

"""What every verb owes to who reads it: with nothing there, with a filter that leaves nothing, with one, with many;
at a terminal, piped, as JSON, and quietly. A verb that is not in the table fails."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import PDF, Home
from tests.support.paper import paper, question
from tests.support.terminal import at_terminal, is_command

from cgq_cli.app import root
from cgq_cli.helping import Group
from cgq_cli.render.text import width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

COLUMNS = 80
"""Columns of the terminal at which each answer is read."""

STREAMS = ("run", "work")
"""Verbs that print objects as they come; every other answer is one document."""

DEEDS = (
    *("run", "work", "enqueue", "wait", "retry", "cancel", "pause", "resume"),
    *("prune", "backup", "restore"),
)
"""Verbs that do something, so that their answer is an account of that."""

NO_BANK = (
    "--ascii",
    "collect",
    "extract",
    "doctor",
    "demo",
    "restore",
    "config",
    "config show",
    "config path",
    "completion",
    "help",
)
"""Commands whose answers are about no database, or that name it in their own way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a command is asked for in each state of a bank, with its exit code there; None where it cannot be.

    `empty`: there is no database yet. `none`: a filter leaves nothing. `one` and `many`: so much is there.
    """

    empty: tuple[str, int] | None = None
    none: tuple[str, int] | None = None
    one: tuple[str, int] | None = None
    many: tuple[str, int] | None = None


TABLE = {
    "": Asked(empty=("--ascii", 0)),
    "run": Asked(("run inbox", 0), None, ("run good.pdf", 0), ("run good.pdf bad.pdf", 0)),
    "status": Asked(("status", 0), None, None, ("status", 0)),
    "questions": Asked(
        ("questions", 0), ("questions --text nowhere", 0), ("questions --number 1", 0), ("questions", 0)
    ),
    "review": Asked(("review", 0), ("review --flag gap", 0), ("review --number 1 --all", 0), ("review --all", 0)),
    "search": Asked(("search stack", 0), None, ("search queue --limit 1 --words", 0), ("search which --words", 0)),
    "similar": Asked(("similar 1", 4), ("similar 1 --year 1900", 0), None, ("similar 1", 0)),
    "materials": Asked(
        ("materials", 0), ("materials --status pending", 0), ("materials --status failed", 0), ("materials", 0)
    ),
    "materials edit": Asked(("materials edit 1 --title x", 4), None, ("materials edit 1 --title x", 0)),
    "materials remove": Asked(("materials remove 1 --yes", 4), None, ("materials remove 2 --yes", 0)),
    "materials replace": Asked(("materials replace 1 good.pdf", 4), None, ("materials replace 1 other.pdf --yes", 0)),
    "demo": Asked(),
    "export": Asked(("export", 0), ("export --material 99", 4), None, ("export", 0)),
    "attempts": Asked(("attempts", 0), None, ("attempts", 0), None),
    "attempts import": Asked(
        ("attempts import nowhere.csv", 4),
        ("attempts import nowhere.csv", 4),
        ("attempts import attempts.csv", 0),
        ("attempts import attempts.csv --dry-run", 0),
    ),
    "attempts list": Asked(
        ("attempts list", 0),
        ("attempts list --learner nobody", 0),
        ("attempts list --limit 1", 0),
        ("attempts list", 0),
    ),
    "attempts export": Asked(("attempts export", 0), None, None, ("attempts export -o attempts-2.csv", 0)),
    "attempts remove": Asked(
        ("attempts remove --learner k7 --yes", 4),
        ("attempts remove --learner nobody --yes", 4),
        ("attempts remove --learner k7 --yes", 0),
    ),
    "graph": Asked(("graph", 0), None, None, ("graph", 0)),
    "graph list": Asked(
        ("graph list", 0), ("graph list --text nowhere", 0), ("graph list --limit 1", 0), ("graph list", 0)
    ),
    "graph show": Asked(("graph show stack", 4), ("graph show nowhere", 4)),
    "graph cycles": Asked(("graph cycles", 0), ("graph cycles --kind broader", 0)),
    "graph stats": Asked(("graph stats", 0), None, None, ("graph stats", 0)),
    "graph path": Asked(
        ("graph path structure stack", 4), ("graph path stack nowhere", 4), None, ("graph path structure stack", 0)
    ),
    "graph review": Asked(
        ("graph review", 0),
        ("graph review --kind prerequisite", 0),
        ("graph review --limit 1", 0),
        ("graph review --json", 0),
    ),
    "graph accept": Asked(
        ("graph accept a b", 4), ("graph accept a b", 4), ("graph accept structure stack --kind broader", 0)
    ),
    "graph reject": Asked(
        ("graph reject a b", 4), ("graph reject a b", 4), ("graph reject structure stack --kind broader", 0)
    ),
    "graph push": Asked(one=("graph push --full", 6), many=("graph push --dry-run", 6)),
    "graph diff": Asked(one=("graph diff", 6), many=("graph diff --limit 0", 6)),
    "graph pull": Asked(one=("graph pull", 2)),
    "graph edges": Asked(
        ("graph edges", 0), ("graph edges --status rejected", 0), ("graph edges --limit 1", 0), ("graph edges", 0)
    ),
    "graph export": Asked(
        ("graph export", 0),
        None,
        ("graph export --concept stack -o stack.svg", 0),
        ("graph export -o edges.csv", 0),
    ),
    "graph import": Asked(("graph import edges.csv", 4), ("graph import none.csv", 4), ("graph import edges.jsonl", 0)),
    "extract": Asked(None, ("extract nowhere.pdf", 4), ("extract good.pdf", 0), ("extract good.pdf bad.pdf", 3)),
    "enqueue": Asked(("enqueue inbox", 0), None, ("enqueue good.pdf", 0), ("enqueue nowhere.pdf good.pdf", 4)),
    "collect": Asked(("collect", 0), None, ("collect", 0), None),
    "collect list": Asked(
        ("collect list nowhere.txt", 4),
        ("collect list none.txt", 0),
        ("collect list list.txt", 0),
        ("collect list lists.txt", 2),
    ),
    "collect url": Asked(("collect url ftp://nowhere/", 2), None, ("collect url https://papers.kr/ --dry-run", 0)),
    "collect keyword": Asked(
        ("collect keyword x --from nowhere", 2), None, ("collect keyword x --from board --dry-run", 0), None
    ),
    "work": Asked(("work --until-empty", 0), None, None, ("work --until-empty", 0)),
    "jobs": Asked(("jobs", 0), ("jobs --state scheduled", 0), ("jobs --limit 1", 0), ("jobs --all", 0)),
    "show": Asked(("show 1", 4), ("show 99999", 4), ("show 1", 0), None),
    "explain": Asked(("explain 1", 4), ("explain 99999", 4), ("explain 1", 0), None),
    "wait": Asked(("wait 1", 4), ("wait 99999", 4), ("wait 1", 0), ("wait 1 2", 3)),
    "failed": Asked(("failed", 0), ("failed --code stall", 0), ("failed --code damaged", 0), ("failed", 0)),
    "retry": Asked(("retry 1", 4), ("retry --queue low_priority --yes", 0), ("retry 2", 0), None),
    "cancel": Asked(("cancel 1", 4), ("cancel --queue low_priority --yes", 0), ("cancel 2", 0), None),
    "watch": Asked(),
    "stats": Asked(("stats", 0), ("stats --queue low_priority", 0), None, ("stats", 0)),
    "cost": Asked(("cost", 0), ("cost --since 1d --by job", 0), None, ("cost --by day", 0)),
    "stop": Asked(("stop", 0), None, None, ("stop --wait", 0)),
    "pause": Asked(("pause default", 0), None, ("pause default", 0), ("pause low_priority graph_update", 0)),
    "resume": Asked(("resume default", 0), None, ("resume default", 0), ("resume --all", 0)),
    "prune": Asked(
        ("prune --yes", 0),
        ("prune --queue low_priority --yes", 0),
        ("prune --state failed --older-than 0s --yes", 0),
        ("prune --dry-run", 0),
    ),
    "hooks": Asked(("hooks", 0), None, None, ("hooks", 0)),
    "hooks list": Asked(("hooks list", 0), None, None, ("hooks list", 0)),
    "hooks runs": Asked(
        ("hooks runs", 0), ("hooks runs --state failed", 0), ("hooks runs --limit 1", 0), ("hooks runs", 0)
    ),
    "hooks retry": Asked(("hooks retry 1", 4), ("hooks retry", 0), ("hooks retry 1", 0), None),
    "hooks test": Asked(None, None, ("hooks test tell", 0), None),
    "schedule": Asked(("schedule", 0), None, None, ("schedule", 0)),
    "schedule list": Asked(("schedule list", 0), None, None, ("schedule list", 0)),
    "schedule tick": Asked(("schedule tick", 0), None, None, ("schedule tick", 0)),
    "schedule add": Asked(("schedule add --defaults", 0), None, ("schedule add --defaults", 0)),
    "schedule remove": Asked(("schedule remove nightly", 4), ("schedule remove nightly", 4)),
    "repeats": Asked(("repeats", 0), ("repeats --min 9", 0), ("repeats 1", 0), ("repeats", 0)),
    "doctor": Asked(("doctor", 0), None, None, ("doctor", 0)),
    "backup": Asked(("backup copy.db", 0), None, ("backup copy.db", 0), None),
    "restore": Asked(("restore nowhere.db --yes", 4), None, ("restore spare.db --yes", 0), None),
    "config": Asked(("config", 0)),
    "config show": Asked(("config show", 0), None, ("config show --kinds", 0)),
    "config path": Asked(("config path", 0)),
    "completion": Asked(("completion bash", 0)),
    "import": Asked(
        ("import rows.csv", 0),
        ("import rows.csv --dry-run", 0),
        ("import rows.csv", 0),
        ("import rows.csv nowhere.csv", 4),
    ),
    "graph undo": Asked(("graph undo a b", 4), ("graph undo a b", 4), ("graph undo structure stack", 0)),
    "graph merge": Asked(("graph merge a b", 4), ("graph merge a b", 4), ("graph merge structure stack", 0)),
    "graph unmerge": Asked(("graph unmerge a", 4), ("graph unmerge a", 4)),
    "help": Asked(("help", 0), ("help nowhere", 2), ("help start", 0), None),
}
"""Every command. Those that leave a refresh of the graph to be done come last, for `wait` waits for one. `demo`, which
runs for some seconds, and `watch`, which runs until it is stopped, have tests of their own."""


def commands() -> Iterator[str]:
    """Every command with those below it, as it is typed after `cgq`."""
    yield from _below(root(), None, "cgq")


def _below(command: Any, parent: Any, name: str) -> Iterator[str]:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    yield context.command_path.partition(" ")[2]
    for below in command.list_commands(context) if isinstance(command, Group) else ():
        yield from _below(command.get_command(context, below), context, below)


def asked(state: str) -> dict[str, tuple[str, int]]:
    """The command lines of a state with their exit codes, by command."""
    found = {command: getattr(asked, state) for command, asked in TABLE.items()}
    return {command: line for command, line in found.items() if line is not None}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A bank of one paper that was read and one that cannot be."""
    home = Home(tmp_path_factory.mktemp("read"))
    lines = [
        *question(1, "Which structure hands out first what was put in last?", "queue", "stack", "tree", "graph"),
        *question(2, "Which of these sorts in place?", "heap sort", "merge sort", "bucket sort", "radix sort"),
        *question(3, "How many bits are in a byte?", "4", "8", "16", "32"),
        *question(4, "Which of these does not sort in place?", "heap sort", "merge sort", "bubble sort", "radix sort"),
    ]
    home.file("good.pdf", paper(lines))
    home.file("bad.pdf", PDF)
    home.file("other.pdf", paper(lines[:10]))
    home.file("rows.csv", b"stem,option1,option2,answer\nWhich is a byte long?,8 bits,4 bits,1\n")
    board = b'[catalogues.board]\nsearch = "https://papers.kr/?q={query}&p={page}"\n'
    home.file("cgq.toml", b'[hooks.tell]\ncommand = ["/bin/true"]\n' + board)
    home.file("none.txt", b"# nothing yet\n")
    home.file("list.txt", b"good.pdf\nhttps://papers.kr/1.pdf\n")
    home.file("lists.txt", b"good.pdf\ngood.pdf\nother.pdf\nftp://papers.kr/1.pdf\n")
    (home.folder / "inbox").mkdir()
    home.file("edges.jsonl", b'{"kind": "broader", "from": "structure", "to": "stack", "status": "accepted"}\n')
    named = b"stem,option1,option2,answer,concepts\nWhich hands out the last first?,this,that,1,stack; structure\n"
    home.file("named.csv", named)
    done = home.cgq("run", "good.pdf", "bad.pdf")
    assert done.returncode == 3, done.stderr
    assert home.cgq("import", "named.csv").returncode == 0
    assert home.cgq("run").returncode == 0
    rows = b"ts,learner,material,number,chosen\n2026-01-01T09:00Z,k7,good.pdf,1,2\n2026-01-01T09:01Z,me,good.pdf,2,\n"
    home.file("attempts.csv", rows)
    assert home.cgq("attempts", "import", "attempts.csv").returncode == 0
    assert home.cgq("backup", "spare.db").returncode == 0
    return home


@pytest.fixture(params=["empty", "none", pytest.param("one", marks=pytest.mark.slow), "many"])
def state(request: pytest.FixtureRequest, read: Home, tmp_path: Path) -> tuple[str, Home]:
    """A state and a bank that stands so, of this test's own."""
    folder = tmp_path / "home"
    shutil.copytree(read.folder, folder)
    home = Home(folder)
    if request.param == "empty":
        for path in folder.glob("cgq.db*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        (folder / "cgq.toml").unlink()
        del home.environment["CGQ_DB"]
    return request.param, home


def test_every_command_is_in_the_table() -> None:
    assert set(TABLE) == set(commands())


def test_a_pipe_gets_the_answer_and_no_colour(state: tuple[str, Home]) -> None:
    name, home = state
    for command, done in answers(home, name, ""):
        printed = done.stdout + done.stderr
        assert "\x1b" not in printed, command
        assert "Traceback" not in printed, command
        assert printed.strip(), command
        if done.returncode == 0 and name in ("one", "many"):
            assert done.stdout.strip(), f"{command}: what was asked for stands on standard output"
        if name in ("empty", "none") and command.split(" ")[0] not in NO_BANK and not command.startswith("export"):
            assert "cgq.db" in printed or (done.returncode == 0 and is_deed(command)), f"{command}: {printed}"


def test_json_is_one_document(state: tuple[str, Home]) -> None:
    name, home = state
    for command, done in answers(home, name, " --json"):
        documents = [json.loads(line) for line in done.stdout.splitlines()]
        errors = [json.loads(line) for line in done.stderr.splitlines()]
        if command.split(" ")[0] in STREAMS:
            assert documents[-1]["type"] == "summary", command
        elif command == "export":
            assert all("id" in record for record in documents)
        elif command.startswith("extract"):
            assert len(documents) == len(command.split()) - 1 or errors, command
        else:
            assert len(documents) + len(errors) == 1, f"{command}: {done.stdout}{done.stderr}"
        assert all(error["exit_code"] == done.returncode for error in errors), command


def test_quiet_leaves_errors_alone(state: tuple[str, Home]) -> None:
    name, home = state
    for command, done in answers(home, name, " --quiet"):
        if done.returncode == 0:
            assert done.stderr == "", command
        if is_deed(command) and done.returncode == 0:
            assert done.stdout == "", command


def test_a_terminal_shows_it_all_and_no_line_is_wider(state: tuple[str, Home]) -> None:
    name, home = state
    lines = asked(name)
    shown = at_terminal(home, (COLUMNS,), ["|".join(line.split()) for line, _ in lines.values()])
    for command, line in lines.items():
        answer = shown[COLUMNS, "|".join(line[0].split())]
        wide = [text for text in answer if width(text) > COLUMNS and not is_command(text)]
        assert not wide or command in ("completion", "export"), (command, wide)
        if line[1] == 0 and command != "export":  # of an empty bank it is empty
            assert any(answer), f"{command} shows nothing"


def is_deed(command: str) -> bool:
    """Does the command do something, so that its answer is an account of that?"""
    changes = ("pause", "resume", "prune", "backup", "restore")
    deeds = ("run", "work", "enqueue", "import", "wait", "retry", "cancel", *changes)
    groups = ("schedule add", "schedule remove", "schedule tick", "collect list", "collect url", "collect keyword")
    return command.split(" ")[0] in deeds or command.startswith(groups)


def answers(home: Home, name: str, more: str) -> Iterator[tuple[str, CompletedProcess[str]]]:
    """Each command of a state as it was typed, and what it came to; its exit code is held against the table."""
    lines = asked(name)
    done = home.each(*(line + more for line, _ in lines.values()))
    for (line, code), found in zip(lines.values(), done, strict=True):
        assert found.returncode == code, f"{line}: {found.returncode} {found.stdout}{found.stderr}"
        yield line, found

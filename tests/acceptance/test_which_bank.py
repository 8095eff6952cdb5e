"""Every answer that finds nothing names the database, what chose it, and the other one that holds papers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

from cgq.actions.opening import open_workspace
from cgq.bank import materials
from cgq.bank.files import SourceFile
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from pathlib import Path

LISTS = {
    "jobs": "No jobs yet.",
    "failed": "No jobs yet.",
    "materials": "No papers yet.",
    "questions": "No questions yet.",
    "search x": "No questions yet.",
    "review": "No questions yet.",
    "review --history": "No papers yet.",
    "graph stats": "questions",
    "graph list": "No concepts yet.",
    "status": "queue",
}
"""The verbs that only read and name nothing, and how the answer of each begins where the database holds nothing."""

NAMED = (
    "show 1",
    "wait 1",
    "materials 1",
    "questions 1",
    "review 1",
    "graph show x",
    "questions --material 1",
    "export",
)
"""Those that name what is not there; an export of nothing over something is none either."""

CHANGES = (
    "cancel 1",
    "cancel --all",
    "retry 1",
    "resume default",
    "pause default",
    "work --until-empty",
    "run",
    "run --dry-run",
    "enqueue --kind generate_embedding --missing",
)
"""Those that change what is there, and make no database for it."""

FILTERED = {
    "jobs --state failed --queue default": "No jobs match --state failed --queue default. Without that: 1 job.",
    "jobs --file 기출 --page 2": "No jobs match --file 기출 --page 2.",
    "jobs --page 99": "No jobs match --page 99. Without that: 1 job.",
    "failed": "Nothing failed.",
    "failed --code damaged": "No failed jobs match --code damaged. Without that: none.",
    "materials --status failed": "No papers match --status failed. Without that: 3 papers.",
    "questions --text 강도율": "No questions yet.",
    "review --history --material 1": "No decisions match --material 1.",
    "questions": "No questions yet.",
}
"""Lists that hold nothing, or whose filters leave nothing, in a bank whose papers were not read yet."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A user whose bank in the data folder holds three papers, in a folder whose cgq.toml moves the database."""
    home = Home(tmp_path / "home")
    del home.environment["CGQ_DB"]
    home.db = home.folder / ".local" / "share" / "cgq" / "cgq.db"
    with open_workspace(home.db) as workspace, workspace.database.write() as tx:
        for number in range(3):
            materials.adopt(tx, SourceFile(f"/p/{number}.pdf", f"{number:064x}", 1), 1)
    with open_workspace(home.db) as workspace, workspace.ledger.write() as books:
        enqueue(books, [NewJob(kind="process_pdf", args={"material": 1})])
    return home


def test_what_holds_nothing_names_the_next_step_and_the_other_bank(home: Home) -> None:
    (home.folder / "cgq.toml").write_text("", "utf-8")
    moved = home.folder / ".cgq" / "cgq.db"
    for (verb, begin), done in zip(LISTS.items(), home.each(*LISTS), strict=True):
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert begin in (done.stdout.split("\t")[0], done.stderr.split("\n")[0]), verb
        assert verb == "status" or "Take papers in: cgq run FILE\n" in said
        assert f"The database is {moved} (next to {home.folder / 'cgq.toml'}).\n" in said
        assert f"Another database of yours holds 3 papers. Look into it: cgq materials --db {home.db}\n" in said
    for verb, done in zip(NAMED, home.each(*(f"{verb} --json" for verb in NAMED)), strict=True):
        error = json.loads(done.stderr)
        assert (done.returncode, error["exit_code"]) == (4, 4), verb
        assert (error["database"]["path"], error["database"]["source"]) == (str(moved), "beside_file")
        assert error["database"]["other"] == {"path": str(home.db), "papers": 3}
        assert f"cgq materials --db {home.db}" in error["commands"]
    assert home.json("materials", "--db", home.db)["materials"], "the command that is suggested"
    assert not moved.exists(), "what only reads makes nothing"


def test_what_is_named_and_not_there_is_refused_by_what_makes_none(home: Home) -> None:
    absent = home.folder / "absent.db"
    verbs = (*LISTS, *NAMED, *CHANGES)
    for verb, done in zip(verbs, home.each(*(f"{verb} --db absent.db --json" for verb in verbs)), strict=True):
        error = json.loads(done.stderr)
        assert (done.returncode, error["code"], error["database"]["source"]) == (4, "no_database", "flag"), verb
        assert str(absent) in error["message"]
    by_variable = home.cgq("status", CGQ_DB="absent.db")
    assert (by_variable.returncode, "absent.db (named by CGQ_DB)." in by_variable.stderr) == (4, True)
    (home.folder / "cgq.toml").write_text('db = "absent.db"', "utf-8")
    by_file = home.cgq("questions")
    assert (by_file.returncode, f"(db in {home.folder / 'cgq.toml'})." in by_file.stderr) == (4, True)
    assert not absent.exists()


def test_a_filter_that_matches_nothing_is_named(home: Home) -> None:
    answers = home.each(*FILTERED)
    for (verb, begin), done in zip(FILTERED.items(), answers, strict=True):
        assert done.returncode == 0
        assert done.stderr.startswith(begin), verb
        assert f"The database is {home.db} (in your data folder, as nothing names another).\n" in done.stderr
        assert "Another database" not in done.stderr
    assert "1 job to do. Do them: cgq run\n" in answers[-1].stderr


def test_status_and_a_run_name_the_database(home: Home) -> None:
    status = home.json("status")
    assert (status["database"]["path"], status["database"]["other"]) == (str(home.db), None)
    open_workspace(home.folder / "new.db").close()
    run = json.loads(home.cgq("run", "--json", "--db", "new.db").stdout.splitlines()[-1])
    assert (run["database"]["source"], run["database"]["other"]) == ("flag", {"path": str(home.db), "papers": 3})
    done = home.cgq("run", "--db", "new.db")
    assert "new.db (named by --db).\nAnother database of yours holds 3 papers. Look into it: cgq" in done.stdout


def test_a_command_that_is_shown_names_the_database_that_was_typed(home: Home) -> None:
    with open_workspace(home.folder / "z z.db") as workspace, workspace.ledger.write() as books:
        enqueue(books, [NewJob(kind="process_pdf", args={"material": 1})])
    typed = "--db 'z z.db'"
    calls = {
        f"show 99 {typed}": f"cgq jobs {typed}",
        f"{typed} show 99": f"cgq jobs {typed}",
        f"status {typed}": f"cgq run {typed}",
        f"questions --image {typed}": f"cgq questions ID --image {typed} [usage]",
        f"pause default {typed}": f"cgq resume default {typed}",
        "status --db absent.db": "cgq run FILE --db absent.db",
        f"review --flag nope {typed}": "cgq help findings [unknown_flag]",
    }
    for (call, command), done in zip(calls.items(), home.each(*calls), strict=True):
        assert command in done.stdout + done.stderr, (call, done)
    error = json.loads(home.cgq("show", "99", "--json", "--db", "z z.db").stderr)
    assert error["commands"] == [f"cgq jobs {typed}", f"cgq materials --db {home.db}"]
    by_variable = home.cgq("show", "99", CGQ_DB="z z.db")
    assert "List them: cgq jobs. " in by_variable.stderr, "what chose it holds for the command that is pasted, too"

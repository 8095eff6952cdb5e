"""Whatever breaks between the bank and Neo4j, both are equal in the end, and no password is kept (R4, S4, T4)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import psutil
import pytest
from neo4j import GraphDatabase
from tests.support.command import COMMAND, Home
from tests.support.neo4j_bank import Bank, bank, fill
from tests.support.neo4j_server import Server, started
from tests.support.poll import until
from tests.support.processes import Child

from cgq.actions.doctor.graph_server import graph_server
from cgq.queue.books import SQL
from cgq.queue.enqueue import enqueue
from cgq.stages.chain import refresh

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "canary-of-the-graph-7Qz"
QUESTIONS = 1_100
"""Three transactions of a push: one that is killed behind the first is killed in the middle."""

pytestmark = pytest.mark.timeout(300)  # a server starts in 5 s, and in a minute where others keep the machine busy


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("neo4j"), auth=True) as running:
        with GraphDatabase.driver(running.address, auth=("neo4j", "neo4j")) as driver:
            change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
            driver.execute_query(change, {"new": PASSWORD}, database_="system")
        yield running


@pytest.fixture
def filled(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    monkeypatch.setenv("CGQ_NEO4J_PASSWORD", PASSWORD)
    with bank(tmp_path, server.address) as made:
        with made.workspace.database.write() as tx:
            fill(tx, questions=40, concepts=10)
        yield made


def pushing(bank: Bank, *, password: str = PASSWORD, verb: tuple[str, ...] = ("graph", "push")) -> Child[str]:
    """A command at work on the bank, in a process of its own."""
    home = Home(bank.workspace.database.path.parent)
    assert bank.settings.uri is not None
    environ = {**home.environment, "CGQ_NEO4J_URI": bank.settings.uri, "CGQ_NEO4J_PASSWORD": password}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return Child([*COMMAND, *verb], cwd=home.folder, env=environ, encoding="utf-8", **pipes)


def questions(bank: Bank) -> int:
    """How many of its questions the server holds."""
    ((count,),) = ask(bank, "MATCH (q:Question {bank: $bank}) RETURN count(q)")
    assert isinstance(count, int)
    return count


def ask(bank: Bank, statement: str) -> list[tuple[object, ...]]:
    assert bank.settings.uri is not None
    with GraphDatabase.driver(bank.settings.uri, auth=("neo4j", PASSWORD)) as driver:
        found = driver.execute_query(statement, {"bank": bank.name()})  # type: ignore[arg-type]
    return [tuple(record.values()) for record in found.records]


def test_R4_a_push_that_is_killed_in_the_middle_ends_as_an_undisturbed_one(filled: Bank) -> None:
    filled.push_all()
    with filled.workspace.database.write() as tx:
        fill(tx, questions=QUESTIONS, concepts=100, first=10_000)
    with pushing(filled) as killed:
        until(lambda: questions(filled) > 40, 200)
        killed.send_signal(signal.SIGKILL)
    assert filled.left() > 0
    assert not filled.is_equal()
    filled.push_all()
    assert filled.is_equal()
    assert questions(filled) == QUESTIONS + 40


@pytest.mark.slow  # half a minute; a push that is killed stands for it
def test_a_server_that_is_killed_in_the_middle_and_started_again_gets_the_rest(filled: Bank, server: Server) -> None:
    filled.push_all()
    with filled.workspace.database.write() as tx:
        fill(tx, questions=QUESTIONS, concepts=100, first=10_000)
    with pushing(filled, verb=("run",)) as running:
        until(lambda: questions(filled) > 40, 200)
        server.kill()
        server.start()
        assert running.wait(timeout=200) == 0
    assert filled.left() == 0
    assert filled.is_equal()


def test_N4_a_wrong_password_fails_the_push_alone_and_loses_nothing(filled: Bank) -> None:
    filled.push_all()
    with filled.workspace.database.write() as tx:
        tx.run("UPDATE concept SET weight = 2.5")
    with filled.workspace.ledger.write() as books:
        enqueue(books, [refresh()])
    wrong = "wrong-canary-of-the-graph-8Rt"
    with pushing(filled, password=wrong, verb=("run",)) as running:
        out, err = running.communicate(timeout=200)
    assert running.returncode == 3, out + err
    assert wrong not in out + err
    with filled.workspace.database.read() as tx:
        assert tx.all(SQL["pauses"]) == []
        states = dict(tx.all("SELECT kind, state FROM job WHERE state IN ('done', 'failed') ORDER BY id"))
        ((tries, code),) = tx.all("SELECT attempts, error_code FROM job WHERE state = 'failed'")
    assert states == {"push_graph": "failed", "refresh_concepts": "done"}
    assert (tries, code) == (1, "neo4j_auth")
    assert filled.left() >= 10
    with pushing(filled, verb=("status",)) as asked:
        out, _ = asked.communicate(timeout=200)
    assert f"{filled.left()} changes to be sent to Neo4j: cgq graph push" in " ".join(out.split())
    with pushing(filled) as mended:
        assert mended.wait(timeout=200) == 0
    assert filled.left() == 0
    assert filled.is_equal()


def test_what_cannot_be_used_is_named_with_what_to_do(filled: Bank, tmp_path: Path) -> None:
    assert filled.settings.uri is not None
    with bank(tmp_path / "none", filled.settings.uri, database="nowhere") as none:
        made = none.push()
    assert made.failure is not None
    assert (made.failure.code, made.failure.pauses_queue) == ("neo4j_database", False)
    assert "database under [neo4j]" in made.failure.hint
    with bank(tmp_path / "user", filled.settings.uri, username="nobody") as nobody:
        made = nobody.push()
    assert made.failure is not None
    assert made.failure.code == "neo4j_auth"
    with bank(tmp_path / "far", "bolt://graph.example") as far:
        made = far.push()
    assert made.failure is not None
    assert made.failure.code == "neo4j_insecure"


def test_S4_the_password_is_in_no_file_row_log_or_argument(filled: Bank) -> None:
    with pushing(filled) as running:
        arguments = _arguments(running.pid)
        out, err = running.communicate(timeout=200)
    assert running.returncode == 0, err
    filled.workspace.database.empty_log()
    written = b"".join(path.read_bytes() for path in filled.workspace.database.path.parent.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in written
    assert PASSWORD not in out + err + arguments
    checks = list(graph_server(filled.workspace.settings, os.environ, probe=True))
    assert [check.name for check in checks] == ["neo4j", "neo4j behind", "neo4j server", "neo4j indexes"]
    assert {check.state for check in checks} == {"ok"}
    assert "5.26" in checks[2].message
    assert "cgq_words_concept (fulltext, " in checks[3].message
    assert PASSWORD not in json.dumps([check.message for check in checks])


def _arguments(pid: int) -> str:
    """The command lines of a process and its children."""
    process = psutil.Process(pid)
    return " ".join(" ".join(one.cmdline()) for one in (process, *process.children(recursive=True)))

"""Secrets are stored, logged and shown nowhere, whoever gives them away (S4)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psutil
import pytest
from tests.support.command import Home
from tests.support.leaky_stages import WAYS, Leak, LeakAtStart, LeakWhenPaused
from tests.support.offered import offer
from tests.support.poll import until

from cgq.config import Settings
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.stages import registry
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET = 'zq/THE+own"key_of-7Fh3'
OPENAI = "openai+key/that-is-secret-9"
NEO4J = "graph-password-that-is-secret"
FROM_FILE = "kept-in-a-file-that-is-secret"
ENVIRONMENT = {
    "CGQ_KINDS_LEAK_API_KEY": SECRET,
    "CGQ_KINDS_LEAK_WHEN_PAUSED_API_KEY": SECRET,
    "CGQ_KINDS_LEAK_AT_START_API_KEY": SECRET,
    "OPENAI_API_KEY": OPENAI,
    "NEO4J_PASSWORD": NEO4J,
    "HTTPS_PROXY": "http://me:proxy-password-that-is-secret@proxy:3128",
    "CGQ_DEBUG": "1",
}
KINDS = {
    "leak": "leaky_stages:Leak",
    "leak_when_paused": "leaky_stages:LeakWhenPaused",
    "leak_at_start": "leaky_stages:LeakAtStart",
    "write_file": "contract_stages:WriteFile",
    "shorten": "contract_stages:Shorten",
}
NEVER = [
    *(
        spelling
        for one in (SECRET, OPENAI, NEO4J, FROM_FILE)
        for spelling in (one, quote(one, safe=""), repr(one)[1:-1])
    ),
    json.dumps(SECRET)[1:-1],
    base64.b64encode(b"me:" + SECRET.encode()).decode()[6:-4],
    "proxy-password",
    "hunter2",
    "sk-proj-0123456789",
]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    offer(folder, KINDS)
    return folder


@pytest.fixture
def home(tmp_path: Path, packages: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", packages, empty_database)
    file = home.file("token.txt", FROM_FILE.encode())
    home.environment |= {**ENVIRONMENT, "CGQ_KINDS_OTHER_TOKEN_FILE": str(file)}
    return home


def leaked_in(text: str) -> list[str]:
    return [secret for secret in NEVER if secret in text]


def everything_stored(home: Home) -> str:
    """Every value of every table, and the files' bytes as they are."""
    tables = [name for (name,) in home.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    values = [repr(row) for table in tables for row in home.rows(f'SELECT * FROM "{table}"')]
    texts = [str(value) for table in tables for row in home.rows(f'SELECT * FROM "{table}"') for value in row]
    files = [path.read_bytes().decode("latin-1") for path in home.folder.glob("cgq.db*") if path.is_file()]
    return "\n".join([*values, *texts, *files])


def put(home: Home, stages: Sequence[type[Leak]], ways: Sequence[str]) -> list[int]:
    requests = [NewJob(kind=stage.kind, args={"way": way}) for stage, way in zip(stages, ways, strict=True)]
    with (
        registry.offered(*set(stages)),
        Workspace(Settings(db=home.db, jobs=1)) as opened,
        opened.ledger.write() as books,
    ):
        return [made.id for made in enqueue(books, requests)]


def test_S4_a_stage_that_gives_its_secrets_away_in_every_manner_leaves_none_anywhere(home: Home) -> None:
    jobs = put(home, [Leak] * len(WAYS) + [LeakWhenPaused, LeakAtStart], [*WAYS, "raise", "raise"])
    said = [home.cgq("run", "-vv")]
    put(home, [Leak] * len(WAYS), WAYS)
    said.append(home.cgq("run", "--json"))
    assert said[0].returncode == 3, said[0].stderr
    said += [home.cgq("show", jobs[0]), home.cgq("failed"), home.cgq("failed", "--json"), home.cgq("status", "--json")]
    for done in said:
        assert leaked_in(done.stdout + done.stderr) == [], done.args
    assert leaked_in(everything_stored(home)) == []
    states = dict(
        home.rows("SELECT args ->> 'way', state || ' ' || coalesce(error_code, '') FROM job ORDER BY id DESC")
    )
    assert states["follow"] == states["follow by key"] == "failed secret_in_arguments"
    assert states["result"] == "done "
    assert "****" in said[0].stderr, "what a worker writes is passed on, masked"
    messages = dict(home.rows("SELECT args ->> 'way', error FROM job"))
    assert messages["address"] == "RuntimeError: https://****@host/v1?api_key=****&n=1"
    assert messages["load raises"] == "ValueError: bolt://****@localhost:7687 ****"


@pytest.mark.parametrize("way", ["result", "write", "load writes", "follow", "environment"])
def test_S4_by_hand_as_in_the_queue(home: Home, way: str) -> None:
    done = home.cgq("enqueue", "--kind", "leak", "--args", json.dumps({"way": way}), "--now", "--json")
    assert leaked_in(done.stdout + done.stderr) == []
    assert json.loads(done.stdout)["type"] == "computed", "what a stage prints is none of the answer"
    assert leaked_in(everything_stored(home)) == []


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"text": SECRET}, "$.text"),
        ({"text": f"it is {OPENAI}."}, "$.text"),
        ({"text": f"as kept: {FROM_FILE}"}, "$.text"),
        ({"text": "ghp_0123456789abcdefghijABCDEFGHIJ"}, "$.text"),
        ({"text": "a line\nsk-proj-0123456789abcdefghij"}, "$.text"),
        ({"text": "https://me:pw@host/paper.pdf"}, "$.text"),
        ({"text": "https://host/paper.pdf?api_key=12345678"}, "$.text"),
        ({"text": "https://host/p.pdf?X-Amz-Signature=0123456789abcdef&x=1"}, "$.text"),
    ],
)
def test_S4_arguments_that_hold_a_secret_are_refused_without_repeating_it(
    home: Home, args: dict[str, str], field: str
) -> None:
    more = ["--now"] if "://" in args["text"] else []
    done = home.cgq("enqueue", "--kind", "write_file", "--args", json.dumps(args), *more)
    assert (done.returncode, "[secret_in_arguments]" in done.stderr, field in done.stderr) == (2, True, True)
    assert args["text"] not in done.stderr
    assert home.rows("SELECT count(*) FROM job") == [(0,)]


def test_S4_what_an_exam_paper_says_of_passwords_is_content(home: Home) -> None:
    text = "[문 3] 비밀번호: 1234, password=abcd, Authorization: Bearer 토큰에 대한 설명으로 옳은 것은?"
    made = home.json("enqueue", "--kind", "write_file", "--args", json.dumps({"text": text}))
    assert made["jobs"][0]["outcome"] == "new"
    assert home.json("show", made["jobs"][0]["id"])["args"] == {"text": text}


def test_S4_a_reason_for_a_pause_is_kept_without_the_key_in_it(home: Home) -> None:
    assert home.cgq("pause", "default", "--reason", f"{OPENAI} expired; token=abcd-efgh").returncode == 0
    assert home.rows("SELECT reason FROM pause") == [("**** expired; token=****",)]


def test_S4_an_error_of_the_command_line_repeats_no_secret(home: Home) -> None:
    for args in (
        ("show", OPENAI),
        ("run", "https://me:hunter2@host/x.pdf", "--json"),
        ("enqueue", f"/no/{OPENAI}.pdf"),
    ):
        done = home.cgq(*args)
        assert done.returncode in (2, 4)
        assert leaked_in(done.stdout + done.stderr) == []


def test_S4_a_workers_arguments_and_environment_hold_no_secret(home: Home) -> None:
    home.json("enqueue", "--kind", "leak", "--args", '{"way": "sleep"}')
    with home.start("run") as supervisor:
        pids = until(lambda: workers_of(supervisor.pid))
        seen = [(proc(pid, "cmdline") + proc(pid, "environ")) for pid in pids]
        supervisor.kill()
    assert seen
    assert [leaked_in(text) for text in seen] == [[]] * len(seen)


def workers_of(pid: int) -> list[int]:
    """The processes of its workers, once there is one."""
    found = [child.pid for child in psutil.Process(pid).children(recursive=True)]
    return found if any("cgq.workers" in proc(one, "cmdline") for one in found) else []


def proc(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_bytes().decode("utf-8", "replace")


def test_R5_a_full_standard_error_fails_no_job_that_is_debugged(home: Home) -> None:
    put(home, [Leak] * 3, ["write", "load writes", "store writes"])
    with open("/dev/full", "w", encoding="utf-8") as full, home.start("run", stderr=full) as run:
        run.communicate(timeout=60)
    assert (run.returncode, home.rows("SELECT state, attempts, error FROM job")) == (0, [("done", 1, None)] * 3)


def test_R5_a_closed_standard_error_fails_no_job_that_is_debugged(home: Home) -> None:
    put(home, [Leak] * 3, ["write", "load writes", "store writes"])
    with home.start("run") as run:
        assert run.stderr is not None
        run.stderr.close()
        assert run.stdout is not None
        run.stdout.read()
        run.wait(60)
    assert (run.returncode, home.rows("SELECT state, attempts, error FROM job")) == (0, [("done", 1, None)] * 3)


def test_S4_a_result_with_secrets_in_every_form_is_json_all_the_same(home: Home) -> None:
    home.environment |= {"PIN_TOKEN": "2026", "NUMBER_TOKEN": "987654321012"}
    (job,) = put(home, [Leak], ["every form"])
    done = home.cgq("run")
    assert done.returncode == 3, "one item of it failed"
    assert "****-" not in done.stderr, "the year in a line's time is no secret"
    by_hand = home.json("enqueue", "--kind", "leak", "--args", '{"way": "every form"}', "--now")
    assert home.rows("SELECT state, attempts, json_valid(result) FROM job") == [("done", 1, 1)]
    for result in (home.json("show", job)["result"], by_hand["results"][0]["result"]):
        assert result == {
            "whole": "****",
            "nested": '{"it": "****"}',
            "numbers": [2026, "****"],
            "lines": "line\n****\t****",
            "cut": 'a "****',
            "list": ["****"],
            "keys": {"****": 1, "**** 2": 2},
            "kept": {"year": 2026, "at": "2026-11-29", "stem": "비밀번호: 1234"},
        }
    stored = everything_stored(home)
    assert leaked_in(stored) == []
    assert "MIIE" not in stored


@pytest.mark.parametrize("option", ["--as", "--title", "--description"])
def test_S4_a_word_about_a_paper_that_holds_a_secret_is_refused(home: Home, option: str) -> None:
    home.file("a.pdf")
    for secret, *more in ((OPENAI,), ("sk-proj-0123456789abcdefghij", "--dry-run")):
        done = home.cgq("enqueue", "a.pdf", option, f"by {secret}", *more)
        assert (done.returncode, "[secret_in_arguments]" in done.stderr) == (2, True), done.stderr
        assert leaked_in(done.stdout + done.stderr) == []
    assert home.rows("SELECT (SELECT count(*) FROM job) + (SELECT count(*) FROM material)") == [(0,)]
    assert home.cgq("enqueue", "a.pdf", option, "비밀번호 관리사 2급").returncode == 0


def test_S4_who_asks_for_a_stage_by_hand_is_no_secret(home: Home) -> None:
    asked = ("enqueue", "--kind", "write_file", "--args", '{"text": "a"}', "--as", OPENAI)
    done = home.cgq(*asked)
    assert (done.returncode, "[secret_in_arguments]" in done.stderr) == (2, True), done.stderr
    assert home.rows("SELECT count(*) FROM job") == [(0,)]

"""A user's own kind of job, from an installed package: arguments, settings, policy, bars and faults, by the command."""

from __future__ import annotations

import json
import shutil
import signal
import time
from pathlib import Path

import pytest
from tests.support.command import SAMPLES, Home
from tests.support.offered import offer
from tests.support.poll import until
from tests.support.wrong_stages import WRONG

KINDS = {
    "shorten": "contract_stages:Shorten",
    "write_file": "contract_stages:WriteFile",
    "broken": "no_such_module:Broken",
    "misnamed": "contract_stages:Gather",
    "careful": "contract_stages:Careful",
    "faulty": "faulty_stages:Faulty",
    **{kind: f"wrong_stages:{kind}" for kind in WRONG},
}


SETTLED = ("w_policy", "w_lists", "w_needed", "w_refusing")
"""Kinds for which cgq.toml has a section of settings, though they cannot be loaded."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    offer(folder, KINDS)
    return folder


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, packages: Path) -> Path:
    """A bank with the twenty questions of one paper."""
    home = Home(tmp_path_factory.mktemp("template"), packages)
    shutil.copy(SAMPLES / "network-en.pdf", home.folder)
    assert home.cgq("run", "network-en.pdf").returncode == 0
    return home.db


@pytest.fixture
def home(tmp_path: Path, packages: Path, template: Path) -> Home:
    return Home(tmp_path / "home", packages, template)


def test_a_kind_of_ones_own_runs_beside_the_others_under_its_own_policy_and_settings(home: Home) -> None:
    home.file("cgq.toml", b"[kinds.shorten]\nmax_attempts = 4\n[kinds.shorten.settings]\nmost = 5\nending = '...'\n")
    planned = home.cgq("enqueue", "--kind", "shorten", "--material", "1")
    assert planned.returncode == 0, planned.stderr
    assert home.rows("SELECT count(*), max(queue) FROM job WHERE kind = 'shorten'") == [(20, "low_priority")]
    again = home.cgq("enqueue", "--kind", "shorten", "--question", "1")
    assert "Already known" in again.stdout
    done = home.cgq("run")
    assert done.returncode == 0, done.stderr
    assert "shorten\tlow_priority\t20\t0\t0" in done.stdout
    shown = home.json("show", home.rows("SELECT min(id) FROM job WHERE kind = 'shorten'")[0][0])
    assert shown["result"]["short"].endswith("...")
    assert len(shown["result"]["short"]) == 8
    assert shown["max_attempts"] == 4


def test_other_settings_that_change_the_result_make_it_other_work(home: Home) -> None:
    assert home.json("enqueue", "--kind", "shorten", "--question", "1")["jobs"][0]["outcome"] == "new"
    home.file("cgq.toml", b"[kinds.shorten.settings]\nmost = 9\n")
    assert home.json("enqueue", "--kind", "shorten", "--question", "1")["jobs"][0]["outcome"] == "new"
    assert home.json("enqueue", "--kind", "shorten", "--question", "1")["jobs"][0]["outcome"] == "known"


@pytest.mark.parametrize(
    ("toml", "args", "code", "said"),
    [
        ("", ("enqueue", "--kind", "shorten", "--args", '{"question": 1, "loud": 1}'), 2, "[bad_arguments]"),
        ("", ("enqueue", "--kind", "shorten", "--args", '{"question": 1, "loud": 1}', "--now"), 2, "[bad_arguments]"),
        ("", ("enqueue", "--kind", "shorten", "--missing"), 2, "has not done yet"),
        ("", ("enqueue", "--kind", "write_file", "--question", "1"), 2, "takes neither questions nor papers"),
        ("", ("enqueue", "--kind", "refresh_concepts", "--args", '{"x": 1}'), 2, "It takes none: {}."),
        ("[kinds.shorten.settings]\nmots = 5\n", ("status",), 2, "Did you mean 'most'?"),
        ("[kinds.shorten.settings]\nmost = 0\n", ("status",), 2, "a whole number of at least 1"),
        ("[kinds.careful.settings]\nmost = 9\n", ("status",), 2, "kinds.careful.settings.most: most is too much"),
        ("", ("enqueue", "--kind", "write_file", "--args", "[" * 60_000), 2, "[args_not_json]"),
        ("", ("enqueue", "--kind", "broken", "--args", "{}"), 6, "[stage_not_loadable]"),
        ("", ("enqueue", "--kind", "misnamed", "--args", "{}"), 6, "its kind is 'gather'"),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_said(
    home: Home, toml: str, args: tuple[str, ...], code: int, said: str
) -> None:
    home.file("cgq.toml", toml.encode())
    before = home.rows("SELECT count(*) FROM job")
    done = home.cgq(*args)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert home.rows("SELECT count(*) FROM job") == before


def test_a_package_that_broke_holds_up_nobody_else(home: Home) -> None:
    for table in ("job", "tally"):
        home.rows(f"UPDATE {table} SET kind = 'broken' WHERE kind = 'process_pdf'")
    assert home.cgq("jobs").returncode == 0
    assert home.cgq("status").returncode == 0
    home.file("paper.pdf", (SAMPLES / "civil-a.pdf").read_bytes())
    assert home.cgq("run", "paper.pdf").returncode == 0
    checked = home.json("doctor", exits=6)
    said = {check["message"]: check["state"] for check in checked["checks"] if check["name"] == "kind"}
    assert said["shorten can be loaded"] == "ok"
    assert [state for message, state in said.items() if "'broken'" in message or "'misnamed'" in message] == [
        "fail"
    ] * 2


def test_an_import_that_prints_or_raises_anything_and_damaged_metadata_hold_up_nobody(
    home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    offer(folder, {"prints": "prints:Loud", "interrupts": "interrupts:Kind"}, name="more")
    (folder / "prints.py").write_text("print('on import')\nimport sys\nsys.exit(0)\n", encoding="utf-8")
    (folder / "interrupts.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    damaged = folder / "damaged-1.dist-info"
    damaged.mkdir()
    (damaged / "METADATA").write_text("Metadata-Version: 2.1\nName: damaged\nVersion: 1\n", encoding="utf-8")
    (damaged / "entry_points.txt").write_text("[cgq.stages]\nno value\n", encoding="utf-8")
    home.environment["PYTHONPATH"] += f":{folder}"
    for command in (("status",), ("jobs",), ("run",)):
        done = home.cgq(*command, "--json")
        assert done.returncode == 0, done.stderr
        assert "on import" not in done.stdout
    checks = {check["message"]: check["state"] for check in home.json("doctor", exits=6)["checks"]}
    for start, state in (
        ("The stage 'prints' cannot be loaded: SystemExit: 0", "fail"),
        ("The stage 'interrupts' cannot be loaded: KeyboardInterrupt", "fail"),
        ("nobody can tell which kinds a package offers: damaged", "warn"),
        ("shorten can be loaded", "ok"),
    ):
        assert [found for message, found in checks.items() if message.startswith(start)] == [state]


def test_kinds_that_are_wrong_in_any_way_wait_while_the_others_run(home: Home) -> None:
    sections = "".join(f"[kinds.{kind}]\ntimeout = 9\n[kinds.{kind}.settings]\nn = 1\n" for kind in SETTLED)
    home.file("cgq.toml", sections.encode())
    home.json("enqueue", "--kind", "write_file", "--args", '{"text": "mine"}')
    for table in ("job", "tally"):
        home.rows(f"UPDATE {table} SET kind = 'w_policy' WHERE kind = 'write_file'")
    assert home.cgq("status").returncode == 0
    assert home.cgq("jobs").returncode == 0
    assert home.cgq("config", "show").returncode == 0
    home.file("paper.pdf", (SAMPLES / "civil-a.pdf").read_bytes())
    done = home.cgq("run", "paper.pdf")
    assert done.returncode == 0, done.stderr
    assert home.rows("SELECT state FROM job WHERE kind = 'w_policy'") == [("ready",)]
    checked = home.json("doctor", exits=6)
    failed = [check["message"] for check in checked["checks"] if (check["name"], check["state"]) == ("kind", "fail")]
    for kind, (_, said) in WRONG.items():
        assert any(repr(kind) in message and said in message for message in failed), kind


def test_a_secret_comes_from_the_environment_alone_and_is_never_shown(home: Home) -> None:
    secret = "sk-a-very-secret-key-1234"
    ours = {"CGQ_KINDS_CAREFUL_API_KEY": secret}
    assert home.cgq("enqueue", "--kind", "careful").returncode == 0
    assert home.cgq("run", **ours).returncode == 0
    assert home.rows("SELECT result FROM job WHERE kind = 'careful'") == [('{"length":25}',)]
    shown = home.cgq("config", "show", **ours)
    assert "CGQ_KINDS_CAREFUL_API_KEY\t****1234" in shown.stdout
    assert secret not in shown.stdout
    assert secret.encode() not in home.db.read_bytes()
    home.file("cgq.toml", f'[kinds.careful.settings]\napi_key = "{secret}"\n'.encode())
    refused = home.cgq("status")
    assert (refused.returncode, "[secret_in_file]" in refused.stderr, secret in refused.stderr) == (2, True, False)


def test_a_job_whose_arguments_never_end_is_shown_with_them_as_text(home: Home) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    home.rows(f"UPDATE job SET args = '{deep}' WHERE id = 1")
    assert home.json("show", 1)["args"] == deep
    assert home.cgq("show", 1).returncode == 0


def test_now_tells_that_a_record_is_gone_as_the_queue_does(home: Home) -> None:
    gone = home.json("enqueue", "--kind", "shorten", "--args", '{"question": 9999}', "--now", exits=3)
    assert [(one["state"], one["failure"]["code"]) for one in gone["results"]] == [("discarded", "record_gone")]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_now_ends_at_once_when_it_is_told_to_and_leaves_no_child(home: Home, number: int, code: int) -> None:
    args = json.dumps({"fault": "compute never ends"})
    with home.start("enqueue", "--kind", "faulty", "--args", args, "--now") as command:
        workers = until(lambda: children(command.pid))
        began = time.monotonic()
        command.send_signal(number)
        command.communicate(timeout=20)
    assert command.returncode == code
    assert time.monotonic() - began < 2
    until(lambda: not any(lives(pid) for pid in workers), 2.0)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_jobs_of_a_package_that_is_gone_wait_and_every_look_says_why(home: Home) -> None:
    assert home.cgq("enqueue", "--kind", "shorten", "--question", "1").returncode == 0
    gone = Home(home.folder)
    done = gone.cgq("run")
    assert done.returncode == 0, done.stderr
    assert "1 job of shorten, a kind that cannot be loaded. See: cgq doctor" in done.stdout + done.stderr
    assert "not due yet" not in done.stdout + done.stderr
    checked = gone.cgq("doctor")
    assert checked.returncode != 0
    assert "no installed package offers shorten; jobs that wait for it: 1" in checked.stdout
    assert home.cgq("run").returncode == 0
    assert home.rows("SELECT state FROM job WHERE kind = 'shorten'") == [("done",)]

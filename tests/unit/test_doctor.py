"""What `cgq doctor` finds, and what `--fix` mends."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from cgq.actions.doctor.database import database
from cgq.actions.doctor.forms import forms
from cgq.actions.doctor.log import log
from cgq.actions.doctor.program import program
from cgq.actions.doctor.rules import idle_rules, mistyped_queues
from cgq.actions.doctor.services import services
from cgq.actions.hooks import retry
from cgq.bank.files import SourceFile
from cgq.bank.materials import adopt
from cgq.config import (
    EmbeddingSettings,
    HookSettings,
    KindSettings,
    LogSettings,
    ReadingSettings,
    Settings,
    TriesSettings,
)
from cgq.convert import extras
from cgq.hints import commands
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.ownership import take_new
from cgq.queue.policy import Policies
from cgq.stages.table import Kinds
from cgq.workspace import Workspace
from cgq_cli.render.hooks import retried_lines

CLASSES = ("timeout", "database_locked", "other")

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.actions.doctor import Check


@pytest.fixture
def path(tmp_path: Path, empty_database: Path) -> Path:
    made = tmp_path / "cgq.db"
    made.write_bytes(empty_database.read_bytes())
    made.chmod(0o600)
    return made


def found(path: Path, *, fix: bool = False) -> dict[str, Check]:
    return {check.name: check for check in database(Settings(db=path, jobs=1), fix=fix)}


def change(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_a_good_database_is_all_right(path: Path) -> None:
    checks = found(path)
    assert {check.state for check in checks.values() if check.name not in ("disk", "file system")} == {"ok"}
    assert "mode 0600" in checks["database"].message


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    checks = found(tmp_path / "none" / "cgq.db")
    assert checks["database"].state == "ok"
    assert not (tmp_path / "none").exists()


def test_R13_a_log_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    places = {"file/log": "warn", ".": "warn", "file": "ok", "new/folder/log": "ok", "none": "ok"}
    for name, state in places.items():
        file = name if name == "none" else str(tmp_path / name)
        assert log(Settings(db=tmp_path / "cgq.db", jobs=1, log=LogSettings(file=file))).state == state, name
    assert not (tmp_path / "new").exists()


def test_others_may_not_read_it(path: Path) -> None:
    path.chmod(0o644)
    assert found(path)["database"].state == "warn"
    assert found(path, fix=True)["database"].fixed
    assert path.stat().st_mode & 0o777 == 0o600


def test_C4_counters_that_are_wrong_are_counted_anew(path: Path) -> None:
    change(path, "INSERT INTO tally VALUES ('default', 'process_pdf', 'ready', 7)")
    wrong = found(path)["counters"]
    assert (wrong.state, wrong.exit_code) == ("fail", 1)
    assert "7 counted, 0 there" in wrong.message
    assert found(path, fix=True)["counters"].fixed
    assert found(path)["counters"].state == "ok"


def test_R2_a_supervisor_whose_lock_is_free_is_gone(path: Path) -> None:
    row = "('cgq.db-supervisor-0.lock', 4242, 'here', '0', 1, 1)"
    change(path, f"INSERT INTO supervisor (lock_file, pid, host, version, started_at, moved_at) VALUES {row}")
    gone = found(path)["supervisors"]
    assert gone.state == "warn"
    assert "4242" in gone.message


def test_only_lock_files_that_nobody_holds_or_names_are_removed(path: Path) -> None:
    left = path.with_name("cgq.db-supervisor-dead.lock")
    left.touch()
    alive = take_new(path)
    assert found(path)["lock files"].state == "warn"
    assert found(path, fix=True)["lock files"].fixed
    assert not left.exists()
    assert alive.path.exists()
    alive.release()
    assert found(path)["lock files"].state == "ok"


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_damaged_file_ends_with_1(tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "cgq.db"
    bad.write_bytes(content)
    assert [check.exit_code for check in database(Settings(db=bad, jobs=1), fix=True) if check.state == "fail"] == [1]


def test_a_newer_schema_is_told(path: Path) -> None:
    change(path, "PRAGMA user_version = 999")
    checks = found(path)
    assert (checks["schema"].state, checks["schema"].exit_code) == ("fail", 6)
    assert "counters" not in checks


def test_a_service_needs_a_key_and_a_safe_address(tmp_path: Path) -> None:
    def checks(address: str | None, **environ: str) -> dict[str, Check]:
        embedding = EmbeddingSettings(provider="openai", base_url=address)
        settings = Settings(db=tmp_path / "none.db", jobs=1, embedding=embedding)
        return {check.name: check for check in services(settings, environ)}

    bare = checks("http://example.org/v1")
    assert (bare["provider"].state, bare["key"].state) == ("fail", "fail")
    good = checks("http://127.0.0.1:9/v1", OPENAI_API_KEY="sk-secret-secret-secret")
    assert (good["provider"].state, good["key"].state) == ("ok", "ok")
    assert not any("secret-secret" in check.message for check in good.values())


def test_what_reading_asks_for_beyond_the_library_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def checks(reading: ReadingSettings) -> dict[str, Check]:
        settings = Settings(db=tmp_path / "none.db", jobs=1, reading=reading)
        return {check.name: check for check in services(settings, {})}

    monkeypatch.setenv("PATH", str(tmp_path))
    off = checks(ReadingSettings())
    assert (off["scans"].state, off["second look"].state) == ("ok", "ok")
    wanted = checks(ReadingSettings(ocr=True, model="some-model"))
    assert (wanted["scans"].state, wanted["scans"].exit_code) == ("fail", 6)
    assert wanted["key"].state == "fail"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (KindSettings(wait=10, max_attempts=1), "nothing is tried again"),
        (KindSettings(wait=3600), "no wait is longer than 900 s"),
        (KindSettings(limit=50), "allows 2"),
        (KindSettings(ttl=20, wait=20), "retries of other errors never start"),
        (KindSettings(tries={"timout": TriesSettings(starts=2)}), "changes nothing of timeout"),
        (KindSettings(tries={"timeout": TriesSettings(wait=3600)}), "no wait is longer than 900 s"),
        (KindSettings(tries={"other": TriesSettings(starts=1, wait=3)}), "it starts once"),
        (KindSettings(max_attempts=3, tries=dict.fromkeys(CLASSES, TriesSettings(starts=2))), "never counts"),
        (KindSettings(wait=3, tries=dict.fromkeys(CLASSES, TriesSettings(wait=2))), "a wait of its own"),
        (KindSettings(timeout_per_item=0, timeout_most=60), "timeout_most is never reached"),
    ],
)
def test_T1_a_rule_that_can_never_fire_is_named(setting: KindSettings, said: str) -> None:
    policies = Policies(Kinds(), None, {"process_pdf": setting})
    assert any(said in message for message in idle_rules("process_pdf", setting, policies))


def test_a_rule_that_can_fire_is_not_named() -> None:
    classes = {"timeout": TriesSettings(starts=2, wait=20), "disk_full": TriesSettings(wait=60)}
    setting = KindSettings(wait=10, max_attempts=4, limit=1, ttl=3600, timeout_most=60, tries=classes)
    assert list(idle_rules("process_pdf", setting, Policies(Kinds(), None, {"process_pdf": setting}))) == []


def test_a_queue_that_is_called_nearly_as_one_of_ours_is_named() -> None:
    slips = list(mistyped_queues(["defualt", "default_2", "night", "default"]))
    assert slips == ["[queues.defualt] makes a queue of its own, and changes nothing of default"]


def test_a_locale_that_cannot_hold_hangul_is_told() -> None:
    checks = {check.name: check for check in program("ascii")}
    assert checks["locale"].state == "warn"
    assert checks["python"].state == checks["sqlite"].state == checks["kiwipiepy"].state == "ok"


def test_B3_a_batch_that_stays_open_for_want_of_a_kind_is_named(path: Path) -> None:
    columns = "(name, then_kind, then_args, opened_at, filling_until)"
    change(
        path, f"INSERT INTO batch {columns} VALUES ('june', 'gone_kind', '{{}}', 1, 1), ('july', NULL, '{{}}', 1, 1)"
    )
    (check,) = (check for check in database(Settings(db=path, jobs=1), fix=False) if check.name == "batch")
    assert check.state == "warn"
    assert check.message.startswith("june stays open though its jobs have ended, for gone_kind cannot follow: ")


def test_B8_reports_that_failed_for_a_hook_that_is_gone_are_not_to_be_started_again(path: Path) -> None:
    columns = "(hook, occasion, due_at, created_at, payload, state, error, ended_at)"
    change(path, f"INSERT INTO hook_run {columns} VALUES ('chat', 'final', 1, 1, '{{}}', 'failed', 'no', 2)")
    (check,) = (check for check in database(Settings(db=path, jobs=1), fix=False) if check.name == "hook")
    assert check.hint.startswith("The settings have no such hook any more. Put [hooks.chat] into cgq.toml again")
    with Workspace(Settings(db=path, jobs=1)) as workspace:
        retried = retry(workspace, ())
    assert retried.removed == ["chat"]
    told = list(retried_lines(retried))
    assert told[1].startswith("Of chat nobody can start any. Put [hooks.chat] into cgq.toml again")


def test_B8_reports_that_wait_for_a_hook_that_is_gone_are_named(path: Path) -> None:
    columns = "(hook, occasion, due_at, created_at, payload)"
    change(
        path, f"INSERT INTO hook_run {columns} VALUES ('mail', 'final', 1, 1, '{{}}'), ('chat', 'final', 1, 1, '{{}}')"
    )
    settings = Settings(db=path, jobs=1, hooks={"mail": HookSettings(command=("mail",))})
    (check,) = (check for check in database(settings, fix=False) if check.name == "hook")
    assert (check.state, check.message) == (
        "warn",
        "chat: 1 of its reports wait, and the settings have no such hook any more",
    )


def _hangul(path: Path) -> Check:
    return next(check for check in forms(Settings(db=path, jobs=1)) if check.name == "hangul")


def test_what_hangul_documents_take_is_named_with_the_lines_that_install_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(extras, "HWP", "no-such-converter==1.0")
    lacking = _hangul(path)
    assert (lacking.state, lacking.exit_code) == ("warn", 0), "no paper needs it"
    assert lacking.message.endswith("missing: hwp-ingest, rsvg-convert, a Korean font")
    added = commands(lacking.hint)
    assert [command.rpartition(" ")[2] for command in added] == [
        "no-such-converter==1.0",
        "librsvg2-bin",
        "fonts-noto-cjk",
    ]


def test_it_is_a_fault_that_something_is_missing_where_papers_were_refused_for_that(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _refuse(path, "hwpx", "converter_missing")
    lacking = _hangul(path)
    assert (lacking.state, lacking.exit_code) == ("fail", 6)
    assert "; 1 paper was refused for that" in lacking.message
    again = [command for command in commands(lacking.hint) if command.startswith("cgq")]
    assert again == ["cgq failed --retry --code converter_missing"], "no paper waits for a font"


def test_papers_that_were_refused_before_all_was_there_can_start_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said in (
        ("rsvg-convert", "rsvg-convert version 2.60.0"),
        ("fc-list", "Some"),
        ("fc-match", "Some Gothic"),
    ):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho '{said}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(extras, "HWP", "pytest")
    good = _hangul(path)
    assert (good.state, good.hint) == ("ok", "")
    assert good.message.endswith(", rsvg-convert 2.60.0, with the font Some Gothic")
    _refuse(path, "hwp", "font_missing")
    waiting = _hangul(path)
    assert (waiting.state, commands(waiting.hint)) == ("warn", ["cgq failed --retry --code font_missing"])


def _refuse(path: Path, form: str, code: str) -> None:
    """A paper of a form, whose job failed."""
    file = SourceFile(f"/papers/exam.{form}", "a" * 64, 1)
    with Workspace(Settings(db=path, jobs=1)) as workspace, workspace.ledger.write() as books:
        material = adopt(books.tx, file, 1, taken_as=form).id
        (made,) = enqueue(books, [NewJob(kind="process_pdf", args={"material": material}, document=material)])
    change(path, f"UPDATE job SET state = 'failed', error_code = '{code}', finished_at = 1 WHERE id = {made.id}")

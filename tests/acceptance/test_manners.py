"""The manners of the command line, held against the real command in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.documents import check_printed

from cgq_cli.app import VERBS, root
from cgq_cli.commands.help import TEXTS

REPOSITORY = Path(__file__).parents[2]
SOURCES = f"{REPOSITORY / 'core'}{os.pathsep}{REPOSITORY / 'cli'}"
COMMAND = (sys.executable, "-m", "cgq_cli")

NEVER_FOR_HELP = {
    *("dask", "kiwipiepy", "msgspec", "multiprocessing", "neo4j", "numpy", "openai", "platformdirs"),
    *("pypdf", "pypdfium2", "pysqlite3", "rich", "sqlite3", "sqlite_utils", "sqlite_vec", "tenacity"),
    *("pydantic", "tomllib"),
}


def environment(home: Path, **given: str) -> dict[str, str]:
    """Nothing of the caller's: no settings, no locale, no colours."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": SOURCES,
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        **given,
    }


def cgq(home: Path, *args: str, **given: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *args],
        cwd=home,
        env=environment(home, **given),
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=60,
    )
    check_printed(args, done.stdout, done.stderr)
    return done


def shell(home: Path, line: str, **given: str) -> subprocess.CompletedProcess[str]:
    full = line.replace("CGQ", " ".join(COMMAND))
    return subprocess.run(
        ["bash", "-c", full],
        cwd=home,
        env=environment(home, **given),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["extract", "--help"], ["nonsense"]])
def test_a_plain_question_loads_nothing_heavy(tmp_path: Path, args: list[str]) -> None:
    probe = (
        "import sys; from cgq_cli.main import main; import os\n"
        f"main({args!r}, os.environ)\n"
        "sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment(tmp_path), capture_output=True, encoding="utf-8"
    )
    loaded = {name.partition(".")[0] for name in done.stderr.rpartition("LOADED ")[2].split()}
    assert "cgq_cli" in loaded
    assert not loaded & NEVER_FOR_HELP


def test_version_and_bare_command_answer_on_standard_output(tmp_path: Path) -> None:
    done = cgq(tmp_path, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "cgq 0.1.0\n", "")
    done = cgq(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(verb.name in done.stdout for verb in VERBS)


@pytest.mark.parametrize("name", [verb.name for verb in VERBS])
def test_every_verb_explains_itself_and_names_its_variables(tmp_path: Path, name: str) -> None:
    done = cgq(tmp_path, name, "--help", COLUMNS="200")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: cgq" in done.stdout
    summary = next(verb.summary for verb in VERBS if verb.name == name)
    command = root().get_command(None, name)
    assert (command.help or "").splitlines()[0].removesuffix(".")[:20] == summary.removesuffix(".")[:20]


def test_every_command_module_is_a_verb() -> None:
    folder = REPOSITORY / "cli" / "cgq_cli" / "commands"
    modules = {found.stem for found in folder.glob("[a-z]*") if found.suffix == ".py" or found.is_dir()}
    assert modules == {verb.module or verb.name for verb in VERBS}


def test_an_unknown_verb_is_refused_with_the_nearest(tmp_path: Path) -> None:
    done = cgq(tmp_path, "confg", "show")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "cgq: there is no verb 'confg'. Did you mean 'config'? [unknown_command]\n"


@pytest.mark.parametrize(
    ("args", "code", "exit_code"),
    [
        (["confg", "--json"], "unknown_command", 2),
        (["config", "show", "--json", "--bogus"], "usage", 2),
        (["config", "--bogus", "--json"], "usage", 2),
        (["extract", "--json"], "usage", 2),
        (["extract", "--json", "none.pdf"], "input_missing", 4),
        (["help", "statse", "--json"], "unknown_topic", 2),
    ],
)
def test_with_json_an_error_is_one_object(tmp_path: Path, args: list[str], code: str, exit_code: int) -> None:
    done = cgq(tmp_path, *args)
    assert done.stdout == ""
    said = json.loads(done.stderr)
    assert set(said) == {"type", "code", "message", "hint", "commands", "exit_code"}
    assert (said["type"], said["code"], said["exit_code"]) == ("error", code, exit_code)
    assert done.returncode == exit_code


def test_a_bad_setting_names_the_file_and_shows_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "cgq.toml").write_text("jbos = 1\n")
    done = cgq(tmp_path, "config", "show")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cgq.toml: unknown key 'jbos'. Did you mean 'jobs'? [unknown_setting]" in done.stderr
    for more in (["-vv"], ["-v", "-v"], ["--verbose", "--verbose"]):
        assert "Traceback" in cgq(tmp_path, "config", "show", *more).stderr
    assert "Traceback" in cgq(tmp_path, "config", "show", CGQ_DEBUG="1").stderr
    assert "Traceback" in json.loads(cgq(tmp_path, "config", "show", "--json", "-vv").stderr)["traceback"]


def test_a_fault_is_one_line_and_exit_1(tmp_path: Path) -> None:
    probe = (
        "import os, sys, cgq_cli.main as m\n"
        "def broken(args): raise ValueError('seven\\x1b[2J')\n"
        "m._invoke = broken\n"
        "sys.exit(m.main([], os.environ))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment(tmp_path), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert done.stderr.startswith(r"cgq: Unexpected ValueError: seven\x1b[2J.")
    assert done.stderr.endswith("[unexpected]\n")
    assert done.stderr.count("\n") == 1


def test_a_reader_who_has_enough_gets_no_traceback(tmp_path: Path) -> None:
    for args in ("help cron", "--help", "config show --json", "completion zsh"):
        done = shell(tmp_path, f"(sleep 0.2; CGQ {args}; echo code $? >&2) | true")
        assert done.stderr == "code 0\n"


def test_a_broken_pipe_that_is_not_ours_is_told(tmp_path: Path) -> None:
    probe = (
        "import os, sys, cgq_cli.main as m\n"
        "def broken(args): raise BrokenPipeError(32, 'Broken pipe')\n"
        "m._invoke = broken\n"
        "sys.exit(m.main([], os.environ))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment(tmp_path), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert "Broken pipe" in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_do_not_trace_back(tmp_path: Path, closed: str) -> None:
    done = shell(tmp_path, f"CGQ help cron {closed}")
    lost = ">&-" in closed.replace("2>&-", "")
    assert done.returncode == lost, "an answer that nobody gets is no success"
    assert done.stderr.count("\n") == (closed == ">&-")
    assert "Standard output is closed" in done.stderr or closed != ">&-"
    assert shell(tmp_path, f"CGQ status --quiet --check {closed}").returncode == 0, "it has nothing to write"
    assert shell(tmp_path, f"CGQ nonsense {closed}").returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_answer_is_told(tmp_path: Path) -> None:
    done = shell(tmp_path, "CGQ help cron > /dev/full")
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "xx_YY.EUC-KR"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_broken_locale_never_raises(tmp_path: Path, locale: dict[str, str]) -> None:
    (tmp_path / "cgq.toml").write_text('db = "한글 é.db"\n', encoding="utf-8")
    done = cgq(tmp_path, "config", "show", **locale)
    assert (done.returncode, done.stderr) == (0, "")
    done = cgq(tmp_path, "config", "show", "--json", **locale)
    values = {row["setting"]: row["value"] for row in json.loads(done.stdout)["settings"]}
    assert values["db"].endswith("한글 é.db")
    missing = cgq(tmp_path, "extract", "한글.pdf", **locale)
    assert missing.returncode == 4
    assert "Traceback" not in missing.stderr


def test_a_name_that_is_no_text_is_spelled_out(tmp_path: Path) -> None:
    done = shell(tmp_path, r"CGQ extract $'\xff\x1b[31m.pdf'")
    assert done.returncode == 4
    assert r"\xff\x1b[31m.pdf" in done.stderr


def test_settings_are_shown_with_their_sources_and_secrets_masked(tmp_path: Path) -> None:
    file = tmp_path / "cgq.toml"
    file.write_text('jobs = 3\n[embedding]\nbase_url = "http://me:pw@127.0.0.1:1/v1"\n')
    key = "sk-0123456789abcdefghij"
    done = cgq(tmp_path, "config", "show", "--db", "x.db", CGQ_DRAIN="5m", OPENAI_API_KEY=key)
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()}
    assert rows["jobs"] == ["3", str(file)]
    assert rows["drain"] == ["5m", "CGQ_DRAIN"]
    assert rows["db"] == [str(tmp_path / "x.db"), "flag"]
    assert rows["OPENAI_API_KEY"] == ["****ghij", "OPENAI_API_KEY"]
    assert rows["embedding.base_url"][0] == "http://****@127.0.0.1:1/v1"
    assert rows["durability"] == ["FULL", "default"]
    assert key not in done.stdout + done.stderr


def test_on_a_terminal_a_table_is_aligned(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "config", "show"],
        cwd=tmp_path,
        env=environment(tmp_path, COLUMNS="120", TERM="xterm"),
        stdin=follower,
        stdout=follower,
        stderr=subprocess.PIPE,
    )
    os.close(follower)
    seen = os.read(leader, 65536).decode()
    os.close(leader)
    assert done.returncode == 0
    assert "\t" not in seen
    assert re.match(r"setting {10,}value  ", seen)


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_and_completes(tmp_path: Path, name: str) -> None:
    done = cgq(tmp_path, "completion", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_CGQ_COMPLETE=complete_" + name in done.stdout
    words = {"COMP_WORDS": "cgq con", "COMP_CWORD": "1", "_CGQ_COMPLETE": "complete_bash"}
    assert cgq(tmp_path, **words).stdout.split() == ["config"]


def test_every_topic_has_a_title_and_fits_eighty_columns_or_so() -> None:
    files = sorted(TEXTS.glob("*.txt"))
    assert {"states", "queues", "exit-codes", "files", "cron", "extract"} <= {file.stem for file in files}
    for file in files:
        lines = file.read_text("utf-8").splitlines()
        assert lines[0]
        assert not lines[1]
        assert max(map(len, lines)) <= 100


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    done = shell(tmp_path, "mkdir gone; cd gone; rmdir ../gone; CGQ config show")
    assert done.returncode == 4
    assert "current folder" in done.stderr

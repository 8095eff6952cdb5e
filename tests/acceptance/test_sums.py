"""What a run, a wait and their quiet forms say: once, in numbers, with the next step; and that every way in takes the
same papers."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import READ, SAMPLES, Home
from tests.support.paper import paper, question
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("amber", "basil", "cedar", "delta")


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def exam(season: str) -> bytes:
    """A paper with two questions, of which the second is in every exam and the first in none but this."""
    first = question(1, f"Which word is right in {season}?", *(f"{season} {word}" for word in WORDS))
    return paper([*first, "Answer: A", "", *question(2, "Which word is right at any time?", *WORDS), "Answer: B"])


def printed(home: Home, *args: object) -> tuple[int, str, str]:
    done = home.cgq(*args)
    return done.returncode, done.stdout, done.stderr


def refusal_of_empty() -> str:
    return "refused: inbox/text.pdf is empty. [empty_file] Get the file again.\n"


def test_a_quiet_run_tells_new_failures_alone_and_a_run_counts_what_it_knows(home: Home) -> None:
    quiet = ("run", "inbox", "--quiet")
    (home.folder / "inbox").mkdir()
    assert printed(home, *quiet) == (0, "", "")
    home.file("inbox/spring.pdf", exam("spring"))
    assert printed(home, *quiet) == (0, "", "")
    assert printed(home, *quiet) == (0, "", "")
    home.file("inbox/broken.pdf")
    code, out, err = printed(home, *quiet)
    assert (code, out, err.count("\n"), "broken.pdf: failed." in err, "[damaged]" in err) == (3, "", 1, True, True)
    assert printed(home, *quiet) == (0, "", "")
    code, out, err = printed(home, "run", "inbox")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith("Nothing new in inbox: 2 known already (1 failed). The bank holds 2 papers")
    assert out.endswith("See what failed: cgq failed\n")
    home.file("inbox/text.pdf", b"no paper\n")
    refusal = "refused: inbox/text.pdf is no PDF. [not_a_pdf] Convert it to PDF first.\n"
    assert printed(home, *quiet) == (3, "", refusal), "as a failure, what is refused is reported when it is new"
    assert printed(home, *quiet) == (0, "", "")
    code, out, err = printed(home, "run", "inbox")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith("Nothing new in inbox: 2 known already (1 failed), 1 refused. The bank holds 2 papers")
    assert out.endswith("See what failed: cgq failed. See what was refused: cgq enqueue inbox --dry-run\n")
    assert "refused: inbox/text.pdf is no PDF." in home.cgq("enqueue", "inbox", "--dry-run").stderr
    home.file("inbox/text.pdf", b"")
    assert printed(home, "enqueue", "inbox", "--quiet")[::2] == (3, refusal_of_empty())
    (home.folder / "inbox/text.pdf").unlink()
    assert printed(home, *quiet) == (0, "", "")
    home.file("inbox/text.pdf", b"")
    assert printed(home, *quiet) == (3, "", refusal_of_empty()), "one that was gone is new again"
    named = home.cgq("enqueue", "inbox", "inbox/spring.pdf", "nowhere.pdf")
    assert (named.returncode, named.stdout, named.stderr.splitlines()[0][:8]) == (4, "", "refused:")


def test_a_run_that_goes_on_with_known_papers_counts_what_it_did_and_an_idle_one_names_the_pause(home: Home) -> None:
    home.file("inbox/spring.pdf", exam("spring"))
    home.file("inbox/broken.pdf")
    home.cgq("enqueue", "inbox")
    code, out, _ = printed(home, "run", "inbox")
    assert code == 3
    assert "2 known already (1 failed), 1 of them read now." in out.splitlines()
    assert "Nothing new" not in out
    home.cgq("pause", "default", "--reason", "upgrade.")
    for names, first in ((["inbox"], "Nothing new in inbox: 2 known already (1 failed)."), ([], "Nothing to do.")):
        code, out, _ = printed(home, "run", *names)
        assert (code, out.startswith(first)) == (0, True)
        assert "default is paused by " in out.splitlines()[1]
        assert out.splitlines()[1].endswith(": upgrade. Let it go on: cgq resume default")
    assert ": upgrade. Let it go on: cgq resume default" in printed(home, "status")[1]


def test_a_missing_key_is_named_with_its_cure_wherever_the_pause_is(home: Home) -> None:
    home.file("spring.pdf", exam("spring"))
    home.environment["CGQ_EMBEDDING_PROVIDER"] = "openai"
    after = (
        "No key is set for embeddings by a provider [provider_key_missing]. Set OPENAI_API_KEY or OPENAI_API_KEY_FILE"
        " (any text for a local server), or do without a provider. Let it go on: cgq resume embedding_generation."
        " Then start again what failed: cgq failed --retry --queue embedding_generation"
    )
    for words in (["run", "spring.pdf"], ["status"], ["failed"], ["run"]):
        _, out, err = printed(home, *words)
        assert after.split(". Let", 1)[1] in out + err, words
        assert after.split(" Set", 1)[0] in out + err, words
        assert "Set OPENAI_API_KEY or" in out + err, words
    out = home.cgq("doctor").stdout
    assert "Make them:" not in out
    assert "failed; embedding_generation is paused. Let it go on: cgq resume embedding_generation." in out
    assert printed(home, "resume", "embedding_generation")[0] == 0


def test_a_sum_counts_answers_and_repeats_and_a_wait_ends_when_the_concepts_are_made(home: Home) -> None:
    home.file("spring.pdf", exam("spring"))
    home.file("autumn.pdf", exam("autumn"))
    with home.start("enqueue", "spring.pdf", "autumn.pdf", "--wait") as waiting:
        until(lambda: home.rows("SELECT count(*) FROM job") == [(2,)])
        done = home.cgq("run")
        out, err = waiting.communicate(timeout=60)
    assert home.rows("SELECT DISTINCT state FROM job WHERE kind = 'refresh_concepts'") == [("done",)]
    assert "4 places, 4 with an answer; 1 repeats a question and shares its vector." in done.stdout
    assert done.stdout.splitlines()[-1] == "Look at the questions: cgq questions"
    assert (waiting.returncode, "Nobody works on the queue. Start the work: cgq run" in err) == (0, True)
    row = "1\tdone\tprocess_pdf\tspring.pdf: 2 questions, 2 answers; 2 embedded, 2 searched for concepts"
    assert row in out.splitlines()


def test_ctrl_c_ends_a_wait(home: Home) -> None:
    job = home.put_probe(n=1)
    with home.start("wait", job) as waiting:
        assert waiting.stderr is not None
        waiting.stderr.readline()
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(timeout=20) == 130


def test_extract_takes_folders_patterns_and_lists_and_one_bad_path_hides_no_other(home: Home) -> None:
    for season in ("spring", "autumn"):
        home.file(f"papers/{season}.pdf", exam(season))
    home.file("papers/notes.txt", b"no paper")
    (home.folder / "inbox").mkdir()

    def files(*args: object, given: bytes = b"", exits: int = 0) -> list[str]:
        done = home.cgq("extract", *args, "--json", given=given)
        assert done.returncode == exits, done.stderr
        return [json.loads(line)["file"] for line in done.stdout.splitlines()]

    assert files("papers") == ["papers/autumn.pdf", "papers/spring.pdf"]
    assert files("-", "papers/s*", given=b"papers/autumn.pdf\n") == ["papers/autumn.pdf", "papers/spring.pdf"]
    assert files("nowhere.pdf", "papers/spring.pdf", "no*match", exits=4) == ["papers/spring.pdf"]
    assert files("inbox") == []
    done = home.cgq("extract", "nowhere.pdf", "papers/spring.pdf", "--json")
    problem: dict[str, Any] = json.loads(done.stderr)
    assert (problem["type"], problem["code"]) == ("error", "input_missing")


def test_a_run_opens_papers_with_a_password_and_takes_a_locked_one_up_again_when_it_is_named(home: Home) -> None:
    locked = SAMPLES / "encrypted.pdf"
    password = home.file("password", b"cgq-sample\n")
    refused = home.cgq("enqueue", locked, "--password-file", password)
    assert (refused.returncode, "kept with no job" in refused.stderr) == (2, True)
    assert home.cgq(*READ, locked, "--password-file", home.file("empty", b"\n")).returncode == 6
    assert home.cgq(*READ, locked).returncode == 3
    assert home.json("enqueue", locked)["jobs"][0]["outcome"] == "known"
    opened = home.cgq(*READ, locked, "--password-file", password, "--title", "Locked", "--priority", "high")
    assert (opened.returncode, "1 taken up again." in opened.stderr) == (0, True)
    assert home.rows("SELECT title, status FROM material") == [("Locked", "completed")]
    assert b"cgq-sample" not in home.db.read_bytes()
    assert home.cgq(*READ, "--title", "Of none").returncode == 2


def test_ocr_is_kept_with_a_paper_that_waits(home: Home) -> None:
    home.file("scan.pdf")
    home.cgq("enqueue", "scan.pdf")
    home.cgq("enqueue", "scan.pdf", "--ocr")
    assert home.rows("SELECT args FROM job") == [('{"material":1,"ocr":true}',)]

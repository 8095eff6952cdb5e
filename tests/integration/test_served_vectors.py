"""Vectors by a service, through the queue: nothing is paid twice, whatever dies, and no key is left anywhere."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.poll import until
from tests.support.provider import DIMENSION, LoopbackProvider, Reply, loopback_provider

from cgq.enrich.embedding import EmbeddingText, text_hash
from cgq.queue.spool import left, spool_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEY = "sk-canary-4f9a1c77e2d84b60a5"
VECTORS = ("run", "--queue", "embedding_generation")


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with loopback_provider() as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, empty_database: Path, provider: LoopbackProvider) -> Home:
    made = Home(tmp_path / "home", None, empty_database)
    made.environment |= {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": provider.url,
        "CGQ_EMBEDDING_PROVIDER": "openai",
        "CGQ_EMBEDDING_DIMENSION": str(DIMENSION),
    }
    return made


def put_questions(home: Home, stems: Sequence[str], *, form: str = "") -> None:
    """Questions without papers, and a job for the vector of each. Those of another `form` are others of equal text."""
    rows = [(sha256((form + stem).encode()).hexdigest(), stem, text_hash(EmbeddingText(stem, ""))) for stem in stems]
    with closing(sqlite3.connect(home.db)) as connection, connection:
        connection.executemany(
            "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at) VALUES (?, ?, '[]', '[]', ?, 0)",
            rows,
        )
    done = home.cgq("enqueue", "--kind", "generate_embedding", "--missing")
    assert done.returncode == 0, done.stderr


def stems(count: int) -> list[str]:
    return [f"Which of these is thing number {n}?" for n in range(count)]


def vectors(home: Home) -> int:
    """How many questions have a vector."""
    (count,) = home.rows("SELECT count(*) FROM question JOIN vector USING (text_hash)")[0]
    return count


def calls(home: Home) -> list[tuple[str, str | None]]:
    """(state, code) of each paid request."""
    return home.rows("SELECT state, code FROM paid_call ORDER BY id")


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def test_M1_a_supervisor_killed_between_request_and_storing_pays_nothing_twice(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(40))
    provider.gate = threading.Event()
    with home.start(*VECTORS) as child:
        until(lambda: provider.paid)
        child.send_signal(signal.SIGSTOP)  # the answer arrives, and nobody takes it in
        provider.gate.set()
        until(lambda: left(spool_of(home.db)))
        child.kill()
        child.wait()
    assert vectors(home) == 0
    done = home.cgq(*VECTORS)
    assert done.returncode == 0, done.stderr
    assert vectors(home) == 40
    assert set(provider.paid.values()) == {1}
    assert calls(home) == [("answered", None)]
    assert left(spool_of(home.db)) == []


def test_M1_a_worker_killed_with_its_answer_pays_nothing_twice(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(40))
    provider.gate = threading.Event()
    with home.start(*VECTORS) as child:
        until(lambda: provider.paid)
        child.send_signal(signal.SIGSTOP)
        provider.gate.set()
        until(lambda: left(spool_of(home.db)))
        for worker in children(child.pid):
            os.kill(worker, signal.SIGKILL)
        child.send_signal(signal.SIGCONT)
        _, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
    assert vectors(home) == 40
    assert set(provider.paid.values()) == {1}


def test_M1_a_text_whose_answer_is_under_way_is_not_paid_for_another_question(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(1))
    provider.gate = threading.Event()
    with home.start(*VECTORS) as child:
        until(lambda: provider.paid)
        put_questions(home, stems(1), form="B")
        until(lambda: home.rows("SELECT 1 FROM payment_wait"))
        provider.gate.set()
        _, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert vectors(home) == 2
    assert set(provider.paid.values()) == {1}
    assert set(home.rows("SELECT state, attempts FROM job WHERE kind = 'generate_embedding'")) == {("done", 1)}


def test_M1_a_cut_after_the_answer_was_computed_is_counted_and_asked_again(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(3))
    provider.script = [Reply(cut=True)]
    assert home.cgq(*VECTORS).returncode == 0
    assert vectors(home) == 3
    assert calls(home) == [("lost", None), ("answered", None)]


def test_C5_a_poisoned_text_among_2048_is_found_by_halving(home: Home, provider: LoopbackProvider) -> None:
    texts = stems(2_048)
    texts[1_234] += " Poison."
    put_questions(home, texts)
    provider.poison = "Poison"
    home.cgq(*VECTORS)
    assert vectors(home) == 2_047
    assert set(provider.paid.values()) == {1}
    assert len(provider.asked) <= 1 + 2 * 11
    assert home.rows("SELECT state, count(*) FROM job WHERE kind = 'generate_embedding' GROUP BY state ORDER BY 1") == [
        ("done", 2_047),
        ("failed", 1),
    ]


def test_M1_a_batch_that_is_halved_at_once_pays_for_no_text_twice(home: Home, provider: LoopbackProvider) -> None:
    texts = [f"{n} {'가' * 4_500}" for n in range(30)]  # more than one request takes
    texts[29] += " Poison."
    put_questions(home, texts)
    provider.poison = "Poison"
    home.cgq("enqueue", "--kind", "generate_embedding", "--missing", "--now")
    assert vectors(home) == 29
    assert set(provider.paid.values()) == {1}


def test_M3_a_command_that_is_interrupted_leaves_no_request_under_way(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(3))
    provider.gate = threading.Event()
    with home.start("enqueue", "--kind", "generate_embedding", "--missing", "--now") as child:
        until(lambda: provider.paid)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
    assert child.returncode == 130
    assert calls(home) == [("lost", None)]


def test_a_text_that_is_too_long_fails_by_itself_and_is_not_sent(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, [*stems(2), "가" * 6_000])
    done = home.cgq(*VECTORS)
    assert done.returncode == 3
    assert "[text_too_long]" in done.stderr
    assert vectors(home) == 2
    assert len(provider.asked) == 1


def test_R7_another_dimension_pauses_the_queue_after_one_paid_request(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(5))
    provider.dimension = DIMENSION + 1
    done = home.cgq(*VECTORS)
    assert done.returncode == 6
    assert f"embedding.dimension to {DIMENSION + 1}" in done.stderr
    assert home.rows("SELECT state, code, tokens_in FROM paid_call") == [("failed", "provider_dimension", 5)]


def test_S4_the_key_is_in_no_file_no_row_no_argument_and_no_error(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(5))
    error = {"error": {"message": f"No quota for key {KEY}; Bearer {KEY}", "code": f"odd {KEY}"}}
    provider.script = [
        Reply(500, error),
        Reply(400, error, {"x-request-id": KEY}),
        Reply(200, f"not JSON {KEY}".encode()),
        Reply(401, error),
    ]
    provider.gate = threading.Event()
    with home.start(*VECTORS) as child:
        until(lambda: provider.asked)
        lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (child.pid, *children(child.pid))]
        provider.gate.set()
        out, err = child.communicate(timeout=90)
    assert child.returncode == 6
    assert provider.keys[0] == f"Bearer {KEY}"
    shown = [out, err, *(home.cgq(*words).stdout for words in (["failed"], ["config", "show"], ["doctor"], ["status"]))]
    assert not any(KEY in text for text in shown)
    assert not any(KEY.encode() in line for line in lines)
    files = [path for path in home.folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".log") for path in files)
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_M1_a_query_is_paid_once_whoever_repeats_it(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(5))
    home.cgq(*VECTORS)
    asked = len(provider.asked)
    for _ in range(2):
        found = home.json("search", "thing number")
        assert found["by"] == "both"
    assert len(provider.asked) == asked + 1
    assert home.rows("SELECT kind, state FROM paid_call ORDER BY id DESC LIMIT 1") == [("search", "answered")]


def test_a_query_whose_vector_cannot_be_had_goes_by_words_and_says_why(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(5))
    home.cgq(*VECTORS)
    provider.script = [Reply(401, {"error": {"message": "no such key"}})]
    found = home.json("search", "thing number")
    assert found["by"] == "words"
    assert "[provider_auth]" in found["why_words"]

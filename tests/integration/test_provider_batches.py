"""Vectors by the batch API: nothing is submitted or paid twice, whatever dies, and what a batch lacks goes on."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.test_served_vectors import calls, put_questions, stems, vectors
from tests.support.command import Home
from tests.support.poll import until
from tests.support.provider import DIMENSION, LoopbackProvider, loopback_provider
from tests.support.provider_batches import answer, unmade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VECTORS = ("run", "--queue", "embedding_generation")


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with loopback_provider() as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, empty_database: Path, provider: LoopbackProvider) -> Home:
    made = Home(tmp_path / "home", None, empty_database)
    made.environment |= {
        "OPENAI_API_KEY": "sk-canary-77ab01c4e2d84b60a5",
        "OPENAI_BASE_URL": provider.url,
        "CGQ_EMBEDDING_PROVIDER": "openai",
        "CGQ_EMBEDDING_DIMENSION": str(DIMENSION),
        "CGQ_EMBEDDING_MODE": "batch",
    }
    (made.folder / "cgq.toml").write_text("[kinds.submit_batch]\ndelay = 0.05\n", encoding="utf-8")
    return made


def run(home: Home, exits: int = 0) -> str:
    """Work until there is nothing to do; what was printed."""
    done = home.cgq(*VECTORS)
    assert done.returncode == exits, done.stdout + done.stderr
    return done.stdout + done.stderr


def time_passes(home: Home) -> None:
    """The next look at each batch is due."""
    home.rows("UPDATE job SET due_at = 0 WHERE kind = 'poll_batch' AND state = 'scheduled'")


def states(home: Home, kind: str = "generate_embedding") -> dict[str, int]:
    return dict(home.rows(f"SELECT state, count(*) FROM job WHERE kind = '{kind}' GROUP BY state"))


def ours(provider: LoopbackProvider) -> list[str]:
    """Our batches at the provider."""
    return [name for name, made in provider.batches.made.items() if "endpoint" in made]


def test_M4_texts_go_out_together_and_run_ends_until_their_batch_is_over(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(12))
    assert "12 jobs wait for batch 1 of openai, submitted " in run(home)
    assert states(home) == {"scheduled": 12}
    (name,) = ours(provider)
    lines = provider.batches.lines(name)
    assert {line["body"]["input"][0] for line in lines} == set(stems(12))
    assert {line["url"] for line in lines} == {"/v1/embeddings"}
    assert provider.asked == []
    provider.work()
    time_passes(home)
    run(home)
    assert states(home) == {"done": 12}
    assert vectors(home) == 12
    assert set(provider.paid.values()) == {1}
    # 12 answers of one token each, at half of $0.02 for a million, rounded up.
    assert home.rows("SELECT state, tokens_in, cost FROM paid_call") == [("answered", 12, 1)]


def test_M4_a_batch_that_is_not_over_is_looked_at_again_and_run_ends(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(3))
    run(home)
    for _ in range(2):
        time_passes(home)
        run(home)
    assert provider.batches.asked.count("look") == 2
    assert states(home, "poll_batch") == {"scheduled": 1}
    assert states(home) == {"scheduled": 3}


@pytest.mark.parametrize(
    "route", [pytest.param("list", marks=pytest.mark.slow), pytest.param("file", marks=pytest.mark.slow), "create"]
)
def test_M4_a_supervisor_killed_while_it_submits_submits_once(
    home: Home, provider: LoopbackProvider, route: str
) -> None:
    put_questions(home, stems(5))
    provider.batches.foreign(5)
    provider.batches.hold = route
    with home.start(*VECTORS) as child:
        until(provider.batches.held.is_set)
        child.kill()
        child.wait()
    provider.batches.release.set()
    run(home)
    assert len(ours(provider)) == 1
    provider.work()
    time_passes(home)
    run(home)
    assert vectors(home) == 5
    assert set(provider.paid.values()) == {1}
    assert home.rows("SELECT sum(tokens_in), sum(cost) FROM paid_call") == [(5, 1)]


@pytest.mark.parametrize("route", [pytest.param("look", marks=pytest.mark.slow), "content"])
def test_M4_a_supervisor_killed_while_it_collects_loses_nothing(
    home: Home, provider: LoopbackProvider, route: str
) -> None:
    put_questions(home, stems(5))
    run(home)
    provider.work()
    time_passes(home)
    provider.batches.hold = route
    with home.start(*VECTORS) as child:
        until(provider.batches.held.is_set)
        child.kill()
        child.wait()
    provider.batches.release.set()
    time_passes(home)
    run(home)
    assert states(home) == {"done": 5}
    assert len(ours(provider)) == 1
    assert set(provider.paid.values()) == {1}
    assert calls(home) == [("answered", None)]


def test_M4_what_failed_in_a_batch_goes_alone_and_what_was_not_come_to_goes_into_another(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(5))
    run(home)
    (name,) = ours(provider)
    good, refused, expired, spoiled, missing = provider.batches.lines(name)
    error = {"error": {"message": "This text cannot be processed.", "type": "invalid_request_error"}}
    provider.poison = refused["body"]["input"][0]
    provider.batches.end(
        name,
        [
            provider.line(good),
            provider.line(good),  # the same once more
            {**provider.line(good), "custom_id": "f" * 64},  # nobody asked for that
            b'{"custom_id": "' + spoiled["custom_id"].encode() + b'", "resp',
            b"\xff\xfe",
            answer(spoiled, {"data": [{"embedding": [1.0]}]}),
        ],
        "expired",
        [answer(refused, error, 400), unmade(expired, "batch_expired")],
    )
    time_passes(home)
    run(home, exits=3)
    assert states(home) == {"done": 2, "failed": 1, "scheduled": 2}
    assert home.rows("SELECT error_code FROM job WHERE state = 'failed'") == [("provider_refused",)]
    again = [line["custom_id"] for line in provider.batches.lines(ours(provider)[1])]
    assert sorted(again) == sorted([expired["custom_id"], missing["custom_id"]])
    provider.work()
    time_passes(home)
    run(home)
    assert states(home) == {"done": 4, "failed": 1}
    assert vectors(home) == 4


def test_M4_a_batch_that_was_refused_as_a_whole_fails_its_jobs_and_costs_nothing(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(2))
    run(home)
    (name,) = ours(provider)
    fault: dict[str, Any] = {"data": [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached."}]}
    provider.batches.made[name] |= {"status": "failed", "errors": fault}
    time_passes(home)
    assert "Enqueued token limit reached" in run(home, exits=3)
    assert states(home) == {"failed": 2}
    assert home.rows("SELECT sum(cost), sum(tokens_in) FROM paid_call") == [(0, 0)]


def test_M4_a_batch_that_never_ends_is_given_up_after_its_day(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(2))
    run(home)
    home.rows("UPDATE provider_batch SET submitted_at = submitted_at - 27 * 3600000")
    time_passes(home)
    run(home)
    first, second = ours(provider)
    assert provider.batches.made[first]["status"] == "cancelling"
    assert len(provider.batches.lines(second)) == 2
    assert states(home) == {"scheduled": 2}


def test_M4_a_batch_whose_jobs_were_all_called_off_is_cancelled(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(2))
    run(home)
    assert home.cgq("cancel", "--kind", "generate_embedding", "--yes").returncode == 0
    time_passes(home)
    run(home)
    (name,) = ours(provider)
    assert provider.batches.made[name]["status"] == "cancelling"
    provider.batches.end(name, [provider.line(provider.batches.lines(name)[0])], "cancelled")
    time_passes(home)
    run(home)
    assert vectors(home) == 1  # what was answered is paid, and kept
    assert states(home, "poll_batch") == {"done": 1}


def test_M4_a_provider_without_batches_pauses_the_queue(home: Home, provider: LoopbackProvider) -> None:
    (home.folder / "cgq.toml").write_text("[providers.openai]\nbatch = false\n", encoding="utf-8")
    put_questions(home, stems(2))
    assert "is not known to take batches" in run(home, exits=6)
    assert provider.batches.asked == []


def test_B7_explain_names_the_batch_that_a_job_waits_for(home: Home) -> None:
    put_questions(home, stems(1))
    run(home)
    (job,) = home.rows("SELECT id FROM job WHERE kind = 'generate_embedding'")[0]
    (reason,) = [one for one in home.json("explain", str(job))["reasons"] if one["code"] == "awaits"]
    assert reason["message"] == "it waits for batch 1 of openai, which calls it batch_1"


def test_M4_doctor_names_a_batch_that_no_job_looks_at_and_its_cure_collects_it(
    home: Home, provider: LoopbackProvider
) -> None:
    put_questions(home, stems(2))
    run(home)
    home.cgq("cancel", "--kind", "poll_batch", "--yes")
    assert "batch 1 of openai (batch_1) is looked at by no job, with 2 jobs waiting" in home.cgq("doctor").stdout
    provider.work()
    assert home.cgq("retry", "--kind", "poll_batch", "--yes").returncode == 0
    run(home)
    assert states(home) == {"done": 2}
    assert "is looked at by no job" not in home.cgq("doctor").stdout


def test_M4_waiting_after_a_refusal_of_the_provider_is_honoured(home: Home, provider: LoopbackProvider) -> None:
    put_questions(home, stems(1))
    run(home)
    provider.batches.errors = [("look", 429, {"retry-after": "900"})]
    time_passes(home)
    with home.start(*VECTORS, "--max-time", "5s") as child:
        child.communicate(timeout=60)
    ((wait,),) = home.rows("SELECT due_at - (SELECT now FROM moment) FROM job WHERE kind = 'poll_batch'")
    assert wait > 800_000


def test_M2_the_forecast_of_batches_is_at_their_price(home: Home) -> None:
    put_questions(home, stems(200))
    batch = home.json("run", "--dry-run")["requests"][0]
    home.environment["CGQ_EMBEDDING_MODE"] = "direct"
    direct = home.json("run", "--dry-run")["requests"][0]
    assert direct["tokens_in"] == batch["tokens_in"]
    assert (direct["cost"], batch["cost"]) == tuple(
        ceil(direct["tokens_in"] * price) / 1_000_000 for price in (0.02, 0.01)
    )

"""What `cgq explain` says of a ready job is what the claim does with it, whatever stands in the way (B7)."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.clock import FakeClock
from tests.support.ledger import ANY, new_database, open_ledger, register

from cgq.config import KindSettings, QueueSettings
from cgq.errors import Failure
from cgq.queue import claim as claiming
from cgq.queue import limiters, limits, operate, stats
from cgq.queue.allocation import Demand, allocate
from cgq.queue.enqueue import enqueue
from cgq.queue.explain import explain
from cgq.queue.job import NewJob
from cgq.queue.lanes import lanes as all_lanes
from cgq.queue.outlook import Outlook
from cgq.queue.ownership import take_new
from cgq.queue.policy import Policies

if TYPE_CHECKING:
    from cgq.queue.books import Books, Ledger

KINDS = ("own", "probe")
LANES = [(queue, kind) for queue in ("default", "low_priority") for kind in KINDS]
DOWN = Failure(code="unavailable", message="It is down.", provider=True)

jobs = st.fixed_dictionaries(
    {
        "lane": st.sampled_from(LANES),
        "priority": st.sampled_from(["critical", "high", "normal", "low"]),
        "document": st.sampled_from([None, 1, 2]),
        "asker": st.sampled_from([None, "kim", "lee"]),
    }
)
busy = st.dictionaries(st.sampled_from(LANES), st.integers(0, 3), max_size=3)
states = st.fixed_dictionaries(
    {
        "jobs": st.lists(jobs, min_size=1, max_size=12),
        "paused": st.booleans(),
        "limit": st.sampled_from([None, 1, 2]),
        "batch": st.sampled_from([None, 3]),
        "rate": st.sampled_from([None, "2/10s"]),
        "started": st.integers(0, 2),
        "failures": st.sampled_from([0, 0, 5]),
        "passed": st.sampled_from([0.0, 31.0]),
        "mine": busy,
        "theirs": busy,
        "wanted": st.booleans(),
        "per_requester": st.sampled_from([None, 1, 3]),
        "started_by": st.lists(st.sampled_from(["kim", "lee"]), max_size=3),
    }
)


@cache
def template() -> Path:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    new_database(Path(folder) / "cgq.db")
    return Path(folder) / "cgq.db"


def drawn_ledger(path: Path, state: dict[str, Any], clock: FakeClock) -> Ledger:
    own = KindSettings(limit=state["limit"], batch=state["batch"], rate=state["rate"])
    return open_ledger(
        path, clock, Policies(ANY, {"default": QueueSettings(limit=3)}, {"own": own}, state["per_requester"])
    )


def start_some(books: Books, askers: list[str], supervisor: int) -> None:
    """Jobs of these askers that run already, in a lane of their own."""
    for asker in askers:
        enqueue(books, [NewJob(kind="own", queue="high_priority", requested_by=asker)])
    claiming.claim(books, supervisor, "high_priority", "own", len(askers))


def draw(books: Books, state: dict[str, Any], one: int, two: int) -> None:
    """The jobs, and all that may stand in their way."""
    start_some(books, state["started_by"], two)
    for job in state["jobs"]:
        queue, kind = job["lane"]
        wishes = {name: job[name] for name in ("priority", "document")}
        enqueue(books, [NewJob(kind=kind, queue=queue, requested_by=job["asker"], **wishes)])
    if state["paused"]:
        operate.pause(books, "low_priority", "kim", "quota")
    wanted = {"default": 1} if state["wanted"] else {}
    limits.write_slots(books, one, limits.hold(books, state["mine"], {}))
    limits.write_slots(books, two, limits.hold(books, state["theirs"], wanted))
    if (rate := books.policies.kind("own").rate) is not None:
        name = limiters.of_kind("own")
        limiters.declare(books, one, {name: rate})
        for call in range(state["started"]):
            assert limiters.look(books).take(books, one, call, [limiters.Need(name, 1)])
    limiters.answered(books, limiters.of_kind("own"), [DOWN] * state["failures"])


def claim_all(books: Books, supervisor: int, own: Counter[tuple[str, str]]) -> set[int]:
    """What a supervisor with workers enough takes, as the handout does it (workers/handout.py)."""
    lanes = all_lanes(books)
    room = limits.room(books, supervisor, lanes, own)
    demand = Demand(
        lanes=lanes,
        free={"pool": 100},
        busy=own,
        host=lambda _: "pool",
        load=lambda lane: books.policies.kind(lane.kind).batch,
        rank=lambda queue: books.policies.queue(queue).rank,
        top_ups=lambda _: 0,
    )
    taken: set[int] = set()
    for grant in allocate(demand, room):
        lane = grant.lane
        taken |= {job.id for job in claiming.claim(books, supervisor, lane.queue, lane.kind, grant.jobs)}
    return taken


@given(state=states)
@settings(max_examples=50, deadline=None)
def test_B7_explain_says_starts_now_exactly_for_what_the_claim_takes(state: dict[str, Any]) -> None:
    clock = FakeClock()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "cgq.db"
        shutil.copy(template(), path)
        ledger = drawn_ledger(path, state, clock)
        stack.callback(ledger.database.close)
        lock = take_new(path)
        stack.callback(lock.release)
        one, two = register(ledger, lock.path.name), register(ledger, "another.lock")
        with ledger.write() as books:
            draw(books, state, one, two)
        clock.pass_(state["passed"])
        with ledger.look() as books:
            outlook = Outlook(books, stats.supervisors(books.tx, path, books.moment))
            ids = [row[0] for row in books.tx.all("SELECT id FROM job WHERE state = 'ready'")]
            found = [explain(books, outlook, id_) for id_ in ids]
        with ledger.write() as books:
            taken = claim_all(books, one, Counter(state["mine"]))
        for explanation in found:
            can_start = not explanation.reasons or {reason.code for reason in explanation.reasons} == {"stalled"}
            assert can_start == (explanation.job in taken), explanation

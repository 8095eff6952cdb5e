"""A collection in its worker: the addresses in batches, several hosts side by side, each an item."""

from __future__ import annotations

import os.path
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.bank.files import digest, is_zip, real_path
from cgq.bank.same_name import find_named
from cgq.contract import Done, Unfinished
from cgq.convert.archive.limits import MAX_ARCHIVE
from cgq.errors import CgqError, Failure, is_full
from cgq.stages.collecting.codes import FAULTS_OF_ADDRESSES
from cgq.stages.collecting.fetching import OutOfTimeError, Patience, fetch
from cgq.stages.collecting.file_names import file_name
from cgq.stages.collecting.hosts import SideBySide, host_of
from cgq.stages.collecting.parcel import Arrived, is_path, key_of
from cgq.stages.intake import look_at_file
from cgq.web.cancellation import Cancellation
from cgq.web.client import Client
from cgq.web.rules import WebRules

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from cgq.bank.files import SourceFile
    from cgq.config import CollectSettings
    from cgq.contract import Call
    from cgq.stages.collecting.parcel import Format, ToCollect, Wanted

BATCH = 50
"""Addresses that are begun together: what the systems in use have; then what is left is looked at anew."""

MARGIN = 10.0
"""Seconds at the end of a call in which nothing is fetched any more, at most a quarter of it: for what is written and
sent."""

LEAST = 15.0
"""Seconds that must be left for an address to be begun, at most a tenth of a call: most files take less."""

Outcome = Done[Arrived] | Failure | None
"""What came of an address; None where there was no time for it."""


def rules_of(settings: CollectSettings) -> WebRules:
    """The settings as the network's floor has them."""
    return WebRules(
        allowed_hosts=settings.allowed_hosts,
        delay=settings.delay,
        most_bytes=settings.most_bytes,
        seconds=settings.seconds,
        contact=settings.contact,
    )


def end_of(call: Call) -> float:
    """The monotonic moment after which a call fetches nothing any more."""
    seconds = call.remaining()
    return time.monotonic() + seconds - min(MARGIN, seconds / 4)


def cancellation_of(call: Call) -> Cancellation:
    """What ends the requests of a call of which nobody waits for the answer any more, or whose time is over."""
    return Cancellation(lambda: call.remaining() <= 0)


def collect(given: ToCollect, settings: CollectSettings, call: Call) -> Done[int] | Unfinished:
    """Fetch what is left of a job and hand over each as an item; the number of addresses of the job."""
    over = given.total - len(given.wanted)
    call.progress(over, given.total)
    cancellation = cancellation_of(call)
    with Client(rules_of(settings), Path(real_path(given.turns)), cancellation=cancellation) as client:
        one = _Collection(given, client, call, Patience(settings, end_of(call), cancellation))
        with closing(one.outcomes()) as outcomes:  # nobody fetches on behind a call that fell
            for wanted, outcome in outcomes:
                if outcome is not None:
                    call.item(key_of(wanted.address), _name(wanted, outcome), outcome)
                    over += 1
                    call.progress(over, given.total)
    if over == given.total:
        return Done(over)
    return Unfinished(f"{over} of {given.total} are done; there was no time for the rest.")


def _name(wanted: Wanted, outcome: Done[Arrived] | Failure) -> str:
    if is_path(wanted.address):
        return os.path.basename(wanted.address)
    named = outcome.result.file if isinstance(outcome, Done) else ""
    return named or file_name(wanted.address)


class _Collection:
    def __init__(self, given: ToCollect, client: Client, call: Call, patience: Patience) -> None:
        self._wanted = given.wanted
        self._database = Path(real_path(given.database))
        self._client = client
        self._call = call
        self._began = time.monotonic()
        seconds = call.remaining()
        self._least = min(LEAST, seconds / 10)
        self._patience = patience

    def outcomes(self) -> Generator[tuple[Wanted, Outcome]]:
        for batch in _batches(self._wanted):
            yield from SideBySide(batch, lambda wanted: host_of(wanted.address), self._outcome).results()

    def _outcome(self, wanted: Wanted) -> Outcome:
        now = time.monotonic()
        had_it_all = now - self._began < self._least
        if self._call.remaining() <= 0 or (self._patience.end - now < self._least and not had_it_all):
            return None
        try:
            if is_path(wanted.address):
                return self._local(wanted)
            return fetch(self._client, self._call, wanted, self._patience, had_it_all=had_it_all)
        except OutOfTimeError:
            return None
        except FAULTS_OF_ADDRESSES as error:
            return Failure.of(error)
        except Exception as error:
            if isinstance(error, CgqError | MemoryError) or is_full(error):
                raise  # it would meet every other address
            return Failure.of(error)

    def _local(self, wanted: Wanted) -> Done[Arrived]:
        path = real_path(wanted.address)
        path = find_named(path) or path
        file: SourceFile
        format_: Format
        if is_zip(path):
            file, format_ = digest(path, limit=MAX_ARCHIVE), "zip"
        else:
            found = look_at_file(path, self._database)
            file, format_ = found.file, found.form
        arrived = Arrived(
            way="local", address=wanted.address, sha256=file.sha256, size=file.size, format=format_, path=file.path
        )
        return Done(arrived)


def _batches(wanted: Sequence[Wanted]) -> Iterator[Sequence[Wanted]]:
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]

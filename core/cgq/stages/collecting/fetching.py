"""One address becomes a file: fetched with patience, known by what its bytes begin with."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, TypeVar

from cgq.contract import Done
from cgq.convert.form import HWP_SIGNATURE, WITHIN, content_of, is_form
from cgq.convert.form_refusals import what_it_is
from cgq.errors import Failure, InputFailed
from cgq.exam.findings import EMPTY_FILE
from cgq.queue.policy import Policy, Tries, tries
from cgq.queue.retry import seconds_until_next
from cgq.stages.collecting.codes import FAULTS_OF_ADDRESSES, WHAT_TO_DO
from cgq.stages.collecting.file_names import file_name
from cgq.stages.collecting.parcel import Arrived
from cgq.web.cancellation import Cancelled
from cgq.web.pace import TurnTooLate

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from cgq.config import CollectSettings
    from cgq.contract import Artifact, Call
    from cgq.convert.form import Content
    from cgq.errors import CgqError
    from cgq.stages.collecting.parcel import Format, Wanted
    from cgq.web.cancellation import Cancellation
    from cgq.web.client import Client
    from cgq.web.response import Response

T = TypeVar("T")

_random = Random()  # noqa: S311 - it only spreads waits

LONGEST_WAIT = 120.0
"""Seconds of the longest Retry-After that a call waits for; a server that asks for more is left alone."""

NOT_A_PAPER = "not_a_paper"
"""Code of what came and is neither a paper in any form nor a zip."""


class OutOfTimeError(Exception):
    """The call has no time left for this address: the next one begins it anew."""


class Patience:
    """How often something is tried with the network in one call, and until which monotonic moment; `cancellation` ends
    it before."""

    def __init__(self, settings: CollectSettings, end: float, cancellation: Cancellation) -> None:
        self._cancellation = cancellation
        words = Tries(settings.tries, settings.wait, doubling=True)
        self._policy = Policy(tries=tries(timeout=words, other=words))
        self._starts = settings.tries
        self._whole = end - time.monotonic()
        self.end = end

    def take(self, fetch_once: Callable[[], T], *, had_it_all: bool) -> T | Failure:
        """Do it, again where that may help.

        Raises OutOfTimeError when the end comes before it is done; but what `had_it_all`, the whole time of a call, has
        failed then. A turn that comes too late says nothing of the address: the next call waits for it, unless no call
        is long enough. What says nothing of an address at all is raised on.
        """
        for number in range(1, self._starts + 1):
            try:
                return fetch_once()
            except TurnTooLate as error:  # also one that was cancelled
                if (error.retry_after or 0.0) > self._whole:
                    return _final(error)
                raise OutOfTimeError from error
            except FAULTS_OF_ADDRESSES as error:
                wait = self._wait(number, error)
                if wait is None:
                    return _final(error)
                if time.monotonic() + wait < self.end:
                    self._pause(wait)
                elif had_it_all:
                    return _final(error)
                else:
                    raise OutOfTimeError from error
        raise AssertionError("the last try neither came back nor failed")

    def _pause(self, seconds: float) -> None:
        try:
            self._cancellation.sleep(seconds)
        except Cancelled as error:
            raise OutOfTimeError from error

    def _wait(self, number: int, error: CgqError) -> float | None:
        """Seconds until the next try, never less than the server asks for; None where there is none."""
        if (error.retry_after or 0.0) > LONGEST_WAIT:
            return None
        return seconds_until_next(self._policy, Failure.of(error), number, None, _random)


def fetch(
    client: Client, call: Call, wanted: Wanted, patience: Patience, *, had_it_all: bool
) -> Done[Arrived] | Failure:
    """Fetch a file, with patience (see there)."""
    return patience.take(lambda: _fetch_once(client, call, wanted, patience.end), had_it_all=had_it_all)


def _final(error: CgqError) -> Failure:
    """The failure of an item: the ledger does not try it again by itself, a person may."""
    hint = error.hint or WHAT_TO_DO.get(error.code, "")
    return Failure(code=error.code, message=error.message, hint=hint, retryable=False)


def _fetch_once(client: Client, call: Call, wanted: Wanted, end: float) -> Done[Arrived]:
    with client.open(wanted.address, deadline=end, etag=wanted.etag, modified=wanted.modified) as response:
        if response.not_modified and wanted.sha256 is not None:
            return Done(Arrived(way="unchanged", address=wanted.address, sha256=wanted.sha256))
        return _kept(call, wanted, response)


def _kept(call: Call, wanted: Wanted, response: Response) -> Done[Arrived]:
    sniffed = Sniffed(response)
    artifact: Artifact = call.artifact(sniffed.pieces())
    headers = dict(response.headers)
    arrived = Arrived(
        way="fetched",
        address=wanted.address,
        sha256=artifact.sha256,
        size=artifact.size,
        format=sniffed.format,
        answered=response.answered,
        file=file_name(response.answered or wanted.address, headers.get("content-disposition")),
        headers=headers,
    )
    return Done(arrived, (artifact,))


class Sniffed:
    """A body on its way to disk, whose format its bytes show, whatever its type says: known once `pieces` has ended,
    which raises InputFailed where it is no paper, before more than the beginning was written."""

    def __init__(self, response: Response) -> None:
        self._response = response
        self.format: Format = "pdf"

    def pieces(self) -> Iterator[bytes]:
        """The body from its beginning."""
        body = self._response.pieces()
        head = yield from self._beginning(body)
        content = content_of(head)
        if content == "office":
            content = "hwp" if (yield from self._holds(HWP_SIGNATURE, head, body)) else "office"
        if not (is_form(content) or content == "zip"):
            raise self._no_paper(content)
        self.format = content
        yield from body

    def _beginning(self, body: Iterator[bytes]) -> Generator[bytes, None, bytes]:
        """The first bytes, which are passed on as they come and returned."""
        head = b""
        while len(head) < WITHIN and (piece := next(body, b"")):
            head += piece
            yield piece
        if not head:
            message = "Nothing came: the file is empty."
            raise InputFailed(message, code=EMPTY_FILE, hint="Look at the address in a browser.")
        return head

    def _holds(self, sign: bytes, head: bytes, body: Iterator[bytes]) -> Generator[bytes, None, bool]:
        """Does it hold a sign, which may lie anywhere in it? The body is passed on as far as that takes."""
        last = head[-len(sign) :]
        for piece in body:
            yield piece
            if sign in last + piece:
                return True
            last = (last + piece)[-len(sign) :]
        return False

    def _no_paper(self, content: Content) -> InputFailed:
        if content != "unknown":
            what, hint = what_it_is(content, "")
            return InputFailed(f"What came {what}.", code=NOT_A_PAPER, hint=hint)
        kind = self._response.headers.get("content-type", "").partition(";")[0].strip()
        said = f" (its type is {kind:.100})" if kind else ""
        message = f"What came is no paper: neither a PDF, a Hangul document, a picture nor a zip{said}."
        return InputFailed(message, code=NOT_A_PAPER, hint="Look at the address in a browser: it may ask for a login.")

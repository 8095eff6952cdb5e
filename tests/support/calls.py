"""A call for tests of one stage by itself: it has a minute, and nobody follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cgq.contract import Done, PaidReply, PaidRequest
    from cgq.errors import Failure


class QuietCall:
    """Takes progress; everything else is asked for by no stage that such a test runs."""

    def progress(self, done: int, total: int, *, besides: int = 0) -> None:
        """Heard by nobody."""

    def remaining(self) -> float:
        """A minute, always."""
        return 60.0

    def item(self, key: str, name: str, outcome: Done[Any] | Failure) -> NoReturn:
        raise AssertionError(f"an item that nobody expects: {key}")

    def paid(self, request: PaidRequest, ask: Callable[[float], PaidReply]) -> NoReturn:
        raise AssertionError(f"a request that nobody expects to pay: {request.purpose}")

    def snapshot(self) -> NoReturn:
        raise AssertionError("a snapshot that nobody expects")

    def artifact(self, pieces: Iterable[bytes]) -> NoReturn:
        raise AssertionError("a file that nobody expects")

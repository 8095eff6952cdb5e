"""The stages that this supervisor serves: where each runs, and what goes in and comes back as typed data (R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cgq.contract import Done, Item
from cgq.errors import Failure
from cgq.secrets.masking import mask
from cgq.workers import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.contract import Host
    from cgq.stages.stage import Stage
    from cgq.workers.engine import Outcome


class Roster:
    """Stages by kind, with checked decoders for what each one's workers send."""

    def __init__(self, stages: Mapping[str, Stage[Any, Any, Any]]) -> None:
        self.stages = stages
        types = {kind: stage.types() for kind, stage in stages.items()}
        self._results = {kind: msgspec.json.Decoder(found.result) for kind, found in types.items()}
        self._items = {kind: msgspec.json.Decoder(found.item) for kind, found in types.items()}

    def host(self, kind: str) -> Host:
        """Where a kind is computed."""
        return self.stages[kind].host

    def batch(self, kind: str, most: int) -> int:
        """How many jobs a call may carry: the policy's `most`, or less where the stage sets its own `batch`."""
        own = self.stages[kind].batch
        return most if own is None else min(most, own)

    def decode(self, kind: str, result: msgspec.Raw) -> Any:
        """A result from a worker; a Failure when it is not of the stage's type."""
        return _decoded(self._results[kind], result)

    def decode_outcome(self, kind: str, outcome: Outcome) -> Any:
        """The result of an outcome, or the Failure, Discard, Unfinished, GivenBack or Postponed that it is."""
        if outcome.way == "done":
            return self.decode(kind, outcome.value)
        if outcome.way == "failed":
            return decode_failure(outcome.value)
        try:
            return _ENDS[outcome.way].decode(outcome.value)
        except msgspec.DecodeError as error:
            message = f"The worker answered something that is no end: {error}"
            return Failure(code="bad_result", message=message, retryable=False)

    def item_decoder(self, kind: str) -> Callable[[msgspec.Raw], Any]:
        """What decodes the result of an item."""
        return self._items[kind].decode

    def decode_item(self, kind: str, item: wire.ItemReply) -> Item:
        """A finished item with masked names; one whose result is not of the stage's type has failed."""
        if item.outcome.way == "done":
            result = _decoded(self._items[kind], item.outcome.value)
            outcome = result if isinstance(result, Failure) else Done(result, tuple(item.outcome.files))
        else:
            outcome = decode_failure(item.outcome.value)
        return Item(mask(item.key), mask(item.name), outcome, item.seconds)


_ENDS: Mapping[str, msgspec.json.Decoder[Any]] = {
    "discarded": wire.decode_discard,
    "unfinished": wire.decode_unfinished,
    "given back": wire.decode_given_back,
    "postponed": wire.decode_postponed,
}


def decode_failure(value: msgspec.Raw) -> Failure:
    """A failure from a worker."""
    try:
        return wire.decode_failure.decode(value)
    except msgspec.DecodeError as error:
        message = f"The worker answered something that is no failure: {error}"
        return Failure(code="bad_result", message=message, retryable=False)


def _decoded(decoder: msgspec.json.Decoder[Any], value: msgspec.Raw) -> Any:
    try:
        return decoder.decode(value)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        message = f"The worker answered something that is no result: {error}"
        return Failure(code="bad_result", message=message, retryable=False)

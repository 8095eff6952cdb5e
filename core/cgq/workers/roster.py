"""The stages that this supervisor serves: where each runs, and what its results look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cgq.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.stages.stage import Host, Stage


class Roster:
    """Stages by kind, with a checked decoder for each one's results."""

    def __init__(self, stages: Mapping[str, Stage[Any, Any]]) -> None:
        self.stages = stages
        self._decoders = {kind: msgspec.json.Decoder(stage.result_type) for kind, stage in stages.items()}

    def host(self, kind: str) -> Host:
        """Where a kind is computed."""
        return self.stages[kind].host

    def batch(self, kind: str, most: int) -> int:
        """How many jobs a call may carry: the policy's `most`, or less where the stage says so by `batch`."""
        return min(most, getattr(self.stages[kind], "batch", most))

    def decode(self, kind: str, result: msgspec.Raw) -> Any:
        """A result from a worker; a Failure when it is not of the stage's shape (R9)."""
        try:
            return self._decoders[kind].decode(result)
        except (msgspec.DecodeError, ValueError) as error:
            return Failure(
                code="bad_result",
                message=f"The worker answered something that is no result: {error}",
                retryable=False,
            )

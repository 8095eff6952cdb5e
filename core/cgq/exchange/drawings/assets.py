"""Question records whose drawings are files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs

from cgq.bank.record import UndrawnAsset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.bank.record import QuestionRecord

READ_ANEW = "it came into the bank while the figures were drawn; export again"

NOT_DRAWN = "A drawing could not be drawn, because its paper is gone or cannot be read, so its picture is missing."
"""The reason of a loss, the same for every paper: the manifest names no place of this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came of drawing: the file's name by the drawing's hash, and by the hash why there is none."""

    names: Mapping[str, str]
    undrawn: Mapping[str, str]


def with_files(record: QuestionRecord, figures: Figures) -> QuestionRecord:
    """The record with the names of files for hashes, and with the reason of each drawing that has no file."""
    names, undrawn = figures.names, figures.undrawn
    options = tuple(replace(option, asset=names.get(option.asset or "")) for option in record.options)
    missing = [asset for asset in record.assets if asset not in names]
    return structs.replace(
        record,
        options=options,
        assets=tuple(names[asset] for asset in record.assets if asset in names),
        undrawn=tuple(UndrawnAsset(asset=asset, reason=undrawn.get(asset, READ_ANEW)) for asset in missing),
    )

"""An answer key that stands in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.exam.model import Mode

if TYPE_CHECKING:
    from cgq.exam import model


class KeyCell(Struct, frozen=True, kw_only=True):
    """One cell of an answer key."""

    number: int
    """The number of the question that it answers."""
    accepted: tuple[int, ...]
    """The right options' numbers; empty for a cell that nobody could read."""
    mode: Mode
    """`any`: any one of `accepted` is right; `all`: all of them must be chosen; `void`: everyone is right."""


class Key(Struct, frozen=True, kw_only=True):
    """One answer key, with what it says of itself."""

    form: str | None
    """The form that it answers, such as A; null when it names none."""
    session: str | None
    """The session that it answers; null when it names none."""
    subject: str | None
    """The subject that it answers; null when it names none."""
    answers: list[KeyCell]
    """Its cells in printed order."""

    @staticmethod
    def of(key: model.Key) -> Key:
        """A key that was read."""
        cells = [KeyCell(number=cell.number, accepted=cell.accepted, mode=cell.mode) for cell in key.answers]
        return Key(form=key.form, session=key.session, subject=key.subject, answers=cells)

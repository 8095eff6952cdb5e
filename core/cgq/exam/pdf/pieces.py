"""What a reading gives, piece by piece, so that what came before a fall is kept.

First an `Opening`, then a `Sheet` or an `Unread` for each page in order, last a `SecondLook`. All are plain data
that crosses a process boundary and is checked on arrival.
"""

from __future__ import annotations

from dataclasses import dataclass

from cgq.exam.geometry import Sheet


@dataclass(frozen=True, slots=True)
class Opening:
    """The file opens: its pages, the title that its metadata give, and whether its last revision is cut off."""

    pages: int
    title: str | None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that was not read: `code` is what it would be called if no page were, `why` ends with what to do."""

    page: int
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What another library says of the file: pages, None when it can't say; pages whose data are damaged;
    and what the file would do or lead to if it were let, in words."""

    pages: int | None = None
    damaged: tuple[int, ...] = ()
    active: tuple[str, ...] = ()


Piece = Opening | Sheet | Unread | SecondLook

"""An error as a person reads it, and as a program does."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from cgq_cli.render.hints import hint_lines, inline
from cgq_cli.render.json import line
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import as_sentence, escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.errors import CgqError


INDENT = "  "


def problem_lines(error: CgqError, columns: int | None) -> Iterator[str]:
    """What happened, the code, and below it what to do, in lines of at most `columns`.

    All on one line when None, which the code ends: `cgq: There is no job 12. List them: cgq jobs [not_found]`.
    """
    what = f"cgq: {as_sentence(error.message)}"
    if columns is None:
        yield " ".join(filter(None, (what, inline(error.hint), f"[{error.code}]")))
        return
    yield from wrapped(f"{what} [{error.code}]", columns, indent=INDENT)
    if error.hint:
        yield from hint_lines(error.hint, columns, first=INDENT, indent=INDENT)


def problem_json(error: CgqError, *, trace: str = "") -> str:
    """The error as one JSON object."""
    from cgq.documents.error import Error

    return line(Error.of(error, trace))


def trace_of(error: BaseException) -> str:
    """The traceback, as Python prints it; what it quotes cannot command the terminal."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "".join(escape(text) + "\n" for text in lines)

"""An error as a person reads it, and as a program does."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from cgq_cli.render.json import line
from cgq_cli.render.text import as_sentence, escape

if TYPE_CHECKING:
    from cgq.errors import CgqError


def problem_text(error: CgqError) -> str:
    """What happened, what to do, and the code: `cgq: no job 12. See cgq jobs. [not_found]`."""
    sentences = [as_sentence(error.message), *([as_sentence(error.hint)] if error.hint else [])]
    return f"cgq: {' '.join(sentences)} [{error.code}]"


def problem_json(error: CgqError, *, trace: str = "") -> str:
    """The error as one JSON object."""
    from cgq.documents.error import Error

    return line(Error.of(error, trace))


def trace_of(error: BaseException) -> str:
    """The traceback, as Python prints it; what it quotes cannot command the terminal."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "".join(escape(text) + "\n" for text in lines)

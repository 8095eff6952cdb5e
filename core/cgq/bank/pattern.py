"""Words of a person as patterns that SQLite takes literally, whatever they hold."""

from __future__ import annotations

from cgq.lookalikes import alike

MAX_TEXT = 1_000
GRAM = 3


def contains(text: str) -> str:
    r"""A LIKE pattern (ESCAPE '\') for texts that hold the first 1,000 characters of `text` somewhere."""
    escaped = clean(text[:MAX_TEXT]).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def clean(text: str) -> str:
    """Text that SQLite can hold whole: no NUL, no lone surrogate."""
    return text.replace("\x00", " ").encode(errors="ignore").decode()


def folded(text: str) -> str:
    """Text as it is indexed for the search by words: look-alikes as one sign, case folded, without white space."""
    return "".join(alike(clean(text)).split())


def phrase(term: str) -> str:
    """A term as an FTS5 phrase, in which nothing is an operator."""
    return '"' + term.replace('"', '""') + '"'

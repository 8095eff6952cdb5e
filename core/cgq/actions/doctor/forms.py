"""Can papers that are no PDF be read: Hangul documents, and every kind of picture?"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from cgq.actions.doctor.check import Check, fail, ok, warn
from cgq.convert.converted import CURED_BY_INSTALLING
from cgq.convert.extras import hangul_parts, heic_part
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.db.queries import load
from cgq.errors import CgqError
from cgq.hints import argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.config import Settings
    from cgq.convert.extras import Part

Refused: TypeAlias = "list[tuple[str, str, int]]"
"""Forms of papers, codes of the errors with which they failed, and how many did."""

SQL = load("doctor")

PICTURES = "PNG, JPEG, TIFF and WebP"


def forms(settings: Settings) -> Iterator[Check]:
    """A check for each form that takes more than cgq: what is missing fails where papers of the bank wait for it."""
    refused = _refused(settings)
    yield _hangul(refused)
    yield _pictures(refused)


def _hangul(refused: Refused) -> Check:
    parts = hangul_parts()
    missing = [part for part in parts if part.found is None]
    waiting = _of_forms(refused, "hwp", "hwpx")
    if missing:
        message = f"Hangul documents cannot be read; missing: {', '.join(part.name for part in missing)}"
        return _lacking("hangul", message, missing, waiting)
    found = ", ".join(f"{part.name} {part.found}" for part in parts[:-1])
    return _there("hangul", f"Hangul documents are read by {found}, with the font {parts[-1].found}", waiting)


def _pictures(refused: Refused) -> Check:
    heic = heic_part()
    waiting = _of_forms(refused, "picture", "pictures")
    by = f"Pillow {version('pillow')}"
    if heic.found is None:
        return _lacking("pictures", f"{PICTURES} are opened by {by}, HEIC is not", [heic], waiting)
    return _there("pictures", f"{PICTURES} are opened by {by}, HEIC by {heic.name} {heic.found}", waiting)


def _of_forms(refused: Refused, *forms: str) -> Counter[str]:
    """How many papers of these forms failed, by the code."""
    waiting: Counter[str] = Counter()
    for form, code, count in refused:
        if form in forms:
            waiting[code] += count
    return waiting


def _lacking(name: str, message: str, missing: list[Part], waiting: Counter[str]) -> Check:
    """Something is not there: a fault where papers were refused for want of it."""
    hint = "Install what is missing: " + " ".join(f"`{part.add}`" for part in missing)
    if not waiting:
        return warn(name, message, hint)
    return fail(name, f"{message}; {_papers(waiting)}", f"{hint} Then start them again: {_retries(waiting)}")


def _there(name: str, message: str, waiting: Counter[str]) -> Check:
    """All is there, but papers may still wait that were refused before it was."""
    if waiting:
        return warn(name, f"{message}; {_papers(waiting)}", f"Start them again: {_retries(waiting)}")
    return ok(name, message)


def _papers(waiting: Counter[str]) -> str:
    count = waiting.total()
    return f"{count} {'paper was' if count == 1 else 'papers were'} refused for that"


def _retries(waiting: Counter[str]) -> str:
    """The commands that start these papers again."""
    return " ".join(f"`cgq failed --retry --code {argument(code)}`" for code in sorted(waiting))


def _refused(settings: Settings) -> Refused:
    """The papers that failed for want of a converter or a font."""
    if not settings.db.exists():
        return []
    try:
        with closing(Database(settings.db)) as opened, opened.read() as tx:
            if migrations.stored_version(tx) != migrations.version():
                return []
            return list(tx.all(SQL["papers_unconverted"], (json.dumps(sorted(CURED_BY_INSTALLING)),)))
    except CgqError:
        return []  # the checks of the database tell

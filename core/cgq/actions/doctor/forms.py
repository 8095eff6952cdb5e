"""Can papers that are no PDF be read: Hangul documents, and every kind of picture?"""

from __future__ import annotations

import json
from contextlib import closing
from importlib.metadata import version
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, fail, ok, warn
from cgq.convert.converted import CURED_BY_INSTALLING
from cgq.convert.extras import hangul_parts, heic_part
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.db.queries import load
from cgq.errors import CgqError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.config import Settings
    from cgq.convert.extras import Part

SQL = load("doctor")

RETRIES = "`cgq failed --retry --code converter_missing` `cgq failed --retry --code font_missing`"
"""What starts those again."""

PICTURES = "PNG, JPEG, TIFF and WebP"


def forms(settings: Settings) -> Iterator[Check]:
    """A check for each form that takes more than cgq: what is missing fails where papers of the bank wait for it."""
    refused = _refused(settings)
    yield _hangul(refused)
    yield _pictures(refused)


def _hangul(refused: Mapping[str, int]) -> Check:
    parts = hangul_parts()
    missing = [part for part in parts if part.found is None]
    count = sum(refused.get(form, 0) for form in ("hwp", "hwpx"))
    if missing:
        message = f"Hangul documents cannot be read: not here are {_listed([part.name for part in missing])}"
        return _lacking("hangul", message, missing, count)
    found = ", ".join(f"{part.name} {part.found}" for part in parts[:-1])
    return _there("hangul", f"Hangul documents are read by {found}, with the font {parts[-1].found}", count)


def _pictures(refused: Mapping[str, int]) -> Check:
    heic = heic_part()
    count = sum(refused.get(form, 0) for form in ("picture", "pictures"))
    by = f"Pillow {version('pillow')}"
    if heic.found is None:
        return _lacking("pictures", f"{PICTURES} are opened by {by}, HEIC is not", [heic], count)
    return _there("pictures", f"{PICTURES} are opened by {by}, HEIC by {heic.name} {heic.found}", count)


def _lacking(name: str, message: str, missing: list[Part], refused: int) -> Check:
    """Something is not there: a fault where papers were refused for want of it."""
    hint = "Install what is missing: " + " ".join(f"`{part.add}`" for part in missing)
    if not refused:
        return warn(name, message, hint)
    return fail(name, f"{message}; {_papers(refused)}", f"{hint} Then start them again: {RETRIES}")


def _there(name: str, message: str, refused: int) -> Check:
    """All is there, but papers may still wait that were refused before it was."""
    if refused:
        return warn(name, f"{message}; {_papers(refused)}", f"Start them again: {RETRIES}")
    return ok(name, message)


def _papers(count: int) -> str:
    return f"{count} {'paper was' if count == 1 else 'papers were'} refused for that"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _refused(settings: Settings) -> dict[str, int]:
    """How many papers of each form failed for want of a converter or a font."""
    if not settings.db.exists():
        return {}
    try:
        with closing(Database(settings.db)) as opened, opened.read() as tx:
            if migrations.stored_version(tx) != migrations.version():
                return {}
            return dict(tx.all(SQL["papers_unconverted"], (json.dumps(sorted(CURED_BY_INSTALLING)),)))
    except CgqError:
        return {}  # the checks of the database tell

"""The database of a package: written row by row, so that a large bank needs no memory."""

from __future__ import annotations

import errno
import hashlib
import json
from typing import TYPE_CHECKING, Self

from cgq.db.driver import driver
from cgq.db.queries import load
from cgq.exchange.anki import note_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SQL = load("anki")

FIELD_END = "\x1f"
"""Between the fields of a note; no text of ours holds it (`writable`)."""


class Collection:
    """A new collection with one deck; use it in a `with`, at whose end it is whole."""

    def __init__(self, path: Path, title: str, now: int) -> None:
        """`now`: milliseconds since the epoch; from it notes are numbered and an import knows them as newer."""
        self._connection = driver.connect(path, isolation_level=None)
        self._now, self._count = now, 0
        name = note_type.deck_name(title)
        self._deck = note_type.deck_id(name)
        for setting in ("without_journal", "without_waiting", "begin"):
            self._run(SQL[setting])
        for table in ("create_col", "create_notes", "create_cards", "create_revlog", "create_graves"):
            self._run(SQL[table])
        self._run(SQL["add_col"], self._col(name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, problem: object, *_: object) -> None:
        try:
            if problem is None:
                self._run(SQL["commit"])
        finally:
            self._connection.close()

    def add(self, guid: str, fields: Sequence[str], sort: str, tags: Sequence[str]) -> None:
        """A note with its card. Raises OSError where it cannot be written."""
        self._count += 1
        number = self._now + self._count
        note = {
            "id": number,
            "guid": guid,
            "model": note_type.NOTE_TYPE,
            "mod": self._now // 1000,
            "tags": f" {' '.join(tags)} " if tags else "",
            "fields": FIELD_END.join(fields),
            "sort": sort,
            "checksum": int(hashlib.sha1(fields[0].encode(), usedforsecurity=False).hexdigest()[:8], 16),
        }
        card = {"id": number, "deck": self._deck, "mod": self._now // 1000, "due": self._count}
        self._run(SQL["add_note"], note)
        self._run(SQL["add_card"], card)

    def _run(self, statement: str, values: Mapping[str, object] | None = None) -> None:
        try:
            self._connection.execute(statement, values or {})
        except driver.OperationalError as error:
            raise OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error)) from error

    def _col(self, name: str) -> dict[str, object]:
        models = {str(note_type.NOTE_TYPE): note_type.note_type(self._deck)}
        conf = {"curDeck": self._deck, "activeDecks": [self._deck], "nextPos": 1, "curModel": note_type.NOTE_TYPE}
        return {
            "now": self._now,
            "conf": json.dumps(conf),
            "models": json.dumps(models),
            "decks": json.dumps(note_type.decks(self._deck, name)),
            "dconf": json.dumps(note_type.deck_options()),
        }

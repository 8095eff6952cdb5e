"""The bank as a deck of Anki: a package (.apkg) that its apps import, a second time to update."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format, Loss
from cgq.exchange.records.fields import ALL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.bank.record import QuestionRecord

TAG_CHANGED = "A tag of Anki has no spaces, quotes or empty levels."
"""The reason of a loss."""


class Anki(Format):
    """A note for each question, known again by the question's id."""

    name = "anki"
    version = "11"
    suffix = ".apkg"
    summary = "a deck for Anki: a card for each question, updated when it is imported again"
    limits = (
        "A question whose text changed is another question: its old note stays in Anki.",
        "An import replaces what was changed in Anki itself before the export.",
        "How far a reading can be trusted, findings, places on the page, the language and the terms of use are left "
        "out.",
    )
    pictures = True
    fields = ALL_FIELDS - {"license"}
    binary = True
    same_bytes = False

    def write(self, contents: Contents, to: Path) -> None:
        """A zip of a SQLite database (schema 11, which every Anki since 2.1 reads) and the pictures.

        Notes bear the time of the export: by it Anki takes the newer one.
        """
        with tempfile.TemporaryDirectory(prefix=f".{to.name[:64]}.", dir=to.parent) as folder:
            collection = Path(folder) / "collection"
            with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as package:
                media = _Media(package, contents)
                self._write_notes(contents, collection, media)
                package.write(collection, "collection.anki2")
                package.writestr("media", media.listing())

    def _write_notes(self, contents: Contents, path: Path, media: _Media) -> None:
        from cgq.clock import SystemClock
        from cgq.exchange.anki.collection import Collection
        from cgq.exchange.anki.notes import fields_of
        from cgq.exchange.anki.tags import tags_of
        from cgq.exchange.anki.text import composed

        with Collection(path, contents.title, SystemClock().now()) as collection:
            for record in contents.records:
                fields = fields_of(record, media.names_of(record), contents.year)
                tags = tags_of(record, contents.year)
                self._note_losses(record, contents.lost)
                collection.add(record.id, fields, composed(record.stem), tags)

    def _note_losses(self, record: QuestionRecord, lost: Callable[[Loss], None]) -> None:
        from cgq.exchange.anki.tags import tag
        from cgq.exchange.anki.text import CHANGED, composed

        self.note_without_place(record, lost)
        self.note_changed(record, composed, CHANGED, lost)
        if any(tag(own) != own for place in record.appearances for own in place.tags):
            lost(Loss(id=record.id, what="changed", part="appearances", reason=TAG_CHANGED))


class _Media:
    """The pictures of a package: each is in it once, under its number."""

    def __init__(self, package: zipfile.ZipFile, contents: Contents) -> None:
        self._package, self._contents = package, contents
        self._names: dict[str, str] = {}
        self._listed: list[str] = []

    def names_of(self, record: QuestionRecord) -> dict[str, str]:
        """The file name by the hash of each of its drawings that could be drawn; they are put into the package."""
        found = {asset: self._name(asset) for asset in record.assets}
        return {asset: name for asset, name in found.items() if name}

    def listing(self) -> str:
        """The name of each picture by its number, as Anki wants it."""
        return json.dumps({str(number): name for number, name in enumerate(self._listed)})

    def _name(self, asset: str) -> str:
        if asset not in self._names:
            path = self._contents.picture(asset)
            self._names[asset] = "" if path is None else path.name
            if path is not None:
                self._package.write(path, str(len(self._listed)), zipfile.ZIP_STORED)
                self._listed.append(path.name)
        return self._names[asset]

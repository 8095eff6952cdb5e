"""Imports packages as Anki does, in a process of its own: `anki_import.py FOLDER PACKAGE…`, Anki on PYTHONPATH.

The packages go one after the other into one collection, whose cards are reviewed and moved after each; then Anki
exports it, and a new collection imports that. For each import a line of JSON is printed: what Anki's log counts, and
every note with its cards and pictures.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def take(collection: Collection, package: str) -> None:
    """Import a package with the options that the program offers first, and print what came of it."""
    request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    counts = {
        "found": log.found_notes,
        "new": len(log.new),
        "updated": len(log.updated),
        "duplicate": len(log.duplicate),
        "conflicting": len(log.conflicting),
        "missing_media": len(list(collection.media.check().missing)),
        "note_types": sum(model.name.startswith("CertiGraph") for model in collection.models.all_names_and_ids()),
        "empty_cards": len(collection.get_empty_cards().notes),
        "sound": collection.fix_integrity()[1],
    }
    notes = [see(collection, number) for number in collection.find_notes("")]
    sys.stdout.write(json.dumps({**counts, "notes": notes}) + "\n")


def see(collection: Collection, number: int) -> dict[str, object]:
    """A note as Anki holds and shows it."""
    note = collection.get_note(number)
    cards = note.cards()
    media = Path(collection.media.dir())
    named = collection.media.files_in_str(note.mid, "".join(note.fields))
    return {
        "guid": note.guid,
        "fields": dict(note.items()),
        "tags": note.tags,
        "decks": [collection.decks.name(card.did) for card in cards],
        "reviews": [(card.reps, card.ivl) for card in cards],
        "front": cards[0].question(),
        "back": cards[0].answer(),
        "sounds": len(cards[0].question_av_tags()) + len(cards[0].answer_av_tags()),
        "media": {name: (media / name).read_bytes().hex() for name in named},
    }


def study(collection: Collection, moved_to: str) -> None:
    """Have every card reviewed three times, and all cards in another deck."""
    cards = [collection.get_card(number) for number in collection.find_cards("")]
    for card in cards:
        card.reps, card.ivl, card.type, card.queue = 3, 10, 2, 2
    collection.update_cards(cards)
    deck = collection.decks.id(moved_to)
    assert deck
    collection.set_deck([card.id for card in cards], deck)


def main(folder: Path, packages: list[str]) -> None:
    """Import all, export, and import that anew."""
    first = Collection(str(folder / "first.anki2"))
    for package in packages:
        take(first, package)
        study(first, "Mine")
    exported = str(folder / "exported.apkg")
    options = ExportAnkiPackageOptions(with_media=True, legacy=True)
    first.export_anki_package(out_path=exported, options=options, limit=None)
    first.close()
    second = Collection(str(folder / "second.anki2"))
    take(second, exported)
    second.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

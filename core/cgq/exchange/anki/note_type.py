"""The one note type of our packages, and the rest of what a collection holds once: decks and their options.

Keys and values are those of Anki's own JSON in schema 11. Field names and their order may not change: to Anki, a note
type with other fields is another one, and a second import would double every note.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from cgq.exchange.text.unwritable import writable

FIELDS = ("Id", "Stem", "Passage", "Options", "Answer", "Explanation", "Source", "Concepts")
"""The fields of a note. The first one tells notes apart, so it is the question's id and never empty."""

SORT_FIELD = FIELDS.index("Stem")
"""What the browser of Anki shows and sorts by."""

NOTE_TYPE = 1796083200104
"""The id of the note type in every package of ours: a moment in milliseconds, as Anki numbers its own."""

NAME = "CertiGraph question"
"""What Anki calls the note type."""

CHANGED = 1796083200
"""When templates or style were last changed, in seconds since the epoch: raise it with every change, for an import
replaces the older ones of the same note type."""

DEFAULT_DECK = 1
"""The deck and the options that every collection of Anki has."""

_FOLDER = Path(__file__).parent


def deck_name(title: str) -> str:
    """The title as one deck: `::` would divide it into decks below each other."""
    name = " ".join(writable(title).split())
    while "::" in name:
        name = name.replace("::", ":")
    return name.strip(":") or NAME


def deck_id(name: str) -> int:
    """The same number for the same name: 41 bits, as many as the moments have by which Anki numbers decks."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:5])
    return (1 << 40) + number


def note_type(deck: int) -> dict[str, Any]:
    """The note type, with its only card."""
    return {
        "id": NOTE_TYPE,
        "name": NAME,
        "type": 0,
        "mod": CHANGED,
        "usn": -1,
        "sortf": SORT_FIELD,
        "did": deck,
        "tmpls": [_template()],
        "flds": [_field(number, name) for number, name in enumerate(FIELDS)],
        "css": _read("card.css"),
        "latexPre": "",
        "latexPost": "",
        "latexsvg": False,
        "req": [[0, "any", [FIELDS.index(name) for name in ("Stem", "Passage", "Options")]]],
        "tags": [],
        "vers": [],
    }


def decks(number: int, name: str) -> dict[str, Any]:
    """Anki's own deck, which has to be there, and ours."""
    return {str(one): _deck(one, title) for one, title in ((DEFAULT_DECK, "Default"), (number, name))}


def deck_options() -> dict[str, Any]:
    """Anki's own options for decks, as it makes them; an import leaves those of the person alone."""
    return {
        str(DEFAULT_DECK): {
            "id": DEFAULT_DECK,
            "name": "Default",
            "mod": 0,
            "usn": 0,
            "maxTaken": 60,
            "autoplay": True,
            "timer": 0,
            "replayq": True,
            "dyn": False,
            "new": {"delays": [1, 10], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "perDay": 20},
            "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1},
            "rev": {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "hardFactor": 1.2},
        }
    }


def _template() -> dict[str, Any]:
    sides = {"qfmt": _read("front.html"), "afmt": _read("back.html")}
    return {"name": "Question", "ord": 0, **sides, "bqfmt": "", "bafmt": "", "did": None}


def _field(number: int, name: str) -> dict[str, Any]:
    return {"name": name, "ord": number, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}


def _deck(number: int, name: str) -> dict[str, Any]:
    today: dict[str, Any] = {key: [0, 0] for key in ("newToday", "revToday", "lrnToday", "timeToday")}
    shown = {"collapsed": False, "browserCollapsed": False, "dyn": 0, "desc": "", "extendNew": 0, "extendRev": 0}
    return {"id": number, "name": name, "mod": CHANGED, "usn": -1, "conf": DEFAULT_DECK, **shown, **today}


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")

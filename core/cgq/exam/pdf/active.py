"""What a file would do, or lead to, if it were let: counted and told, never followed."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from cgq.exam.pdf.walk import value
from cgq.exam.printable import printable

_MOST_HOSTS = 5
_LONGEST_HOST = 60
_MOST_NOTED = 1000
_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/URI": "links",
    "/Launch": "launch actions",
    "/SubmitForm": "form submissions",
    "/ImportData": "data imports",
    "/GoToR": "links to other files",
    "/GoToE": "links to embedded files",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
}
_ANNOTATIONS = {"/FileAttachment": "attachments", "/RichMedia": "media", "/Screen": "media", "/3D": "media"}


class Active:
    """Counts what is active among the dictionaries of a file."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()
        self._hosts: dict[str, None] = {}

    def look(self, item: Any) -> None:
        """Take one dictionary into account."""
        kind = _ACTIONS.get(str(value(item, "/S")))
        if kind is None and "/JS" in item:
            kind = "JavaScript"
        if kind == "links":
            self._host(value(item, "/URI"))
        self._count(kind)
        self._count(_ANNOTATIONS.get(str(value(item, "/Subtype"))))
        self._count("embedded files" if "/EF" in item else None)
        self._count("XFA forms" if "/XFA" in item else None)
        self._count("external references" if "/Ref" in item or _lies_elsewhere(item) else None)

    def told(self, *, whole: bool) -> tuple[str, ...]:
        """In words: the kinds with their counts, and some of the hosts that links lead to."""
        least = "" if whole else "at least "
        told = [f"{kind} ({least}{count})" for kind, count in sorted(self._kinds.items())]
        if self._hosts:
            more = ", …" if len(self._hosts) > _MOST_HOSTS else ""
            told.append(f"hosts that links name: {', '.join(list(self._hosts)[:_MOST_HOSTS])}{more}")
        return tuple(told)

    def _count(self, kind: str | None) -> None:
        if kind is not None:
            self._kinds[kind] += 1

    def _host(self, address: object) -> None:
        if isinstance(address, str) and len(self._hosts) < _MOST_NOTED:
            try:
                host = urlsplit(address[:_MOST_NOTED]).hostname or ""
            except ValueError:
                return
            if shown := printable(host, _LONGEST_HOST):
                self._hosts[shown] = None


def _lies_elsewhere(item: Any) -> bool:
    """A stream whose data are in another file."""
    return hasattr(item, "_data") and "/F" in item

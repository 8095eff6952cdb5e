"""A second look at a file by another library: how many pages, are their data whole, what would they do.

pypdf follows the structure that PDFium repairs in silence: where the checksum of a page's text or of a font does
not hold, PDFium shows what it got so far. All of it is bounded; what fails in any way is no opinion.
"""

from __future__ import annotations

import io
import logging
import warnings
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from cgq.exam.pdf.active import Active
from cgq.exam.pdf.pieces import SecondLook

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_MOST_OBJECTS = 60_000
_MOST_INFLATED = 128 * 1024 * 1024
_STEP = 1 << 20
_UPWARDS = frozenset({"/Parent", "/P", "/Popup", "/IRT", "/StructParent", "/Dest", "/D"})
_DEPENDED_ON = ("/Contents", "/Resources")
_ROOTS = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Outlines")


def second_look(data: bytes, password: str | None) -> SecondLook:
    """What pypdf can say of a file; never raises."""
    with _quiet():
        try:
            reader = _opened(data, password)
            pages = list(reader.pages)
        except Exception:  # noqa: BLE001 - a second opinion that fails in any way is no opinion
            return SecondLook()
        walk = _Walk()
        damaged = tuple(number for number, page in enumerate(pages, 1) if walk.damaged(page))
        active = Active()
        walk = _Walk()
        for root in (*_wanted(reader.root_object, _ROOTS), *(p for page in pages for p in _wanted(page, _ACTING))):
            for item in walk.under(root):
                active.look(item)
        return SecondLook(len(pages), damaged, active.told(whole=walk.left > 0))


_ACTING = ("/Annots", "/AA")


@contextmanager
def _quiet() -> Generator[None]:
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _opened(data: bytes, password: str | None) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        reader.decrypt(password or "")
    return reader


def _wanted(item: DictionaryObject, keys: tuple[str, ...]) -> list[Any]:
    """The values of some keys as they stand, references unfollowed."""
    return [item.raw_get(key) for key in keys if key in item]


class _Walk:
    """Follows references downwards; every page's share of the work counts against one budget."""

    def __init__(self) -> None:
        self.left = _MOST_OBJECTS
        self._inflatable = _MOST_INFLATED
        self._sound: dict[tuple[int, int], bool] = {}

    def under(self, root: Any) -> Iterator[DictionaryObject]:
        """Every dictionary and stream below `root`, once; not other pages, nor what cannot be read."""
        waiting: list[Any] = [root]
        seen: set[tuple[int, int]] = set()
        while waiting and self.left > 0:
            self.left -= 1
            item = waiting.pop()
            if isinstance(item, IndirectObject):
                key = (item.idnum, item.generation)
                if key in seen:
                    continue
                seen.add(key)
            found = _followed(item)
            if isinstance(found, ArrayObject):
                waiting.extend(cast("list[Any]", found))
            elif isinstance(found, DictionaryObject):
                entries = _entries(found)
                if entries.get("/Type") not in ("/Page", "/Pages"):
                    waiting.extend(value for key, value in entries.items() if key not in _UPWARDS)
                    yield found

    def damaged(self, page: DictionaryObject) -> bool:
        """Whether the data of a page's text, or of a font or form that it uses, do not inflate whole."""
        return any(not self._is_sound(item) for root in _wanted(page, _DEPENDED_ON) for item in self.under(root))

    def _is_sound(self, item: DictionaryObject) -> bool:
        data = getattr(item, "_data", None)
        if not isinstance(data, bytes) or _entries(item).get("/Subtype") == "/Image" or not _deflated(item):
            return True
        key = (id(item), len(data))
        if key not in self._sound:
            self._sound[key] = self._inflates(data)
        return self._sound[key]

    def _inflates(self, data: bytes) -> bool:
        inflater = zlib.decompressobj()
        try:
            while not inflater.eof and self._inflatable > 0:
                piece = inflater.decompress(data, _STEP)
                self._inflatable -= len(piece)
                data = inflater.unconsumed_tail
                if not piece and not data:
                    return inflater.eof
        except zlib.error:
            return False
        return True


def _followed(item: Any) -> Any:
    try:
        return item.get_object()
    except Exception:  # noqa: BLE001 - what cannot be followed leads nowhere
        return None


def _entries(item: DictionaryObject) -> dict[str, Any]:
    """What stands in a dictionary, references unfollowed."""
    return dict(cast("dict[str, Any]", item).items())


def _deflated(item: DictionaryObject) -> bool:
    filters = item.get("/Filter")
    first = filters[0] if isinstance(filters, ArrayObject) and filters else filters
    return first in ("/FlateDecode", "/Fl")

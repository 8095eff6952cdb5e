"""A bounded way through the objects of a file, as pypdf gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_OBJECTS = 60_000
_UPWARDS = frozenset({"/Parent", "/P", "/Popup", "/IRT", "/StructParent", "/Dest", "/D"})

_LEADING = (IndirectObject, ArrayObject, DictionaryObject)
"""What others can lie below; a font alone has hundreds of numbers."""


class Walk:
    """Follows references downwards; all that it does counts against one budget.

    `left` is what may still be looked at; `dangling` counts references that lead to nothing.
    """

    def __init__(self) -> None:
        self.left = _MOST_OBJECTS
        self.dangling = 0

    def under(self, root: Any, seen: set[tuple[int, int]] | None = None) -> Iterator[DictionaryObject]:
        """Every dictionary and stream below `root`, once; not other pages, nor what cannot be read.

        What is in `seen` is left out with all below it, and what is met is added to it.
        """
        waiting: list[Any] = [root]
        seen = set() if seen is None else seen
        while waiting and self.left > 0:
            self.left -= 1
            item = waiting.pop()
            if isinstance(item, IndirectObject):
                key = (item.idnum, item.generation)
                if key in seen:
                    continue
                seen.add(key)
            found = self._followed(item)
            if isinstance(found, ArrayObject):
                waiting.extend(value for value in cast("list[Any]", found) if isinstance(value, _LEADING))
            elif isinstance(found, DictionaryObject):
                inside = entries(found)
                if inside.get("/Type") not in ("/Page", "/Pages"):
                    below = (value for key, value in inside.items() if key not in _UPWARDS)
                    waiting.extend(value for value in below if isinstance(value, _LEADING))
                    yield found

    def _followed(self, item: Any) -> Any:
        try:
            found = item.get_object()
        except Exception:  # noqa: BLE001 - what cannot be followed leads nowhere
            found = None
        if isinstance(item, IndirectObject) and (found is None or isinstance(found, NullObject)):
            self.dangling += 1
        return found


def entries(item: DictionaryObject) -> dict[str, Any]:
    """What stands in a dictionary, references unfollowed."""
    return dict(cast("dict[str, Any]", item).items())


def wanted(item: DictionaryObject, keys: tuple[str, ...]) -> list[Any]:
    """The values of some keys as they stand, references unfollowed."""
    return [item.raw_get(key) for key in keys if key in item]


def value(item: DictionaryObject, key: str) -> Any:
    """What stands under a key, a reference followed; None when there is nothing or it cannot be read."""
    try:
        return item[key]
    except Exception:  # noqa: BLE001 - what is not there or cannot be read
        return None

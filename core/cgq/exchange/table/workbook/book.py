"""A workbook: its sheets, what its numbers show, and its strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exchange.importing.read_limits import cannot_read
from cgq.exchange.table.workbook.number_format import BUILT_IN, GENERAL
from cgq.exchange.table.workbook.package import Package
from cgq.exchange.table.workbook.strings import SharedStrings
from cgq.exchange.table.workbook.xml_stream import Handler, damaged, parse_all

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from cgq.exchange.rows import ReadWishes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells: its name, the part that it is, and whether a person sees it."""

    name: str
    part: str
    hidden: bool


class Book:
    """An opened workbook; `sheets` are in its order, `codes` are the formats of cells by the number of their style.

    Raises InputFailed as Package does.
    """

    def __init__(self, path: Path, wishes: ReadWishes) -> None:
        self.package = Package(path, wishes)
        self.strings = SharedStrings()
        try:
            self._read()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and remove what was kept of it."""
        self.package.close()
        self.strings.close()

    def _read(self) -> None:
        main = next((part for kind, part in self.package.related("").values() if kind == "officeDocument"), None)
        if main is None:
            raise damaged("it names no workbook")
        listed = _Workbook()
        parse_all(self.package.read(main), listed)
        related = self.package.related(main)
        self.from_1904 = listed.from_1904
        self.sheets = tuple(
            Sheet(name, related[relation][1], hidden)
            for name, relation, hidden in listed.sheets
            if related.get(relation, ("", ""))[0] == "worksheet"
        )
        styles = _Styles()
        for kind, part in related.values():
            if kind == "styles" and self.package.has(part):
                parse_all(self.package.read(part), styles)
            if kind == "sharedStrings" and self.package.has(part):
                self._read_strings(part)
        self.codes = styles.codes

    def _read_strings(self, part: str) -> None:
        try:
            self.strings.read(self.package.read(part))
        except OSError as error:
            raise cannot_read(error) from error


class _Workbook(Handler):
    """Reads the main part: name, relation and visibility of each sheet, and the day that dates count from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Styles(Handler):
    """Reads the styles: the format's code of each style that a cell can have."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self._own: dict[int, str] = {}
        self._in_cells = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = _number(attributes.get("numFmtId", "0"))
            self.codes.append(self._own.get(number) or BUILT_IN.get(number) or f"[format {number}]")

    def end(self, name: str) -> None:
        self._in_cells = self._in_cells and name != "cellXfs"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1

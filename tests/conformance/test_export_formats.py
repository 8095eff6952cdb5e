"""Every format of an export, with whatever text: what goes in comes back, or is reported as a loss.

A new format is held to all of this by being there; what it writes is read back where READERS names a reader for it.
"""

from __future__ import annotations

import csv
import json
import tempfile
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import example, given, settings
from msgspec import structs
from tests.support.hostile_records import HOSTILE, hostile_records, record
from tests.support.markdown_export import bare, read_markdown

from cgq.exchange import formats
from cgq.exchange.export.staging import files_below
from cgq.exchange.export.write import TITLE
from cgq.exchange.format import Contents, Loss
from cgq.exchange.records.record_text import source_line
from cgq.exchange.table.columns import MOST_BOXES
from cgq.exchange.table.name_list import join_names, split_names
from cgq.exchange.text.text_mark import unmark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cgq.bank.record import QuestionRecord

    Parts = dict[str, Any]
    """Of one question: the part's name -> what was read of it."""

NAMES = formats.names()
QUESTIONS = tuple(name for name in NAMES if formats.make(name).holds == "questions")
FIELDS = {
    "labels": "options",
    **dict.fromkeys(("tags", "title", "section", "session", "source", "number", "year"), "appearances"),
}
"""Parts that stand in another field of the record."""

TEXTS = ("stem", "passage", "boxes", "options", "answer", "explanation", "concepts", "tags", "section", "session")
ALL = sorted(
    (
        record(passage=f"{n}", stem=text, options=(text, "x"), accepted=(1,), mode="any", explanation=text)
        for n, text in enumerate(HOSTILE)
    ),
    key=lambda one: one.id,
)
"""Each hostile text in a question of its own: their passages tell apart those that differ in white space alone."""


@pytest.mark.parametrize("name", QUESTIONS)
@given(hostile_records())
@example(ALL)
@example([])
@settings(max_examples=25, deadline=None)
def test_whatever_the_text_a_format_writes_it_again_the_same_and_drops_nothing_silently(
    name: str, records: list[QuestionRecord]
) -> None:
    first, losses = written(name, records)
    again, _ = written(name, records)
    if formats.make(name).same_bytes:
        assert again == first
    ids = {one.id for one in records}
    assert {loss.id for loss in losses} <= ids
    assert all(loss.reason.strip() for loss in losses)


@pytest.mark.parametrize("name", sorted({"csv", "html", "huggingface", "jsonl", "markdown", "xlsx"}))
@given(hostile_records())
@example(ALL)
@settings(max_examples=40, deadline=None)
def test_what_goes_into_a_format_comes_back_or_is_reported(name: str, records: list[QuestionRecord]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        to, losses = Path(folder, "made"), list[Loss]()
        write(name, records, to, losses)
        read = READERS[name](to)
    lost = {(loss.id, loss.part) for loss in losses}
    dropped = {loss.id for loss in losses if loss.what == "dropped"}
    written_ids = [one.id for one in records if one.id not in dropped]
    if name == "markdown":
        read = dict(zip(written_ids, read.values(), strict=True))
    assert list(read) == written_ids
    for one in records:
        given_parts = parts_of(one, name)
        for part, found in read.get(one.id, {}).items():
            wanted = given_parts[part]
            is_same = list(found) == list(wanted)
            assert is_same or (one.id, FIELDS.get(part, part)) in lost, (part, found, wanted)


@pytest.mark.parametrize("name", NAMES)
def test_a_format_describes_itself(name: str) -> None:
    form = formats.make(name)
    assert form.name == name
    assert form.version
    assert form.summary
    assert not form.summary.endswith(".")
    assert form.suffix == "" or form.suffix.startswith(".")
    assert all(limit.endswith(".") for limit in form.limits)


def test_no_cell_of_a_table_of_commas_is_run_by_a_spreadsheet(tmp_path: Path) -> None:
    hostile = [text for text in HOSTILE if text.strip()]
    records = [record(stem=text, options=(text,)) for text in hostile]
    write("csv", records, tmp_path / "made", [])
    with (tmp_path / "made").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@＝＋－＠", cell
                assert cell[:1] not in ("\t", "\r"), cell


def test_every_cell_of_a_workbook_is_text_even_a_formula_and_a_number(tmp_path: Path) -> None:
    import openpyxl

    write("xlsx", [record(stem="=1+1", options=("1,5", "3", "2024-01-01", "_x0041_"))], tmp_path / "made.xlsx", [])
    sheet = openpyxl.load_workbook(tmp_path / "made.xlsx").active
    assert sheet is not None
    header, row = list(sheet.iter_rows())
    cells = {str(name.value): cell for name, cell in zip(header, row, strict=True)}
    assert {cell.data_type for cell in cells.values() if cell.value is not None} <= {"s", "inlineStr"}
    assert (cells["stem"].value, cells["option1"].value, cells["option2"].value) == ("=1+1", "1,5", "3")


def test_a_text_that_no_cell_of_a_workbook_holds_is_cut_and_reported(tmp_path: Path) -> None:
    losses: list[Loss] = []
    one = record(stem="가" * 40_000, options=("\U0001f469" * 20_000,))
    write("xlsx", [one], tmp_path / "made", losses)
    assert [(loss.part, loss.what) for loss in losses] == [("stem", "changed"), ("options", "changed")]


def test_a_printed_page_holds_no_script_and_loads_nothing(tmp_path: Path) -> None:
    write("html", ALL, tmp_path / "made", [])
    page = _Page()
    page.feed((tmp_path / "made").read_text("utf-8"))
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "article", "div", "ol", "li", "b"),
        *("span", "p", "a", "bdi", "img"),
    }
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(link.startswith("#q") for link in page.links)


def written(name: str, records: Sequence[QuestionRecord]) -> tuple[dict[str, bytes], list[Loss]]:
    """The bytes of each file of an export, and its losses."""
    losses: list[Loss] = []
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder, "made")
        write(name, records, to, losses)
        assert [path.name for path in Path(folder).iterdir()] == ["made"], "a format leaves nothing else behind"
        files = [to] if to.is_file() else [to / file for file in files_below(to)]
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}, losses


def write(name: str, records: Sequence[QuestionRecord], to: Path, losses: list[Loss]) -> None:
    form = formats.make(name)
    if not form.suffix:
        to.mkdir()
    form.write(Contents(records=iter(records), title=TITLE, picture=lambda _: None, lost=losses.append), to)


MARK = "zqmarkqz"
"""A text that stands nowhere by itself."""

_PLACED = ("title", "section", "session", "tags")
MARKED: dict[str, dict[str, Any]] = {
    **{part: {part: MARK} for part in ("stem", "passage", "explanation", "title", "section", "session")},
    "tags": {"tags": (MARK,)},
    "concepts": {"concepts": (MARK,)},
    "boxes": {"boxes": (MARK,)},
    "options": {"options": ("a", MARK)},
    "labels": {"labels": (MARK, "b")},
}
"""What a record is made of, so that one part of it is the mark."""


@pytest.mark.parametrize("sign", ["", "\x01"], ids=["plain", "control"])
@pytest.mark.parametrize("part", [*MARKED, *(f"second {part}" for part in _PLACED), "license"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_whatever_part_of_a_question_it_is_it_is_in_the_file_or_its_loss_is_reported(
    name: str, part: str, sign: str
) -> None:
    text = f"{MARK[:4]}{sign}{MARK[4:]}"
    one = _marked(part, text)
    files, losses = written(name, [one])
    data = b"".join(_unpacked(files))
    is_second, part = part.startswith("second "), part.removeprefix("second ")
    is_there = text.encode() in data or json.dumps(text)[1:-1].encode() in data
    is_lost = FIELDS.get(part, part) in [loss.part for loss in losses]
    assert is_there or is_lost
    assert is_second or is_there is not is_lost, "nothing is called a loss that is there"


def _marked(part: str, text: str) -> QuestionRecord:
    """A record that has the text as this part, in its second place where the part is called so."""
    plain: dict[str, Any] = {"stem": "s", "options": ("a", "b"), "labels": ("1", "2"), "accepted": (1,), "mode": "any"}
    if part == "license":
        return structs.replace(record(**plain), license=text)
    if part.startswith("second "):
        part = part.removeprefix("second ")
        made: dict[str, Any] = {part: (text,) if part == "tags" else text}
        one, other = record(**plain), record(**plain, **made)
        second = structs.replace(other.appearances[0], material="1" * 64, number=9)
        return structs.replace(one, appearances=(*one.appearances, second))
    for field, value in MARKED[part].items():
        plain[field] = text if value == MARK else tuple(text if one == MARK else str(one) for one in value)
    return record(**plain)


def _unpacked(files: dict[str, bytes]) -> Iterator[bytes]:
    """The bytes of each file, and of what is in it where it is a zip."""
    for data in files.values():
        if not data.startswith(b"PK"):
            yield data
            continue
        with zipfile.ZipFile(BytesIO(data)) as package:
            yield from (package.read(name) for name in package.namelist())


@pytest.mark.parametrize(
    ("labels", "lost"), [("①②", False), ("12", False), (("", ""), False), ("AB", True), ("21", True)]
)
@pytest.mark.parametrize("name", ["csv", "xlsx", "gift"])
def test_what_options_are_called_is_lost_unless_it_is_their_numbers(name: str, labels: str, *, lost: bool) -> None:
    _, losses = written(name, [record(stem="s", options=("a", "b"), labels=labels, accepted=(1,), mode="any")])
    assert [loss.part for loss in losses] == ["options"] * lost


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_boxes_that_an_import_passes_over_are_reported(name: str) -> None:
    for count, lost in ((MOST_BOXES, []), (MOST_BOXES + 1, ["boxes"])):
        _, losses = written(name, [record(stem="s", boxes=[f"b{n}" for n in range(count)])])
        assert [loss.part for loss in losses] == lost


def parts_of(one: QuestionRecord, name: str) -> Parts:
    """The parts of a record; some of a page for people are composed of several."""
    place = one.appearances[0]
    concepts = [concept.name for concept in one.concepts]
    composed: Parts = {"source": source_line(one, lambda place: place.year)}
    parts: Parts = composed | {
        "labels": [option.label for option in one.options],
        "title": place.title or "",
        "section": place.section or "",
        "session": place.session or "",
        "number": str(place.number),
        "year": "" if place.year is None else str(place.year),
        "stem": one.stem,
        "passage": one.passage or "",
        "boxes": list(one.boxes),
        "options": [option.text for option in one.options],
        "answer": () if one.answer is None else one.answer.accepted,
        "explanation": one.explanation or "",
        "concepts": concepts,
        "tags": list(place.tags),
    }
    if name in ("csv", "xlsx"):
        parts |= {part: list(split_names(join_names(parts[part]))) for part in ("concepts", "tags")}
    if name == "markdown":
        return {part: _bare(value) for part, value in parts.items()} | {
            part: ",".join(filter(None, map(bare, parts[part]))) for part in ("concepts", "tags")
        }
    return parts


def _bare(value: Any) -> Any:
    """A value without white space."""
    return bare(value) if isinstance(value, str) else [bare(str(one)) for one in value]


def _read_jsonl(path: Path) -> dict[str, Parts]:
    records = [json.loads(line) for line in path.read_bytes().splitlines()]
    return {
        one["id"]: {
            "stem": one["stem"],
            "passage": one["passage"] or "",
            "boxes": one["boxes"],
            "options": [option["text"] for option in one["options"]],
            "answer": one["answer"]["accepted"] if one["answer"] else [],
            "explanation": one["explanation"] or "",
            "concepts": [concept["name"] for concept in one["concepts"]],
            "tags": one["appearances"][0]["tags"],
            "labels": [option["label"] for option in one["options"]],
            **{part: one["appearances"][0][part] or "" for part in ("title", "section", "session")},
        }
        for one in records
    }


def _read_huggingface(path: Path) -> dict[str, Parts]:
    assert (path / "README.md").read_text("utf-8").startswith("---\n")
    rows = [json.loads(line) for file in (path / "data").iterdir() for line in file.read_bytes().splitlines()]
    found = {row["id"]: {part: row[part] if row[part] is not None else "" for part in TEXTS} for row in rows}
    for parts in found.values():
        parts["tags"] = list(parts["tags"])
    for row in rows:
        found[row["id"]] |= {"labels": row["option_labels"], "title": row["exam"] or ""}
    return dict(sorted(found.items()))


def _read_csv(path: Path) -> dict[str, Parts]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        csv.field_size_limit(1_000_000)
        header, *rows = csv.reader(file)
    return _of_table(header, ([unmark(cell) for cell in row] for row in rows))


def _read_xlsx(path: Path) -> dict[str, Parts]:
    import openpyxl

    with path.open("rb") as file:
        sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    header, *rows = (
        [str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)
    )
    return _of_table(header, rows)


def _of_table(header: list[str], rows: Iterator[list[str]] | list[list[str]]) -> dict[str, Parts]:
    found: dict[str, Parts] = {}
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        found[cells["id"]] = {
            "stem": cells["stem"],
            "passage": cells["passage"],
            "explanation": cells["explanation"],
            "boxes": _numbered(cells, "box"),
            "options": _numbered(cells, "option"),
            "title": cells["exam"],
            "concepts": list(split_names(cells["concepts"])),
            "tags": list(split_names(cells["tags"])),
            **{part: cells[part] for part in ("section", "session", "number", "year")},
        }
    return found


def _numbered(cells: dict[str, str], name: str) -> list[str]:
    """The cells of a name up to the last that is not empty."""
    found = [cells[column] for column in cells if column.rstrip("0123456789") == name]
    while found and not found[-1]:
        found.pop()
    return found


class _Page(HTMLParser):
    """What a browser finds in a page: tags, attributes, links, and the texts of each question."""

    _LISTS = ("boxes", "options", "labels", "concepts", "tags")
    _KINDS: ClassVar[dict[str, str]] = {
        "text": "stem",
        "passage": "passage",
        "box": "boxes",
        "span": "options",
        "b": "labels",
        "source": "source",
        "why": "explanation",
    }

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

        self._names = ""
        self.questions: dict[str, Parts] = {}
        self._parts: Parts = {}
        self._at = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src") and tag != "img"]
        given = dict(attrs)
        if tag == "article" and (question := given.get("data-question")):
            self._parts = {"stem": "", "passage": "", "source": "", "explanation": ""}
            self._parts |= {part: [] for part in self._LISTS}
            self.questions[question] = self._parts
            self._names = ""
        if tag == "a":
            self._parts = list(self.questions.values())[int((given.get("href") or "")[2:]) - 1]
        kind = given.get("class") or tag
        self._at = self._KINDS.get(kind, "")
        if tag == "bdi":
            self._at = self._names
        if kind == "answer":
            self._names = ""
        if self._at in self._LISTS:
            self._parts[self._at].append("")

    def handle_endtag(self, tag: str) -> None:
        self._at = ""

    def handle_data(self, data: str) -> None:
        if self._at == "source" and data in ("Concepts: ", "Tags: ") and self._parts["source"]:
            self._names = data[:-2].lower()
        elif self._at in self._LISTS:
            self._parts[self._at][-1] += data
        elif self._at:
            self._parts[self._at] += data


def _read_html(path: Path) -> dict[str, Parts]:
    page = _Page()
    page.feed(path.read_bytes().decode())
    page.close()
    return page.questions


def _read_markdown(path: Path) -> dict[str, Parts]:
    """Its questions have no ids: their places are their names."""
    return {str(number): parts for number, parts in enumerate(read_markdown(path))}


READERS: dict[str, Callable[[Path], dict[str, Parts]]] = {
    "jsonl": _read_jsonl,
    "huggingface": _read_huggingface,
    "csv": _read_csv,
    "html": _read_html,
    "markdown": _read_markdown,
    "xlsx": _read_xlsx,
}
"""Reads an export back, by question, in its order."""

"""Pictures whose names count on are the pages of one paper: `p1.jpg`, `p2.jpg`; `IMG_2034`, `IMG_2035`; `시험지 (1)`.

Names alone decide, so nothing is opened for it. Where they leave it open (years, a number twice, one picture alone)
each picture stays a paper of its own: a person can say `--one-paper`.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from cgq.convert.archive.bundle import MAX_PICTURES
from cgq.convert.form import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_MISSING = 2
"""Numbers that may be missing at one place of a paper: a page that was not taken, or deleted for a better one. Behind a
larger gap another paper begins. Chosen."""

_COUNTED = re.compile(r"(?P<beginning>.*?)(?<!\d)(?P<number>\d{1,9})(?P<end>|\)|\]|쪽|페이지|p|면)", re.DOTALL)
"""What counts: the number that a name ends with, whatever closes it. `1회` and `A형2교시` do not: those are papers."""

_YEAR = range(1990, 2040)
"""Four digits of these are a year, and no page, unless a camera counted them."""

_CAMERAS = re.compile(
    r"(?:img|dsc[nf]?|dscn|p|pxl|mvimg|cimg|image|photo|picture|scan|scanned|screenshot|kakaotalk(?:_photo)?|"
    r"사진|스캔|이미지|그림|캡처|문서|새 ?파일)?[\s_.()\-\d]*",
    re.IGNORECASE,
)
"""Beginnings of names that a camera, a scanner or a messenger gives: they title no paper."""

_COPY = re.compile(r"(?P<beginning>.+?) ?(?:-|_)? ?(?:복사본|copy)(?: \(?(?P<number>\d{1,3})\)?)?", re.IGNORECASE)
"""What Windows and macOS call a second file of one name: `스캔 - 복사본`, `스캔 - 복사본 (2)`, `scan copy 2`."""

_DAY = r"(?:199\d|20[0-3]\d)(?P<between>[-._ ]?)(?:0[1-9]|1[0-2])(?P=between)(?:0[1-9]|[12]\d|3[01])"
_HOURS, _SIXTY = r"(?:[01]\d|2[0-3])", r"[0-5]\d"
_DATE = re.compile(rf"(?:.*?\D)??{_DAY}|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.DOTALL)
_CLOCK = re.compile(
    rf"(?:.*?\D)??{_DAY}\D{{1,6}}(?:{_HOURS}{_SIXTY}{_SIXTY}(?:\d{{3}})?|\d{{1,2}}[.:_-]{_SIXTY}[.:_-]{_SIXTY})",
    re.DOTALL,
)
_BARE_CLOCK = re.compile(rf"(?!00){_HOURS}{_SIXTY}{_SIXTY}")
"""Names that end with a date, or with a time behind one, and those that are only a time: when a picture was taken, and
no page. `000001` counts pages."""

_SEPARATORS = " _-.([,#~"


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no picture has, too many for pages that are missing: `first` to `last`. The names before and behind
    count on as far as the next gap; of one name, the picture is a paper alone."""

    first: int
    last: int
    before: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Pictures that are one paper: their names in order, the numbers that are missing between them, and the beginning
    that they share, empty where that titles nothing. `gaps` are those beside it, each said of one paper only."""

    names: tuple[str, ...]
    missing: tuple[int, ...] = ()
    title: str = ""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    name: str


def is_picture(name: str) -> bool:
    """Is a file a picture by its name?"""
    return SUFFIXES.get(os.path.splitext(name)[1].lower()) == "picture"


def find_series(names: Iterable[str]) -> list[Series]:
    """The papers of several pages among the names of the files of one folder; what is not in one is alone."""
    stems: dict[tuple[str, str], list[_Numbered]] = defaultdict(list)
    bare: dict[str, list[str]] = defaultdict(list)
    for name in sorted({name for name in names if is_picture(name)}):
        stem = os.path.splitext(name)[0]
        counted = _counted(stem)
        if counted is None:
            bare[stem].append(name)
        else:
            beginning, number, end = counted
            stems[beginning, end].append(_Numbered(number, name))
    wanted = Counter(map(_without_number, stems))
    first = {stem: some[0] for stem, some in bare.items() if len(some) == 1 == wanted[stem]}
    return [
        series for key, some in sorted(stems.items()) for series in _runs(key[0], some, first.get(_without_number(key)))
    ]


def _counted(stem: str) -> tuple[str, int, str] | None:
    """What a name begins with, its number, and what closes that; None where it counts nothing."""
    if (copy := _COPY.fullmatch(stem)) is not None:
        return copy["beginning"] + _SEPARATORS[0], int(copy["number"] or 1), "copy"
    found = _COUNTED.fullmatch(stem)
    if found is None or (not found["end"] and _is_a_moment(stem)):
        return None
    return found["beginning"], int(found["number"]), found["end"]


def _is_a_moment(stem: str) -> bool:
    return any(form.fullmatch(stem) for form in (_DATE, _CLOCK, _BARE_CLOCK))


def _without_number(key: tuple[str, str]) -> str:
    """What the first picture is called where only the others have a number: `스캔` beside `스캔 (2)`."""
    return key[0].rstrip(_SEPARATORS)


def missing_between(names: Sequence[str]) -> tuple[int, ...]:
    """The numbers that are missing between the pictures of one paper; none where their names do not count on."""
    found = find_series(names)
    return found[0].missing if [len(series.names) for series in found] == [len(names)] else ()


def one_paper(names: Sequence[str]) -> Series:
    """All of these pictures (paths or names) as one paper, in the order of their names, numbers in them as numbers."""
    ordered = sorted(names, key=_natural)
    stems = sorted(os.path.splitext(os.path.basename(name))[0] for name in ordered)
    pairs = zip(stems[0], stems[-1], strict=False)
    shared = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return Series(tuple(ordered), title=_title(shared))


def _runs(beginning: str, counted: list[_Numbered], bare: str | None) -> list[Series]:
    """The numbers of one beginning as runs that count on, behind the name that has none; nothing where a number stands
    there twice."""
    if len({one.number for one in counted}) < len(counted) or _are_years(beginning, counted):
        return []
    ordered = sorted(counted, key=lambda one: one.number)
    if bare is not None and ordered[0].number:
        ordered.insert(0, _Numbered(min(ordered[0].number - 1, 1), bare))
    runs: list[list[_Numbered]] = []
    for one in ordered:
        if not runs or one.number - runs[-1][-1].number > MOST_MISSING + 1 or len(runs[-1]) == MAX_PICTURES:
            runs.append([])
        runs[-1].append(one)
    gaps = _gaps(runs)
    return [_series(beginning, run, gaps.get(at, ())) for at, run in enumerate(runs) if len(run) > 1]


def _gaps(runs: Sequence[Sequence[_Numbered]]) -> dict[int, tuple[Gap, ...]]:
    """The gaps between runs, by the run that is a paper of several pictures: the one behind, else the one before."""
    found: dict[int, tuple[Gap, ...]] = {}
    for at, (before, behind) in enumerate(pairwise(runs)):
        first, last = before[-1].number + 1, behind[0].number - 1
        if first <= last and max(len(before), len(behind)) > 1:
            gap = Gap(first, last, tuple(one.name for one in before), tuple(one.name for one in behind))
            place = at + 1 if len(behind) > 1 else at
            found[place] = (*found.get(place, ()), gap)
    return found


def _series(beginning: str, run: Sequence[_Numbered], gaps: tuple[Gap, ...]) -> Series:
    there = {one.number for one in run}
    missing = tuple(number for number in range(run[0].number, run[-1].number) if number not in there)
    return Series(tuple(one.name for one in run), missing, _title(beginning), gaps)


def _are_years(beginning: str, counted: list[_Numbered]) -> bool:
    is_of_a_camera = beginning.strip(_SEPARATORS) != "" and _CAMERAS.fullmatch(beginning) is not None
    return not is_of_a_camera and all(one.number in _YEAR for one in counted)


def _title(beginning: str) -> str:
    return "" if _CAMERAS.fullmatch(beginning) else beginning.rstrip(_SEPARATORS).strip()


def _natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts numbers in names as numbers, and a name before those that only go on: `스캔`, `스캔 (2)`."""
    parts = re.findall(r"\d+|\D+", os.path.splitext(name)[0].casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts], name

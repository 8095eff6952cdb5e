"""Pictures whose names count on are the pages of one paper: `p1.jpg`, `p2.jpg`; `IMG_2034`, `IMG_2035`; `시험지 (1)`.

Names alone decide, so nothing is opened for it. Where they leave it open (years, a number twice, one picture alone)
each picture stays a paper of its own: a person can say `--one-paper`.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from cgq.convert.archive.bundle import MAX_PICTURES
from cgq.convert.form import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_MISSING = 2
"""Numbers that may be missing at one place of a paper: a page that was not taken, or deleted for a better one. Behind a
larger gap another paper begins. Chosen."""

_COUNTED = re.compile(r"(?P<beginning>.*?)(?P<number>\d{1,9})(?P<end>|\)|\]|쪽|페이지|p|면)", re.DOTALL)
"""What counts: the number that a name ends with, whatever closes it. `1회` and `A형2교시` do not: those are papers."""

_YEAR = range(1990, 2040)
"""Four digits of these are a year, and no page, unless a camera counted them."""

_CAMERAS = re.compile(
    r"(?:img|dsc[nf]?|dscn|p|pxl|mvimg|cimg|image|photo|picture|scan|scanned|screenshot|kakaotalk(?:_photo)?|"
    r"사진|스캔|이미지|그림|캡처|문서|새 ?파일)?[\s_.()\-\d]*",
    re.IGNORECASE,
)
"""Beginnings of names that a camera, a scanner or a messenger gives: they title no paper."""

_MESSENGER = re.compile(r"kakaotalk[_\d-]+", re.IGNORECASE)
"""A messenger that leaves the number of the first picture out: `KakaoTalk_20240302_091500123.jpg`, then `…_01.jpg`."""

_SEPARATORS = " _-.([,#~"


@dataclass(frozen=True, slots=True)
class Series:
    """Pictures that are one paper: their names in order, the numbers that are missing between them, and the beginning
    that they share, empty where that titles nothing."""

    names: tuple[str, ...]
    missing: tuple[int, ...] = ()
    title: str = ""


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
    bare: dict[str, str] = {}
    for name in sorted({name for name in names if is_picture(name)}):
        stem = os.path.splitext(name)[0]
        if _MESSENGER.fullmatch(stem):
            bare[stem] = name
        found = _COUNTED.fullmatch(stem)
        if found is not None:
            stems[found["beginning"], found["end"]].append(_Numbered(int(found["number"]), name))
    return [series for key, some in sorted(stems.items()) for series in _runs(key[0], some, bare)]


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


def _runs(beginning: str, counted: list[_Numbered], bare: dict[str, str]) -> list[Series]:
    """The numbers of one beginning as runs that count on; none where a number stands there twice."""
    if len({one.number for one in counted}) < len(counted) or _are_years(beginning, counted):
        return []
    ordered = sorted(counted, key=lambda one: one.number)
    first = bare.get(beginning.removesuffix("_"))
    if first is not None and ordered[0].number == 1:
        ordered.insert(0, _Numbered(0, first))
    found: list[Series] = []
    run: list[_Numbered] = []
    for one in ordered:
        if run and (one.number - run[-1].number > MOST_MISSING + 1 or len(run) == MAX_PICTURES):
            found += _series(beginning, run)
            run = []
        run.append(one)
    return found + _series(beginning, run)


def _series(beginning: str, run: list[_Numbered]) -> list[Series]:
    if len(run) < 2:
        return []
    there = {one.number for one in run}
    missing = tuple(number for number in range(run[0].number, run[-1].number) if number not in there)
    return [Series(tuple(one.name for one in run), missing, _title(beginning))]


def _are_years(beginning: str, counted: list[_Numbered]) -> bool:
    is_of_a_camera = beginning.strip(_SEPARATORS) != "" and _CAMERAS.fullmatch(beginning) is not None
    return not is_of_a_camera and all(one.number in _YEAR for one in counted)


def _title(beginning: str) -> str:
    return "" if _CAMERAS.fullmatch(beginning) else beginning.rstrip(_SEPARATORS).strip()


def _natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts numbers in names as numbers."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts], name

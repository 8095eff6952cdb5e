"""The columns of an import and of an export as a table: one name each, with every spelling that is understood.

The reader, the template, the help and docs/exchange.md go by this table. A header is compared without case, spaces,
underscores and signs, and in its usual width: `Option_1`, `option 1` and `ＯＰＴＩＯＮ１` are one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from cgq.exam.model import MOST_OPTIONS

MOST_BOXES = 20
"""The most boxed statements of a question in a table: so many columns have a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: our name, the Korean name that a template gives it, other spellings, and what it holds."""

    name: str
    korean: str
    others: tuple[str, ...] = ()
    summary: str


COLUMNS = (
    Column(
        name="number",
        korean="번호",
        others=("no", "question number", "question no", "문항번호", "문제번호", "문번"),
        summary="The printed number of the question: `12`, `12번`, `Q12`.",
    ),
    Column(
        name="section",
        korean="과목",
        others=("subject", "과목명"),
        summary="The subject or section of the paper that the question stands in.",
    ),
    Column(
        name="stem",
        korean="문제",
        others=("question", "question text", "문항", "질문", "발문"),
        summary="What is asked. The one column that must be there, unless the rows are for a paper's numbers.",
    ),
    Column(
        name="passage",
        korean="지문",
        others=("제시문",),
        summary="The text that the question is about. A merged cell gives it to every row that it spans.",
    ),
    Column(
        name="box",
        korean="보기글",
        others=("boxes", "보기문", "<보기>"),
        summary="A boxed statement as a whole; several are `box1`, `box2` … (`보기글1` …), one column each.",
    ),
    Column(
        name="option",
        korean="보기",
        others=("choice", "선택지", "선지", "답항"),
        summary=f"An option: `option1` … `option{MOST_OPTIONS}`, `보기1` …, `선택지1` …, `①` …, or `A` … `K`.",
    ),
    Column(
        name="answer",
        korean="정답",
        others=("answers", "correct answer", "답", "답안"),
        summary="What counts as right; see below.",
    ),
    Column(
        name="explanation",
        korean="해설",
        others=("solution", "rationale", "풀이"),
        summary="Why that is right.",
    ),
    Column(
        name="year",
        korean="연도",
        others=("년도", "시행연도", "출제연도"),
        summary="The year of the exam: `2024`, `2024년`.",
    ),
    Column(
        name="session",
        korean="회차",
        others=("round", "시행회차", "출제회차"),
        summary="The session of that exam, such as `1회`.",
    ),
    Column(
        name="concepts",
        korean="개념",
        others=("concept", "keyword", "keywords", "키워드"),
        summary="What the question tests; a list, see below.",
    ),
    Column(
        name="tags",
        korean="태그",
        others=("tag",),
        summary="What it is tagged with; a list, see below.",
    ),
    Column(
        name="language",
        korean="언어",
        others=("lang",),
        summary="The language of its text as a code: `ko`, `en`; else its letters tell.",
    ),
)
"""Every column, in the order in which a template has them."""

NUMBERED = {"option": MOST_OPTIONS, "box": MOST_BOXES}
"""The columns that have a number behind their name, and the highest."""

OUR_OWN = ("id", "exam", "file", "page", "material", "language", "license", "repeats")
"""What our own tables have besides, for people; an import passes it over without a note."""

_IGNORED = re.compile(r"[\s_.:*#\-]+")
_BARE_SIGNS = ("①②③④⑤⑥⑦⑧⑨⑩", "ABCDEFGHIJK")
"""What heads the column of an option without any word."""


def fold(header: str) -> str:
    """A header as it is compared. A ring keeps its shape: `①` is an option, `1` is nothing."""
    bare = header.strip()
    if len(bare) == 1 and any(bare in signs for signs in _BARE_SIGNS):
        return bare
    return _IGNORED.sub("", unicodedata.normalize("NFKC", header)).casefold()


@cache
def spellings() -> dict[str, str]:
    """Each folded spelling -> the name of its column, without those that have a number."""
    known = {
        fold(spelling): column.name for column in COLUMNS for spelling in (column.name, column.korean, *column.others)
    }
    return {spelling: _numbered(name) for spelling, name in known.items() if name != "option"}


@cache
def ambiguous() -> frozenset[str]:
    """Folded spellings that could be a list of options, or a box: `보기`, `options`."""
    option = next(column for column in COLUMNS if column.name == "option")
    words = (option.name, option.korean, *option.others)
    return frozenset(fold(word) + plural for word in words for plural in ("", "s"))


def name_of(header: str) -> str | None:
    """Our name of a header (`stem`, `option3`, `box1`), or None for one that is not known."""
    return _fields().get(fold(header))


def names() -> tuple[str, ...]:
    """Every name of ours that `--map` takes."""
    return tuple(dict.fromkeys(_fields().values()))


def shown_names() -> tuple[str, ...]:
    """The same for people, in the order of a template: of those with a number the first and the last."""
    known = [column.name for column in COLUMNS]
    return tuple(f"{name}1…{name}{NUMBERED[name]}" if name in NUMBERED else name for name in known)


def base_of(name: str) -> str:
    """The column of a name without its number: `option3` -> `option`."""
    return name.rstrip("0123456789")


def ordinal_of(name: str) -> int:
    """The number behind a name: `option3` -> 3; 1 for a name without one."""
    return int(name[len(base_of(name)) :] or 1)


@cache
def _fields() -> dict[str, str]:
    """Each folded spelling -> our name, the numbered ones included."""
    fields = dict(spellings())
    for column in COLUMNS:
        for n in range(1, NUMBERED.get(column.name, 0) + 1):
            for word in (column.name, column.korean, *column.others):
                fields.update({fold(word) + sign: f"{column.name}{n}" for sign in _signs(n)})
    fields.update({sign: f"option{n}" for signs in _BARE_SIGNS for n, sign in enumerate(signs, 1)})
    return fields


def _signs(n: int) -> tuple[str, ...]:
    """How a number behind a name is written, folded: `1`, `1번`, `(1)`, `a`."""
    letter = (_BARE_SIGNS[1][n - 1].casefold(),) if n <= len(_BARE_SIGNS[1]) else ()
    return (str(n), f"{n}번", f"({n})", *letter)


def _numbered(name: str) -> str:
    """The only box is the first."""
    return "box1" if name == "box" else name

"""What a paper or a key says of itself: the exam's words, its year, round, month, level and session."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cgq.exam.vocabulary import SPACED, UNSPACED, any_of, within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.exam.model import Document

SESSION = re.compile(rf"(?:{any_of('ordinal_words')}\s*)?([1-9])\s*{any_of('session_counters')}")
"""A session that is named: `1교시`, `第2時限`. Here, where no parser of answer tables is loaded for it."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_ERA = re.compile(r"(令和|平成|昭和)\s*(\d{1,2}|元)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ORDINAL = rf"(?:{any_of('ordinal_words')})?"
_FACTS: dict[str, re.Pattern[str]] = {
    "round": re.compile(rf"{_ORDINAL}\s*(\d{{1,3}})\s*{any_of('round_counters')}(?!계)"),
    "month": re.compile(r"(?<!\d)(\d{1,2})\s*[월月](?!\s*\d)"),
    "level": re.compile(rf"([1-9])\s*{any_of('level_counters')}(?!\s*수)"),
}
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_SEASON = rf"({'|'.join(SEASONS)})"
_SAME_SEASON = {"fall": "autumn"}
_TERMS: dict[str, re.Pattern[str]] = {
    "season": re.compile(rf"\b{_SEASON},?\s+(?:(?:19|20)\d\d|{any_of('term_words')})|(?:19|20)\d\d,?\s+{_SEASON}\b"),
    "term": re.compile(rf"([1-4])\s*{any_of('semester_counters')}|\b{any_of('semester_words')}\s+([1-4])\b"),
    "examination": re.compile(
        rf"\b({any_of('part_exams', languages=SPACED)})\s+{any_of('exam_words', languages=SPACED)}"
        rf"|({any_of('part_exams', languages=UNSPACED)})\s*{any_of('exam_words', languages=UNSPACED)}"
    ),
}
"""The part of a year, said with the year or by its own name; the word alone ("fall", "final") may be of a text."""
_GENERIC = re.compile(
    rf"{within('key_names', 'exam_names', 'form_colours')}|(?:\b[a-d]|[가나다라]|[①②③④])\s*{any_of('form_suffixes')}"
)
_DATED = re.compile(
    rf"(?:令和|平成|昭和)\s*(?:\d{{1,2}}|元)\s*{any_of('year_counters')}?|(?<!\d)(?:19|20)\d\d\s*{any_of('year_counters')}?"
    r"|\d{1,2}\s*[월月]|\d{1,2}\s*[일日]|"
    rf"{_ORDINAL}\s*\d{{1,3}}\s*{any_of('round_counters', 'session_counters', 'subject_counters')}"
    rf"|[1-9]\s*{any_of('level_counters')}"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FILE_WORD = re.compile(r"[^\W\d_]+\d*[^\W\d_]*|\d+")
_FILE_KEY = re.compile(rf"^{any_of('key_names')}$")
_FILE_NOISE = frozenset(
    {"ko", "kr", "en", "ja", "zh", "a", "b", "c", "d", "가", "나", "다", "라", "exam", "test", "paper", "q"}
)
_WITHIN = r"[^\W\d_]"
_SERIES = re.compile(r"([^\W\d_]{2,})(\d\d)")
"""A word of a file's name that numbers a series: "sw23"."""
_FILE_PART = re.compile(
    rf"(?<![^\W_])[1-9](?=\s?[a-d](?![^\W_]))|[1-9]\s?{any_of('session_counters')}"
    rf"|(?:[a-d가나다라]|{any_of('odd_words', 'even_words')})\s?{any_of('form_suffixes')}(?![^\W_])",
    re.IGNORECASE,
)
"""What names a session or a form of a paper in its file's name: "1a", "2교시", "A형". A key of all has no such part."""


@dataclass(frozen=True)
class Says:
    """What a document says of itself; `files` are the paths under which it lies, as text."""

    title: str | None = None
    form: str | None = None
    heads: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The names of its sections, or of its tables' subjects."""
    alone: bool = False
    """Whether its folder has one paper and one key, of which it is one."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All of it, folded for comparing: the title first, then heads and names, then the files' names."""
        stems = (PurePosixPath(file).stem.replace("_", " ") for file in self.files)
        return tuple(folded(t) for t in (self.title or "", *self.heads, *self.names, *stems) if t)

    def facts(self, what: str) -> frozenset[str]:
        """The facts of one kind, such as its years or seasons: those of the title, else of the rest."""
        for texts in (self.texts[:1], self.texts[1:]):
            found = frozenset(fact for text in texts for fact in _facts(what, text))
            if found:
                return found
        return frozenset()

    @cached_property
    def session(self) -> str | None:
        """The one session that it names; a timetable names several and tells nothing."""
        found = {m for text in self.texts for m in SESSION.findall(text)}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the title that tell this exam from others."""
        return exam_words(self.title or "")

    def lacks(self, words: Iterable[str]) -> list[str]:
        """Those of the words that it nowhere says."""
        return [word for word in words if not any(says_word(text, word) for text in self.texts)]


def says_of(document: Document, files: Iterable[str] = ()) -> Says:
    """What a document that was read says of itself."""
    names = [q.section for q in document.questions] + [k.subject for k in document.keys]
    return Says(
        title=document.title,
        form=document.form,
        heads=document.heads,
        files=tuple(files),
        names=tuple(dict.fromkeys(name for name in names if name)),
    )


def folded(text: str) -> str:
    """NFKC and lower case, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def exam_words(text: str) -> tuple[str, ...]:
    """The words of a title without its date, round, level, form and what every exam is called."""
    plain = _GENERIC.sub(" ", _DATED.sub(" ", folded(text)))
    return tuple(dict.fromkeys(_WORD.findall(plain)))


def says_word(text: str, word: str) -> bool:
    """Whether a folded text holds a word by itself: not as a part of a longer one, spaces apart.

    What stands before and after it may be such as every exam is called by ("법학적성" in "법학적성시험").
    """
    pattern = r"\s*".join(re.escape(c) for c in word if not c.isspace())
    plain = _GENERIC.sub(" ", text)
    found = rf"(?<!{_WITHIN}){pattern}(?!{_WITHIN})"
    return bool(re.search(found, plain) or re.search(found, text))


def other_series(paper: Says, key: Says) -> str | None:
    """What the names of the files say against a key: "sw22" beside a paper called "sw23" that is the 23rd, or of
    2023; None where they say nothing of the kind."""
    ours = {word for file in paper.files for word in _stem(file)}
    theirs = {word for file in key.files for word in _stem(file)}
    dates = {str(int(fact) % 100) for what in ("round", "year") for fact in paper.facts(what)}
    for mine, other in product(sorted(ours), sorted(theirs)):
        one, two = _SERIES.fullmatch(mine), _SERIES.fullmatch(other)
        if one is None or two is None or one[1] != two[1]:
            continue
        if one[2] != two[2] and str(int(one[2])) in dates and ours.isdisjoint({other}) and theirs.isdisjoint({mine}):
            return f"the key's file is called {other}, the paper's {mine}"
    return None


def files_agree(paper: Says, key: Says) -> bool:
    """Whether a key is called like the paper beside it: "leet14.pdf" and "leet14-key.pdf" in one folder."""
    return any(
        PurePosixPath(ours).parent == PurePosixPath(theirs).parent and _same_stem(_stem(ours), _stem(theirs))
        for ours in paper.files
        for theirs in key.files
    )


def share_folder(paper: Says, key: Says) -> bool:
    """Whether a key lies in a folder of the paper."""
    folders = {PurePosixPath(file).parent for file in paper.files}
    return any(PurePosixPath(file).parent in folders for file in key.files)


def _same_stem(paper: frozenset[str], key: frozenset[str]) -> bool:
    kept = key - _FILE_NOISE
    return bool(kept) and kept <= paper and paper - kept <= _FILE_NOISE and max(map(len, kept)) >= 2


def _stem(path: str) -> frozenset[str]:
    words = _FILE_WORD.findall(_FILE_PART.sub(" ", folded(PurePosixPath(path).stem)))
    return frozenset(w for w in words if not _FILE_KEY.match(w))


@lru_cache(maxsize=4096)
def _facts(what: str, text: str) -> tuple[str, ...]:
    """Kept, for each new paper of a large bank is held against every key's words."""
    if what in _TERMS:
        named: list[tuple[str, ...]] = _TERMS[what].findall(text)
        terms = [word.replace("-", "").removesuffix("s") for groups in named for word in groups if word]
        return tuple(_SAME_SEASON.get(term, term) for term in terms)
    if what != "year":
        return tuple(str(int(n)) for n in _FACTS[what].findall(text))
    eras = (str(_ERAS[era] + (1 if n == "元" else int(n))) for era, n in _ERA.findall(text))
    return (*_YEAR.findall(text), *eras)

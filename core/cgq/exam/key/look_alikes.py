"""Keys whose letters may be of another alphabet than they are typed in: Latin A, B, E look as Cyrillic А, В, Е do.

A key's own letters decide where one of them is of a single alphabet (Б, Г; D). Where none is, the alphabet of the
paper's options is held against that of the key, and what differs is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cgq.exam.signs.alphabets import LOOKS_LATIN
from cgq.exam.signs.values import read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Key, KeyAnswer

Script = Literal["latin", "cyrillic"]

_LETTER = re.compile(r"(?<![^\W\d_])[A-Ka-kА-Еа-е]+(?![^\W\d_])")
"""A letter, or some set together, in an answer's sign; words that join two have others ("и", "or")."""
_CYRILLIC = re.compile(r"[А-Еа-е]")
_SURE: dict[Script, re.Pattern[str]] = {"cyrillic": re.compile("[БГДбгд]"), "latin": re.compile("[DFGIJbdfghij]")}
"""Letters of options that are of one alphabet only, by their look. Latin C, H and K are also Cyrillic letters, though
none that options are marked with."""
_SMALL = {"А": "а", "Е": "е"}
_TO_LATIN = {**LOOKS_LATIN, **{small: LOOKS_LATIN[capital].lower() for capital, small in _SMALL.items()}}
_TO_CYRILLIC = {latin: cyrillic for cyrillic, latin in _TO_LATIN.items()}
_TWINS: dict[Script, dict[str, str]] = {"latin": _TO_LATIN, "cyrillic": _TO_CYRILLIC}
_SAME_RANK = frozenset("AaАа")
"""Letters that stand for the same option in both alphabets."""
_CYRILLIC_LANGUAGES = frozenset({"ru"})


def in_one_alphabet(key: Key) -> Key:
    """The key with all its letters read in the alphabet of those that have no twin; where it has letters of both and
    none decides, without the answers that differ."""
    if len(_typed(key)) < 2:
        return key
    sure = _sure(key)
    script = sure[0] if len(sure) == 1 else None
    return replace(key, answers=tuple(_read_in(answer, script) for answer in key.answers))


def in_alphabet_of(keys: Sequence[Key], script: Script | None) -> list[Key]:
    """The keys without answers that the alphabet of a paper's options gives another meaning than the one that the
    key is typed in; `script` is None where it is not known, or neither."""
    return [_without_doubtful(key, script) for key in keys]


def script_of(style: str) -> Script | None:
    """The alphabet of a style of options; None for one without letters of either."""
    if _CYRILLIC.search(style):
        return "cyrillic"
    return "latin" if re.search("[A-Ka-k]", style) else None


def script_of_language(language: str | None) -> Script | None:
    """The alphabet in which a paper may mark its options, where only its language is known."""
    return "cyrillic" if language in _CYRILLIC_LANGUAGES else None


def _letters(answer: KeyAnswer) -> str:
    return "".join(_LETTER.findall(answer.sign))


def _typed(key: Key) -> set[Script]:
    """The alphabets that the letters of a key are typed in."""
    return _typed_in("".join(map(_letters, key.answers)))


def _typed_in(letters: str) -> set[Script]:
    return {"cyrillic" if _CYRILLIC.match(letter) else "latin" for letter in letters}


def _sure(key: Key) -> list[Script]:
    """The alphabets of which a key has letters that look like none of the other."""
    letters = "".join(map(_letters, key.answers))
    return [script for script, pattern in _SURE.items() if pattern.search(letters)]


def _read_in(answer: KeyAnswer, script: Script | None) -> KeyAnswer:
    """The answer with its letters in one alphabet; refused where they are not of it, or none is known."""
    letters = _letters(answer)
    if not letters or set(letters) <= _SAME_RANK:
        return answer
    if script is None:
        return replace(answer, accepted=())
    twins = _TWINS[script]
    sign = _LETTER.sub(lambda found: "".join(twins.get(char, char) for char in found[0]), answer.sign)
    ours = _typed_in("".join(_LETTER.findall(sign))) == {script}
    read = read_answer(sign) if ours else None
    accepted, mode = read or ((), "any")
    return replace(answer, accepted=accepted, mode=mode)


def _without_doubtful(key: Key, script: Script | None) -> Key:
    typed = _typed(key)
    if script is None or not typed or script in typed or _sure(key):
        return key
    doubtful = [bool(set(_letters(answer)) - _SAME_RANK) for answer in key.answers]
    answers = zip(key.answers, doubtful, strict=True)
    return replace(key, answers=tuple(replace(a, accepted=()) if doubt else a for a, doubt in answers))

"""An answer as a file gives it: `③`, `3`, `C`, `다`, `1,5`, `1 또는 5`, `1 and 4`, 전항정답, or the text of an option.

All of the cell must be an answer; what is not is a fault and never a guess. Options that are listed are each right
(`any`), those joined by a word for "and" or set together (`BD`) must all be chosen (`all`). Where the options are known
the answer is one of them; else signs count by their rank. A word or a list that is also the whole text of an option,
such as `all` where an option is "all", is ambiguous.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cgq.exam.identity import normalise
from cgq.exam.model import MOST_OPTIONS, RightOptions
from cgq.exam.naming import labels_of, option_name
from cgq.exam.printable import printable
from cgq.exam.signs.alphabets import MOST_OPTIONS as MOST_SIGNS
from cgq.exam.signs.values import parse_answer
from cgq.exam.vocabulary import any_of
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Mode, Option
    from cgq.exam.signs.values import Parsed

_EVERYONE = frozenset({"void", "all", "everyone", "모두", "전부"})
_SEVERAL = re.compile(rf"(?i:{any_of('several_words', 'correction_words')})\s*[:：]?\s*")
"""복수정답: each of what is named is right."""
_LABEL = re.compile(rf"(?i:{any_of('answer_words')})\s*(?:[:：]\s*|(?=[①-⑩(\d]))")
"""What may stand before the answer in its own column: `정답: ③`."""
_NUMBER = r"\d{1,2}"
_FIGURE = re.compile(rf"[(\[]?\s?({_NUMBER})\s?(?:[)\]]|\.|번)?")
_EACH = rf"{_NUMBER}(?:번)?(?:(?:\s*[,;/·ㆍ・‧•、]\s*|\s+(?:or|또는|혹은)\s+){_NUMBER}(?:번)?)+"
_TOGETHER = rf"{_NUMBER}(?:\s+and\s+{_NUMBER})+"
_FIGURES = re.compile(rf"(?P<each>{_EACH})|(?P<together>{_TOGETHER})", re.IGNORECASE)
"""Numbers in a list, also those above 10, which no printed sign has."""
_DECIMAL = re.compile(r"\d\s*[.:]\s*\d")
_RUN_TOGETHER = re.compile(r"\d{2,}")
_DATE = re.compile(
    r"\d{1,4}\s?[-/.년]\s?\d{1,2}\s?[-/.월]\s?(?:\d{1,4}\s?일?)?|\d{1,2}\s?월(?:\s?\d{1,2}\s?일)?"
    r"|\d{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-\d{1,2}"
)
_FROM_TO = re.compile(r"\d+\s?[-–—−~∼〜]\s?\d+")
"""Two numbers with a dash: a spreadsheet makes dates of it and shows dates so, and as a range nobody answers."""


def parse_given_answer(
    text: str, options: Sequence[Option], *, by_text: bool = False, own: bool = False, most: int = MOST_OPTIONS
) -> RightOptions | None:
    """What counts as right, by the numbers of `options`, or up to `most` where there are none; None for an empty cell.

    `most` is 0 for a row that is a question by itself: where it shows no options, no answer names one.

    `by_text`: other rows of the file give their answers by the text of an option; then a cell that is both a number
    and the text of another option is ambiguous. Else it is the number. What names all options or several, and is the
    text of one, is ambiguous, too; but not where an export of our `own` wrote it, which names options by their numbers.

    Raises Fault: not_an_answer, no_such_option, ambiguous_answer.
    """
    given = " ".join(text.split())
    if not given:
        return None
    named = _named_by_sign(given, options)
    spelled = spelled_option(given, options)
    if named is None:
        if spelled is None:
            raise _no_answer(given, options, most)
        return RightOptions(accepted=(spelled,))
    inside = _is_within(named, options, most)
    if spelled is not None and not inside:
        return RightOptions(accepted=(spelled,))
    if spelled is not None and not own and _names_several(named):
        raise _several_or_one(given, named, spelled, options)
    if spelled is not None and by_text and named.accepted != (spelled,):
        raise _ambiguous(given, named, spelled, options)
    if not inside:
        raise _beyond(given, options, most)
    return named


def spelled_option(text: str, options: Sequence[Option]) -> int | None:
    """The number of the option that has this text, if exactly one has it; white space counts where only it differs."""
    wanted = normalise(text)
    found = [option for option in options if option.text and normalise(option.text) == wanted]
    if len(found) > 1:
        found = [option for option in found if option.text.split() == text.split()]
    return found[0].n if len(found) == 1 else None


def is_sign(text: str, options: Sequence[Option]) -> bool:
    """Does a cell name options by their signs or numbers, and only such as there are?"""
    named = _named_by_sign(" ".join(text.split()), options)
    return named is not None and _is_within(named, options, MOST_OPTIONS)


def chosen(numbers: Sequence[int], mode: Mode, options: Sequence[Option], most: int = MOST_OPTIONS) -> RightOptions:
    """An answer by numbers. Raises Fault: no_such_option, also for none at all."""
    if mode == "void":
        return _everyone(options)
    answer = RightOptions(accepted=tuple(sorted(set(numbers))), mode=mode)
    if not numbers or not _is_within(answer, options, most):
        raise _beyond(", ".join(map(str, numbers)) or "none", options, most)
    return answer


def _named_by_sign(given: str, options: Sequence[Option]) -> RightOptions | None:
    if given.casefold() in _EVERYONE:
        return _everyone(options)
    bare = _LABEL.sub("", given, count=1) if _LABEL.match(given) else given
    several = _SEVERAL.match(bare)
    bare = bare[several.end() :] if several else bare
    found = _figures(bare)
    if found is not None:
        return found
    plain = unicodedata.normalize("NFKC", bare)
    if _DECIMAL.search(plain) or _FROM_TO.fullmatch(plain):
        return None
    parsed = parse_answer(bare, _marks(options))
    if parsed is None:
        return None
    if parsed.joined == "void":
        return _everyone(options)
    return RightOptions(accepted=parsed.options, mode="any" if several else _mode(parsed))


def _figures(bare: str) -> RightOptions | None:
    """The options of one number or of a list of numbers; None for anything else."""
    ringed = any("①" <= char <= "⓿" for char in bare)
    plain = bare if ringed else unicodedata.normalize("NFKC", bare)
    one = _FIGURE.fullmatch(plain)
    if one:
        return RightOptions(accepted=(int(one[1]),))
    several = _FIGURES.fullmatch(plain)
    if several is None:
        return None
    numbers = sorted({int(number) for number in re.findall(_NUMBER, plain)})
    both = several["together"] is not None and len(numbers) > 1
    return RightOptions(accepted=tuple(numbers), mode="all" if both else "any")


def _mode(parsed: Parsed) -> Mode:
    """How several options combine: a list of them leaves it to any of them, however many the question has."""
    return "all" if parsed.joined in ("together", "and") and len(parsed.options) > 1 else "any"


def _marks(options: Sequence[Option]) -> tuple[str, ...]:
    """The labels of options that are printed with a sign each, as parse_answer knows them; () for any other."""
    labels = labels_of(options)
    return labels if all(labels) and len(labels) <= MOST_SIGNS else ()


def _everyone(options: Sequence[Option]) -> RightOptions:
    return RightOptions(accepted=tuple(option.n for option in options), mode="void")


def _names_several(answer: RightOptions) -> bool:
    return answer.mode == "void" or len(answer.accepted) > 1


def _is_within(answer: RightOptions, options: Sequence[Option], most: int) -> bool:
    known = {option.n for option in options} or set(range(1, most + 1))
    # Everyone is right only where there is something to choose from.
    return bool(known) and known.issuperset(answer.accepted)


def _no_answer(given: str, options: Sequence[Option], most: int) -> Fault:
    shown = _shortened(given)
    if _DATE.fullmatch(given) or _FROM_TO.fullmatch(given):
        hint = "A spreadsheet makes dates of 1-5 and 1/5. Format the column as text, then write 1,5 there."
        return Fault("not_an_answer", f"{shown} is a date or a range, and no answer", hint)
    if _DECIMAL.search(given):
        hint = "A spreadsheet may have made a number of 1,5. Format the column as text, then write 1,5 there."
        return Fault("not_an_answer", f"{shown} is a number with a fraction, and no answer", hint)
    if not options and most <= 1:
        hint = "The bank holds which options are right, and no words: leave it empty, or make it the explanation."
        return Fault("not_an_answer", f"{shown} names no option, and the question has none", hint)
    return Fault("not_an_answer", f"{shown} is no answer", f"Write 3, C, ③, 1,5, 1 and 4, or void.{_offer(options)}")


def _beyond(given: str, options: Sequence[Option], most: int) -> Fault:
    count = len(options)
    has = f"the question has {count or 'no'} option{'s' if count != 1 else ''}"
    if not count and most > 1:
        has = f"a question has at most {most} options"
    together = _RUN_TOGETHER.fullmatch(given) and len(set(given)) == len(given)
    listed = f"If each of several is right, write {','.join(given)}."
    hint = listed if together else f"Name one of them.{_offer(options)}" if count else ""
    return Fault("no_such_option", f"The answer is {_shortened(given)}, and {has}", hint)


def _ambiguous(given: str, named: RightOptions, spelled: int, options: Sequence[Option]) -> Fault:
    by_sign = option_name(named.accepted[0], labels_of(options))
    message = f"{_shortened(given)} can mean two options: {by_sign} by its number, or {spelled} by its text"
    first, second = named.accepted[0], spelled
    hint = f"Write ({first}) or ({second}): in brackets it is the number of an option."
    return Fault("ambiguous_answer", message, hint)


def _several_or_one(given: str, named: RightOptions, spelled: int, options: Sequence[Option]) -> Fault:
    """Which other way there is to write what was named, and how to write the option that has this text."""
    meant = "that everyone is right" if named.mode == "void" else f"options {_joined(named.accepted)}"
    message = f"{_shortened(given)} can mean {meant}, or option {spelled}, which has this text"
    others = [way for way in _ways(named) if spelled_option(way, options) is None]
    other = f" or {others[0]}" if others else ""
    return Fault("ambiguous_answer", message, f"Write ({spelled}){other}: in brackets it is the number of an option.")


def _ways(named: RightOptions) -> tuple[str, ...]:
    """How an answer of several options can be written."""
    if named.mode == "void":
        return ("void", "everyone", "all")
    numbers = [str(number) for number in named.accepted]
    return (" and ".join(numbers),) if named.mode == "all" else (",".join(numbers), " or ".join(numbers))


def _joined(numbers: Sequence[int]) -> str:
    return " and ".join(map(str, numbers))


def _offer(options: Sequence[Option]) -> str:
    names = ", ".join(option_name(option.n, labels_of(options)) for option in options)
    return f" The options are {names}." if names else ""


def _shortened(given: str) -> str:
    return printable(given, LONGEST_QUOTE)

"""What a heading, a label or a column's head says of a table: its form, its session, its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cgq.exam.key.says import SESSION
from cgq.exam.signs.answers import ANSWERS_BELOW
from cgq.exam.signs.columns import ANSWER_LABEL, NUMBER_LABEL
from cgq.exam.signs.forms import bare_form, form_in
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of, within

_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(rf"[.?!。]$|[①-⑩❶-❿]|\d{{1,3}}[.)]\s|{any_of('sentence_ends')}|://")
_CIRCLED_FORM = re.compile(r"[①-④]\s*책?\s*형")
_EXAM = re.compile(
    rf"(?:19|20)\d\d|{any_of('ordinal_words')}?\s*\d+\s*{any_of('round_counters')}|{within('occasion_words')}",
    re.IGNORECASE,
)
_ANSWERS = (
    rf"(?:{any_of('answer_qualifiers', languages=UNSPACED)}|가)?\s*"
    rf"{any_of('answer_words', least=2, languages=UNSPACED)}{any_of('sheet_words')}?"
    rf"(?:\s*{any_of('announcing_words')}(?!\S))?"
)
_CLEAN = re.compile(
    "|".join(
        (
            within("number_heads", "subject_heads", languages=SPACED),
            any_of("number_heads", "subject_heads", least=2, languages=UNSPACED),
            any_of("points_words", languages=UNSPACED),
            _ANSWERS,
            within("answer_words", "answer_table_heads", languages=SPACED) + r"\.?",
            r"[<>()（）【】〈〉《》\[\]]",
            rf"(?:{any_of('ordinal_words')}\s*)?\d\s*{any_of('session_counters')}",
            rf"(?:{any_of('odd_words', 'even_words')}|[ABCDabcd가나다라]|[①-④1-4])\s*{any_of('form_suffixes')}",
            any_of("form_suffixes", least=2),
            rf"{within('form_words')}(?=\s*[:–-]?\s*(?:\d|[A-D]\b|$))",
            rf"(?<!\S){any_of('and_words', 'question_words', languages=UNSPACED)}(?!\S)",
        )
    ),
    re.IGNORECASE,
)
"""What a label has beside the name of a subject."""
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Names:
    """What a table is of, as far as it is printed."""

    form: str | None = None
    session: str | None = None
    subject: str | None = None

    def under(self, outer: Names) -> Names:
        """These names, with those of what stands around it where it says nothing."""
        return Names(self.form or outer.form, self.session or outer.session, self.subject or outer.subject)

    def __bool__(self) -> bool:
        return bool(self.form or self.session or self.subject)


def is_sentence(text: str) -> bool:
    """Whether a line tells something, as a question, an option or an instruction does."""
    return bool(_SENTENCE.search(_CIRCLED_FORM.sub("", text)))


def names_in(text: str) -> Names:
    """The names in a label or a column's head, which has nothing else to say."""
    session = SESSION.search(text)
    subject = _subject(text)
    form = form_in(text) or bare_form(text)
    if form is not None and subject is not None and bare_form(subject) is not None:
        subject = None
    if form is None and subject is not None:
        form, subject = _split(subject)
    return Names(form, session[1] if session else None, subject)


def names_above(heading: list[str]) -> Names:
    """The names in the lines above a table: the nearest that says each; titles and sentences name no subject."""
    found = Names()
    for text in reversed(heading):
        if is_sentence(text):
            continue
        session = SESSION.search(text)
        form = form_in(text)
        spelled = form is not None and form not in "ABCD"  # its name is all that such a line says
        subject = None if spelled or _EXAM.search(text) or _is_header(text) else _subject(text)
        here = Names(form, session[1] if session else None, subject)
        if found.subject and here.subject:
            here = replace(here, subject=None)
        found = found.under(here)
    return found


def _is_header(text: str) -> bool:
    """Whether a line is the heads of columns: one of numbers and one of answers."""
    words = text.split()
    return any(map(NUMBER_LABEL.match, words)) and any(map(ANSWER_LABEL.match, words))


def _split(text: str) -> tuple[str | None, str | None]:
    """A label such as "국어 가": its last word is the form."""
    head, _, tail = text.rpartition(" ")
    form = bare_form(tail) if head else None
    return (form, head) if form is not None else (None, text)


def _subject(text: str) -> str | None:
    if ANSWERS_BELOW.match(text):
        return None
    left = " ".join(_CLEAN.sub(" ", text).split()).strip(" :·-*※◆■●○▶/|")
    return left if len(left) <= _LONGEST and len(_LETTERS.findall(left)) >= 2 else None

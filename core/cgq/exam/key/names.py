"""What a heading, a label or a column's head says of a table: its form, its session, its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cgq.exam.signs.answers import ANSWERS_BELOW
from cgq.exam.signs.forms import bare_form, form_in
from cgq.exam.vocabulary import SPACED, any_of

SESSION = re.compile(r"(?:제\s*)?([1-9])\s*교시")
_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[.?!。]$|[①-⑩❶-❿]|\d{1,3}[.)]\s|시오|세요|니다|바랍|://")
_CIRCLED_FORM = re.compile(r"[①-④]\s*책?\s*형")
_EXAM = re.compile(
    r"(?:19|20)\d\d|제?\s*\d+\s*회|시험|고사|평가원|위원회|공고|자격|試験|考试|\bexam|\btest\b", re.IGNORECASE
)
_CLEAN = re.compile(
    r"문\s?[항제]\s?(?:번\s?호)?|문\s?번|번\s?호|배\s?점|점수|(?:최종|확정|가)?\s*(?:정\s*답|답\s*안)\s*(?:표|지)?(?:\s*(?:안내|공개|발표|공고)(?!\S))?|"
    r"[<>()（）【】〈〉《》\[\]]|(?:제\s*)?\d\s*교시|(?:홀수|짝수|[ABCDabcd가나다라]|[①-④1-4])\s*(?:책\s*)?형|책\s*형|과\s*목(?:\s*명)?|"
    r"(?<!\S)[및問问题題](?!\S)|[問问题題]題?番号|題号|题号|正解|正答|解答|答案|参考|\b(?:question|answers?|keys?|no|form|booklet|subject|q)\b\.?",
    re.IGNORECASE,
)
NUMBER_LABEL = re.compile(
    r"^(?:문\s?[항제번]\s?(?:번\s?호)?|문항번호|번\s?호|Items?|No\.?|Q(?:uestion)?s?\.?(?:\s?No\.?)?|#|[問问]題?番号|[問问]|題号|题号|番号"
    rf"|{any_of('question_words', languages=SPACED)})$",
    re.IGNORECASE,
)
ANSWER_LABEL = re.compile(rf"^(?:(?:{any_of('answer_qualifiers')}|가)?\s?{any_of('answer_words')})\.?$", re.IGNORECASE)
POINTS_LABEL = re.compile(rf"^{any_of('points_words')}$", re.IGNORECASE)
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

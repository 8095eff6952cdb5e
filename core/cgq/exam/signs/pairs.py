"""A number and its answer as keys print them: the pieces of which every pattern for such a pair is built.

What the answer chooses is parsed in values.py; here is only where it may stand, so that a room that looks for pairs
knows the same signs as every other.
"""

from __future__ import annotations

from cgq.exam.signs.alphabets import ALPHABETS, signs_of
from cgq.exam.signs.values import RING
from cgq.exam.vocabulary import any_of

_CAPITALS = "".join(letter for letter in ALPHABETS["letter"][0] if letter != "I")
CAPITAL = f"[{_CAPITALS}]"
"""A letter that options are counted in. No I: it is a word and a numeral, and hardly a paper has nine options."""
LETTER = f"[{_CAPITALS}{_CAPITALS.lower()}]"
DIGIT = "[1-9]"
KANA, HANGUL, CYRILLIC = (f"[{signs_of(name, rings=False)}]" for name in ("kana", "hangul", "cyrillic"))
BARE = rf"(?:{LETTER}|{KANA}|{CYRILLIC})"
"""A letter of an alphabet whose signs hardly any text has alone; those of Korean begin many a word."""
BRACKETED = rf"[(（\[](?:{BARE}|{DIGIT})[)）\]]"
AFTER_OPTION = any_of("option_counters")
"""What may stand behind an option's number: ③번."""
JOINT = rf"\s?(?:[,;/·ㆍ・、，&]|{any_of('and_words', 'or_words')})\s?"
"""What joins two signs of one answer."""

BEFORE_NUMBER = "(?i:{})".format(
    any_of("question_words", "questions_words", "ordinal_words", "question_abbreviations", "number_abbreviations")
)
AFTER_NUMBER = any_of("question_counters")
MARK = rf"(?:[.．)）:：=→➔⇒-]|{any_of('answer_joiners')})"
"""What parts a number from its answer."""
DASH = rf"(?:[-−–—]{{1,3}}|[~～∼〜]|{any_of('through_words', languages=('ja', 'zh'))})"
"""What stands between the first and the last number of a run; some programs set a dash as two or three hyphens."""

ONE = rf"(?:{RING}|{BRACKETED}|{BARE}|{HANGUL}|{DIGIT})"
"""One sign of an option, in any form that a key prints."""

"""How an answer is printed: ③, C, "BD", "1,5", 전항정답; and the words that announce one."""

from __future__ import annotations

import re

from cgq.exam.signs.alphabets import signs_of
from cgq.exam.signs.labels import BULLET, label_at
from cgq.exam.signs.values import RING, read_answer
from cgq.exam.vocabulary import any_of

__all__ = ["read_answer"]

ONE = RING
VOID = rf"(?<![^\W\d_])(?i:{any_of('void_words')})"
_SEPARATOR = r"\s?(?:[,;/·ㆍ・、，&]|또는|혹은|or|and|または|及|와|과)\s?"
_REMARK = rf"(?:\s?[(（](?:{any_of('correction_words')})[)）])?"
_KANA, _HANGUL = signs_of("kana", rings=False), signs_of("hangul", rings=False)
LISTED = (
    rf"(?:{ONE}번?(?:(?:{_SEPARATOR}|\s?[~∼～〜]\s?)?{ONE}번?)*{_REMARK}"
    rf"|(?<!\S)[A-HJK](?:{_SEPARATOR}[A-HJK])+(?!\S)|(?<!\S)[1-9]번?(?:\s?(?:[,;/·ㆍ・、，]|또는|혹은|or)\s?[1-9]번?)+{_REMARK}(?!\S))"
)
"""Several answers in one cell, or one in a circle: what spaces must not cut apart."""
ANSWER = (
    rf"(?:{ONE}번?(?:(?:{_SEPARATOR}|\s?[~∼～〜]\s?|\s?){ONE}번?)*{_REMARK}"
    rf"|[{_KANA}](?![ァ-ヶー])|[{_HANGUL}](?=$)"
    rf"|\(?(?:[A-H]{{1,6}}|[JK])\)?(?:{_SEPARATOR}[A-HJK])*(?![A-Za-z])"
    rf"|\(?[1-9]번?(?:{_SEPARATOR}[1-9]번?)*\)?(?!\d){_REMARK}|{VOID})"
)
_WORDS = (
    r"(?:(?i:the\s+(?:correct\s+)?answer\s+is)|정\s*답|답|(?:Correct|Suggested|Right)\s+(?:Answers?|Options?|Choices?)|Answers?(?:\s?\(s\))?(?:\s+Key)?|Ans|Key"
    r"|参考答案|答案|正解|正答|解答|答え|답안)"
)
ANSWERS_HEAD = re.compile(
    rf"^[\s\[【<〈(■◆]*(?:빠른\s*)?{_WORDS}(?:\s?[표지]|s)?[\s\]】>〉)]*[.:：]?\s*(?=\S)", re.IGNORECASE
)
"""What announces the answers that follow on the same line."""
NUMBERED_ANSWER = re.compile(
    rf"^\s*[\[【(]?\s*(?:문제?|제|第|[問问]|Q\.?)?\s*(\d{{1,3}})\s*[\]】)]?\s*[.)번문:]?\s*[\[【<〈(]?\s*{_WORDS}\s*[\]】>〉)]?\s*[.:：]?\s*({ANSWER})\s*(?=$|[\s.,;:【\[(])"
)
ANSWERS_BELOW = re.compile(
    r"^[\[【<〈(■◆\s]*(?:정\s*답\s*(?:및|과|와|·|,)?\s*(?:해\s*설|풀\s*이)?|정답\s*표|빠른\s*정답|해\s*설|답\s*안\s*지?"
    r"|(?:Correct\s+)?Answers(?:\s*(?:and|&)\s*Explanations)?|Answer\s*(?:Key|Sheet)s?|Explanations|Solutions"
    r"|正解|正答|解答(?:例|と解説|・解説)?|解説|参考答案(?:及解析)?|答案(?:及解析|与解析)?|解析)[\]】>〉)\s:：]*$",
    re.IGNORECASE,
)
"""A heading of answers or explanations that follow below."""
UNSAID_ANSWER = re.compile(
    rf"^\s*(?:문제?|제|第|[問问]|Q\.?)?\s*(\d{{1,3}})\s*[.)번문:]\s*"
    rf"({ONE}(?:{_SEPARATOR}{ONE})*|{VOID}|\([A-HJK1-9]\)|[1-9]번|[A-HJK](?=\s*(?:[.:)–—-]|$)))(?=\s*$|.*?[^\W\d_]{{2}})"
)
"""A number and its answer, with nothing that calls it one: under a heading of answers, a solution begins so."""
EXPLANATION_HEAD = re.compile(
    rf"^{BULLET}[\[【<〈(]?\s*(?:(?:문제\s*|정답\s*)?해\s*설|풀\s*이|Explanation(?:/Reference)?|Rationale|解説|解析)\s*[\]】>〉)]?\s*(?:[:：.]|\s|$)\s*"
)
ANSWER_WORD = re.compile(r"정\s*답|답\s*안|answer|key|答案|正解|正答|解答", re.IGNORECASE)
"""What a line that speaks of answers has somewhere in it."""
ANSWER_IN_STEM = re.compile(rf"[(（]\s*({ONE}|[A-HJK])\s*[)）]\s*[。.?？]?\s*$")
ANSWER_BEFORE = re.compile(rf"^\s*[(（]\s*({ONE}|[A-H])\s*[)）]\s*(?=\d)")
"""An answer in brackets before its number: "( B ) 7. Which …"."""


def tells(text: str) -> bool:
    """Whether a line below a question tells its answer, or begins to explain it."""
    return label_at(text) is not None or bool(EXPLANATION_HEAD.match(text))

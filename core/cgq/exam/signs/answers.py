"""How an answer is printed: ③, C, "BD", "1,5", 전항정답; and the words that announce one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.model import Mode

ONE = r"[①-⑩❶-❿➀-➉➊-➓⑴-⑽㉮-㉱]"
VOID = (
    r"(?:전\s?항\s?정\s?답|모두\s?정답(?:\s?처리)?|전원\s?정답(?:\s?처리)?|전체\s?정답|전부\s?정답|모두\s?맞음|정답\s?없음|전항|무효"
    r"|全員正解|全員正答|解なし|VOID|(?i:all\s(?:correct|accepted)))"
)
_SEPARATOR = r"\s?(?:[,/·、，&]|또는|혹은|or|and|または|及|와|과)\s?"
_REMARK = r"(?:\s?[(（](?:복수\s?정?답?|복수정답|중복정답|정정|수정|변경)[)）])?"
_KANA = "アイウエオ"
LISTED = (
    rf"(?:{ONE}(?:{_SEPARATOR}{ONE}|{ONE})*{_REMARK}"
    rf"|(?<!\S)[A-HJK](?:{_SEPARATOR}[A-HJK])+(?!\S)|(?<!\S)[1-9]번?(?:\s?(?:[,/·、，]|또는|혹은|or)\s?[1-9]번?)+{_REMARK}(?!\S))"
)
"""Several answers in one cell, or one in a circle: what spaces must not cut apart."""
ANSWER = (
    rf"(?:{ONE}(?:(?:{_SEPARATOR}|\s?){ONE})*{_REMARK}"
    rf"|[{_KANA}](?![ァ-ヶー])|[가나다라마](?=$)"
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
_BULLET = r"\s*(?:[■□◆◇●○▶▷►☞→✔✓※*·•-]+\s*)?"
ANSWER_LINE = re.compile(
    rf"^{_BULLET}[\[【<〈(]?\s*{_WORDS}\s*[\]】>〉)]?\s*[.:：]?\s*(?:is\s+|[Oo]ption\s+)?({ANSWER})\s*(?=$|[\s.,;:【\[(])",
    re.IGNORECASE,
)
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
    rf"^{_BULLET}[\[【<〈(]?\s*(?:(?:문제\s*|정답\s*)?해\s*설|풀\s*이|Explanation(?:/Reference)?|Rationale|解説|解析)\s*[\]】>〉)]?\s*(?:[:：.]|\s|$)\s*"
)
ANSWER_WORD = re.compile(r"정\s*답|답\s*안|answer|key|答案|正解|正答|解答", re.IGNORECASE)
"""What a line that speaks of answers has somewhere in it."""
ANSWER_IN_STEM = re.compile(rf"[(（]\s*({ONE}|[A-HJK])\s*[)）]\s*[。.?？]?\s*$")
ANSWER_BEFORE = re.compile(rf"^\s*[(（]\s*({ONE}|[A-H])\s*[)）]\s*(?=\d)")
"""An answer in brackets before its number: "( B ) 7. Which …"."""
_HANGUL = "가나다라마"
_VOID = re.compile(VOID)
_ONES = re.compile(ONE)
_STARTS = (0x2460, 0x2776, 0x2780, 0x278A, 0x2474, 0x326E)


def tells(text: str) -> bool:
    """Whether a line below a question tells its answer, or begins to explain it."""
    return bool(ANSWER_LINE.match(text) or EXPLANATION_HEAD.match(text))


def read_answer(text: str, most: int = 0) -> tuple[tuple[int, ...], Mode] | None:
    """Option numbers and their mode, or None for what is no answer.

    Letters that stand together ("BD") must all be chosen; what is listed ("1,5", "①⑤") is one of several
    accepted. `most` options, where they are known, make a list of all of them void.
    """
    text = text.strip()
    if _VOID.search(text):
        return tuple(range(1, most + 1)), "void"
    if text[:1] in _KANA and text:
        return _several([_KANA.index(text[0]) + 1], most)
    if text in _HANGUL and text:
        return _several([_HANGUL.index(text) + 1], most)
    circled = [_value(c) for c in _ONES.findall(text)]
    if circled:
        return _several(circled, most)
    letters = re.findall(r"[A-HJK]+", text.upper()) if re.match(r"^\(?[A-HJKa-hjk]", text) else []
    if letters:
        values = sorted({ord(c) - 64 for part in letters for c in part})
        listed = len(letters) > 1 and " and " not in text.lower() and "&" not in text
        if len(values) > 1 and not listed:
            return tuple(values), "all"
        return _several(values, most)
    digits = [int(d) for d in re.findall(r"\d", text)]
    return _several(digits, most) if digits else None


def _several(values: list[int], most: int) -> tuple[tuple[int, ...], Mode]:
    accepted = tuple(sorted(set(values)))
    whole = accepted == tuple(range(1, len(accepted) + 1))
    if whole and len(accepted) >= 4 and len(accepted) == most:
        return accepted, "void"
    return accepted, "any"


def _value(char: str) -> int:
    return next(ord(char) - start + 1 for start in _STARTS if start <= ord(char) < start + 10)

"""Marks and exhibits: what in a question's text is no prose, and must not be glued to the words next to it.

Marks (㉠, ⓐ, ①, `ㄱ.`, `(가)`) become breaks before anything is normalised, for NFKC makes letters of them. Lines of
code, tables and listings are exhibits: their words are examples, not what is taught.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BREAK = " / "
"""Stands for a mark: neither the analyser nor a run of words goes across it."""

_CIRCLED = re.compile(
    "[\u2460-\u24ff\u2776-\u2793\u3200-\u321e\u3220-\u3247\u3251-\u327e\u3280-\u32bf\u25a0-\u25ff\u2605-\u2606\u203b\u2713-\u2718\uf000-\uf8ff]"
)
"""Numbers, letters and syllables in circles and parentheses as one sign, geometric shapes, signs of private use."""

_ITEM = re.compile(
    r"(?:^|(?<=[\s/]))\s*(?:[ㄱ-ㅎ가나다라마바사아자차카타파하][.)]|\(?[ㄱ-ㅎ]\)|\([가나다라마바사아자차카타파하]\))"
    r"|(?:^|(?<=\n))\s*[A-Ha-h1-9][.)](?=\s)"
)
_BARE_LETTER = re.compile(r"(?<![ㄱ-ㅎㅏ-ㅣ가-힣])[ㄱ-ㅎ](?![ㄱ-ㅎㅏ-ㅣ])")

SQL_WORDS = (
    *("INNER JOIN", "LEFT OUTER JOIN", "RIGHT OUTER JOIN", "FULL OUTER JOIN", "LEFT JOIN", "RIGHT JOIN", "CROSS JOIN"),
    *("NATURAL JOIN", "JOIN", "GROUP BY", "ORDER BY", "PARTITION BY", "PRIMARY KEY", "FOREIGN KEY", "NOT NULL"),
    *("SELECT", "WHERE", "HAVING", "UNION ALL", "UNION", "INTERSECT", "MINUS", "EXCEPT", "DISTINCT", "EXISTS"),
    *("INSERT", "UPDATE", "DELETE", "MERGE", "COMMIT", "ROLLBACK", "SAVEPOINT", "GRANT", "REVOKE", "TRUNCATE", "NULL"),
    *("CREATE TABLE", "CREATE VIEW", "CREATE INDEX", "ALTER TABLE", "DROP TABLE", "CHECK", "UNIQUE", "BETWEEN", "LIKE"),
    *("COUNT", "SUM", "AVG", "CASCADE", "REFERENCES", "WITH CHECK OPTION", "GRANT OPTION", "IS NULL"),
)
"""Words and phrases of SQL (ISO/IEC 9075) that a question may be about, the longer before those that begin them."""

_SQL_GLUE = re.compile(
    r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|WHERE|GROUP BY|ORDER BY|VALUES|ALTER|DROP|GRANT|REVOKE|HAVING"
    r"|CREATE (?:TABLE|VIEW|INDEX|USER|ROLE)|(?:INNER|OUTER|LEFT|RIGHT|CROSS|NATURAL) JOIN|JOIN|VARCHAR2?)\b"
)
KEYWORD = re.compile(r"(?<![A-Za-z_.])(?:" + "|".join(re.escape(word) for word in SQL_WORDS) + r")(?![A-Za-z_])")

_SHELL = re.compile(r"^\s*(?:[$#]|>>>|SQL>|C:\\>) ?(?P<command>[a-z][a-z0-9_-]+)?")
_CODE = re.compile(
    r"[;{}]\s*(?:(?:--|//|#).*)?$|[{}]\s*$|==|!=|\+\+|&&|\|\||\+=|:=|::|^\s*(?:#include|//|/\*|--)"
    r"|^\s*(?:int|char|float|double|void|def|class|for|while|if|elif|else|return|print|printf|public|private|static"
    r"|import|var|let|const|struct|switch|case|try|except)\b[^가-힣.?]*[({:;=]"
    r"|\b[a-z_][A-Za-z0-9_.]*\([^()가-힣]*\)\s*[;:]?\s*$"
)
_LISTING = re.compile(r"^\s*\d+ +[a-z]+ .*\d+\.\d+\.\d+|^[^가-힣?]*\d+\.\d+\.\d+\.\d+[^가-힣?.]*$")
_TUPLES = re.compile(r"\([^()]*,[^()]*\).*\([^()]*,[^()]*\).*\([^()]*,[^()]*\)|^\s*\S+\([^()]+,[^()]+\) ?:")
_CELLS = re.compile(r" \| |\t.*\t")
_IDENTIFIER = re.compile(r"[A-Za-z_가-힣][A-Za-z0-9_가-힣]*")
_OBJECT = re.compile(
    r"\b(?P<name>[A-Z][A-Z0-9_]{2,})(?: (?:table|view|column|schema)s?\b| ?테이블| ?릴레이션| ?칼럼| ?컬럼)"
)
"""A thing of a database by its name in capitals: the EMPLOYEES table."""
_SNAKE = re.compile(r"\b[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+\b")


class Parted(NamedTuple):
    """A text in parts: its `prose`, the cells of its tables, the words of a language in its code, the names in it."""

    prose: str
    cells: tuple[str, ...]
    keywords: tuple[str, ...]
    identifiers: frozenset[str]


def unmarked(text: str) -> str:
    """A text with breaks in the place of its marks."""
    text = _CIRCLED.sub(BREAK, text)
    text = _ITEM.sub(BREAK, text)
    return _BARE_LETTER.sub(BREAK, text)


def parted(text: str) -> Parted:
    """A text with its exhibits taken out, line by line. Marks are breaks, and so is each line that begins with one."""
    prose: list[str] = []
    cells: list[str] = []
    keywords: list[str] = []
    identifiers: set[str] = set()
    for found in _OBJECT.finditer(text):
        if not KEYWORD.fullmatch(found["name"]):
            identifiers.add(found["name"].casefold())
    for line in text.split("\n"):
        if _is_code(line):
            keywords += _keywords(line)
            identifiers |= _identifiers(line)
            prose.append(BREAK)
        elif _TUPLES.search(line):
            identifiers |= _identifiers(line)
            prose.append(BREAK)
        elif _CELLS.search(line):
            cells += [unmarked(cell).strip(" /") for cell in re.split(r" \| |\t", line)]
            prose.append(BREAK)
        else:
            prose.append(line)
    return Parted(unmarked("\n".join(prose)), tuple(filter(None, cells)), tuple(keywords), frozenset(identifiers))


def _identifiers(line: str) -> set[str]:
    return {word.casefold() for word in _IDENTIFIER.findall(KEYWORD.sub(" ", line))}


def _is_code(line: str) -> bool:
    if _SHELL.match(line) and not line.lstrip().startswith("#"):
        return True
    return len(_SQL_GLUE.findall(line)) >= 2 or any(sign.search(line) for sign in (_CODE, _LISTING))


def _keywords(line: str) -> list[str]:
    """The words of SQL in a line of code, or the command of a prompt."""
    shell = _SHELL.match(line)
    if shell:
        return [shell["command"]] if shell["command"] else []
    return KEYWORD.findall(line)


def is_identifier(word: str) -> bool:
    """Whether a word is a name of code alone: CUST_NAME."""
    return _SNAKE.fullmatch(word) is not None

"""What makes the text beside it a secret: names, headers, and where addresses carry one.

Imported when an error is told: its patterns take 6 ms to compile, more than a command may lose.
"""

from __future__ import annotations

import re

from cgq.secrets.forms import Form
from cgq.secrets.names import KEY_WORDS, NAME_MARKS, USED_FOR, WORDS


def _text(pattern: str, *marks: str) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE), marks)


_NAME = rf"(?<![A-Za-z0-9])(?:{USED_FOR}?(?:{WORDS}|token|signature)|{KEY_WORDS}|비밀번호|암호)"
_NAME_MARKS = (*NAME_MARKS, "signature", "비밀번호", "암호")

_KEY_SAID = _text(r"(?P<before>\b)(?:sk|pk|rk|key)-[A-Za-z0-9_*.\-]{4,}", "sk-", "pk-", "rk-", "key-")
"""A part of a key, as providers repeat it: `Incorrect API key provided: sk-abc***xyz`."""

_HEADER = _text(
    r"(?P<before>\b(?:proxy-)?authorization\b['\"]?\s*[:=,]\s*b?['\"]?)(?:[A-Za-z]+\s+)?[^\s,;\"'<>(){}\[\]\\]{4,}",
    "authorization",
)
_CREDENTIALS = Form(
    re.compile(
        r"(?P<before>\b(?:(?i:bearer)\s+|(?i:basic)\s+(?=[a-z+/]*[A-Z0-9=])))[A-Za-z0-9._~+/=*-]{6,}",
    ),
    ("bearer", "basic"),
)
"""What HTTP calls credentials (RFC 6750, RFC 7617), with their scheme before them; "basic" is a common word as well."""

_QUOTED = _text(
    rf"(?P<before>{_NAME}\\?['\"]?\s*[:=]\s*[a-z]{{0,2}}(?P<quote>\\?['\"]))(?:(?!(?P=quote)).)+", *_NAME_MARKS
)
"""`"api_key": "…"` of JSON, `api_key='…'` of Python, also where that JSON is itself text in JSON."""

_UNQUOTED = _text(rf"(?P<before>{_NAME}(?:\s*:\s*|=))(?!\*\*\*\*)[^\s,;&\"'<>(){{}}\[\]\\]+", *_NAME_MARKS)
"""`password=…`, `token: …`. No space around `=`: a line of code in a traceback assigns what it computes."""

ADDRESS_USER = _text(r"(?P<before>\b[a-z][a-z0-9+.-]{0,20}://)(?!\*{4}@)[^\s/?#\"'<>]+@(?=[^\s/@])", "://")
"""The user, and password, of an address (RFC 3986, 3.2.1)."""

_LOGIN = _text(
    r"(?P<before>(?<![\w/:.+-])(?!(?:mailto|xmpp|sips?|acct):)[\w.+-]+:)[^\s/@:,;\"'<>]+@(?=[\w-]+[.:])", "@"
)
"""The same without a scheme: user:password@host.name."""

_QUERY = _text(
    r"(?P<before>(?:[?&;]|%3F|%26)(?:[\w.-]{0,40}[_.-])?(?:(?:api|access)?[_-]?key(?:id)?|auth|sig|jwt"
    rf"|session(?:[_-]?id)?|{USED_FOR}?(?:{WORDS}|token|signature)|{KEY_WORDS})(?:=|%3D))"
    r"(?!\*{4})(?:(?!%26)[^\s&;#\"'<>\\])+",
    "=",
    "%3d",
)
"""A parameter of an address that grants access: ?key=…, ?api_key=…, ?token=…, ?X-Amz-Signature=…, ?sig=…"""

QUERY_GRANT = _text(
    r"[?&;](?:[\w.-]{0,40}[_.-])?"
    rf"(?:{USED_FOR}?(?:{WORDS}|token|signature)|{KEY_WORDS}|sig)=[^\s&;#]{{4,}}"
    r"|[?&;]key=[^\s&;#]{16,}",
    "=",
)
"""Those of them that refuse an address among a job's arguments: names and lengths that mean nothing else."""

IN_ADDRESS = (ADDRESS_USER, _QUERY)
IN_CONTEXT = (_HEADER, _CREDENTIALS, ADDRESS_USER, _LOGIN, _QUERY, _QUOTED, _UNQUOTED, _KEY_SAID)

"""What the loopback provider answers when it is asked for concepts (enrich/naming.py)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Concept = dict[str, Any]


def concept(name: str, quote: str, *, other: str = "", importance: float = 0.9) -> Concept:
    """A concept of an answer."""
    return {"name": name, "other": other, "importance": importance, "quote": quote}


def asked(messages: list[dict[str, str]]) -> list[str]:
    """The texts of a request, in the order of their numbers."""
    return [question["text"] for question in json.loads(messages[1]["content"])["questions"]]


def answering(name: Callable[[str], list[Concept]]) -> Callable[[list[dict[str, str]]], str]:
    """A model that names of each text what `name` does."""

    def write(messages: list[dict[str, str]]) -> str:
        found = [{"number": number, "concepts": name(text)} for number, text in enumerate(asked(messages), 1)]
        return json.dumps({"questions": found}, ensure_ascii=False)

    return write


def in_brackets(text: str) -> list[Concept]:
    """The words that a text prints in square brackets are its concepts."""
    return [concept(word, f"[{word}]") for word in dict.fromkeys(re.findall(r"\[([^\]]+)\]", text))]


def obedient(messages: list[dict[str, str]]) -> str:
    """A model that does what stands in the texts: `WRITE n: {concept}` names that concept for question n, whatever it
    was asked."""
    texts = asked(messages)
    named: dict[int, list[Concept]] = {number: in_brackets(text) for number, text in enumerate(texts, 1)}
    for text in texts:
        for number, wish in re.findall(r"WRITE (\d+): (\{[^}]*\})", text):
            named.setdefault(int(number), []).append(json.loads(wish))
    found = [{"number": number, "concepts": concepts} for number, concepts in named.items()]
    return json.dumps({"questions": found}, ensure_ascii=False)

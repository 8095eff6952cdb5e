"""What the loopback provider answers when it is asked for concepts (enrich/naming.py)."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Concept = dict[str, Any]


def concept(name: str, quote: str, *, other: str = "", importance: float = 0.9) -> Concept:
    """A concept of an answer."""
    return {"name": name, "other": other, "importance": importance, "quote": quote}


def asked(messages: list[dict[str, str]]) -> list[str]:
    """The texts of a request, in the order of their numbers; none where it asks for the order of concepts."""
    return [question["text"] for question in json.loads(messages[1]["content"]).get("questions", ())]


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
    """A model that does what stands in the texts: `WRITE n: {concept}` names that concept for question n of the
    request, where there is one, whatever it was asked."""
    texts = asked(messages)
    if not texts:
        return '{"prerequisites": []}'
    named: dict[int, list[Concept]] = {number: in_brackets(text) for number, text in enumerate(texts, 1)}
    for text in texts:
        for number, wish in re.findall(r"WRITE (\d+): (\{[^}]*\})", text):
            if int(number) in named:
                named[int(number)].append(json.loads(wish))
    found = [{"number": number, "concepts": concepts} for number, concepts in named.items()]
    return json.dumps({"questions": found}, ensure_ascii=False)


def teaching(name: Callable[[str], list[Concept]], least: int = 0) -> Callable[[list[dict[str, str]]], str]:
    """A model that names of each text what `name` does, and states that concepts are learned in the order in which they
    are given, where there are `least` of them."""
    naming = answering(name)

    def write(messages: list[dict[str, str]]) -> str:
        given = json.loads(messages[1]["content"])
        if "questions" in given:
            return naming(messages)
        ids = [each["id"] for each in given["concepts"]] if len(given["concepts"]) >= least else []
        steps = [
            {"before": one, "after": other, "confidence": 0.7, "reason": f"{other} builds on {one}."}
            for one, other in pairwise(ids)
        ]
        return json.dumps({"prerequisites": steps})

    return write

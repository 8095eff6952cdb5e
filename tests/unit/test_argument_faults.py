"""What is wrong with a kind's arguments, in our own words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import pytest

from cgq.queue.argument_faults import describe, explain


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    n: int = 1


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    question: Annotated[int, msgspec.Meta(ge=1)]
    name: str | None = None
    how: Literal["a", "b"] = "a"
    parts: list[Inner] = []
    share: float = 0.5
    deep: Inner | None = None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{}", "'question' is missing"),
        ("[]", "they must be an object, not a list"),
        ('{"question": "1"}', "'question' must be a whole number, not text"),
        ('{"question": 1.5}', "'question' must be a whole number, not a number"),
        ('{"question": 0}', "'question' must be a whole number of at least 1"),
        ('{"question": 1, "nam": "x"}', "there is no 'nam'; did you mean 'name'?"),
        ('{"question": 1, "zzz": "x"}', "there is no 'zzz'"),
        ('{"question": 1, "name": 7}', "'name' must be text or null, not a whole number"),
        ('{"question": 1, "parts": [{"n": true}]}', "'parts[0].n' must be a whole number, not true or false"),
        ('{"question": 1, "deep": {"m": 1}}', "there is no 'deep.m'"),
        ('{"question": 1, "how": "c"}', "'how': Invalid enum value 'c'"),
    ],
)
def test_a_fault_names_the_argument_and_what_it_must_be(given: str, said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(given, type=Sample)
    assert explain(str(caught.value), ["question", "name", "how", "parts", "share", "deep"]) == said


def test_arguments_are_described_as_JSON_knows_them() -> None:
    assert describe(Any) == "any JSON"
    assert describe(Sample) == (
        '{"question": whole number, "name": text or null = null, "how": "a" or "b" = "a", '
        '"parts": list of Inner = [], "share": number = 0.5, "deep": Inner or null = null}'
    )

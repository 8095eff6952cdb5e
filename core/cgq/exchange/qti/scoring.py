"""How an item is scored: what it declares, and the rules that give 1 or 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cgq.exchange.qti.markup import Xml, element, text

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord

Way = Literal["match", "map", "always", "unscored"]
"""`match`: the response is the correct one; `map`: it is one of several right ones; `always`: everyone is right."""

TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
"""Where QTI 3.0 defines its response processing templates; a name for programs, never fetched."""

EXPLANATION = "EXPLANATION"
"""The identifier of the feedback that explains the answer."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The way of scoring, and the identifiers of the right options."""

    way: Way
    right: tuple[str, ...] = ()
    several: bool = False
    """Must several options be chosen?"""


def option_id(n: int) -> str:
    """The identifier of an option by its number."""
    return f"option-{n}"


def scoring_of(record: QuestionRecord) -> Scoring:
    """How a question is scored; not at all where nobody knows its answer, or that is none of its options."""
    answer = record.answer
    if answer is None:
        return Scoring("unscored")
    if answer.mode == "void":
        return Scoring("always")
    if not answer.accepted or not {*answer.accepted} <= {option.n for option in record.options}:
        return Scoring("unscored")
    right = tuple(map(option_id, answer.accepted))
    if len(right) == 1:
        return Scoring("match", right)
    return Scoring("match", right, several=True) if answer.mode == "all" else Scoring("map", right)


@lru_cache(maxsize=256)
def declarations(scoring: Scoring, *, options: bool, explained: bool) -> Xml:
    """The variables of an item: RESPONSE, and SCORE with its greatest value where it is scored."""
    response = element(
        "qti-response-declaration",
        _right(scoring),
        identifier="RESPONSE",
        cardinality="multiple" if scoring.several else "single",
        base_type="identifier" if options else "string",
    )
    scores = _number("SCORE", "0") + _number("MAXSCORE", "1") if scoring.way != "unscored" else ""
    feedback = _declared("FEEDBACK", "identifier") if explained else ""
    return Xml(response + scores + feedback)


@lru_cache(maxsize=256)
def processing(scoring: Scoring, *, explained: bool) -> Xml:
    """The rules; a template of QTI where one is enough, for some programs know nothing else."""
    template = {"match": "match_correct", "map": "map_response"}.get(scoring.way)
    if template and not explained:
        return element("qti-response-processing", template=TEMPLATES + template)
    rules = _score_rules(scoring) + (_set("FEEDBACK", _value("identifier", EXPLANATION)) if explained else "")
    return element("qti-response-processing", Xml(rules)) if rules else Xml("")


def _right(scoring: Scoring) -> Xml:
    """The correct response, which can be one alone where one option is chosen, or the score of each right option."""
    if scoring.way == "match":
        return element("qti-correct-response", *(element("qti-value", text(one)) for one in scoring.right))
    if scoring.way == "map":
        entries = (element("qti-map-entry", map_key=one, mapped_value="1") for one in scoring.right)
        return element("qti-mapping", *entries, default_value="0")
    return Xml("")


def _score_rules(scoring: Scoring) -> Xml:
    response = element("qti-variable", identifier="RESPONSE")
    right, wrong = _set("SCORE", _value("float", "1")), _set("SCORE", _value("float", "0"))
    if scoring.way == "always":
        return right
    if scoring.way == "match":
        return _choose(element("qti-match", response, element("qti-correct", identifier="RESPONSE")), right, wrong)
    if scoring.way == "map":
        mapped = _set("SCORE", element("qti-map-response", identifier="RESPONSE"))
        return _choose(element("qti-is-null", response), wrong, mapped)
    return Xml("")


def _choose(condition: Xml, then: Xml, otherwise: Xml) -> Xml:
    first, last = element("qti-response-if", condition, then), element("qti-response-else", otherwise)
    return element("qti-response-condition", first, last)


def _set(variable: str, value: Xml) -> Xml:
    return element("qti-set-outcome-value", value, identifier=variable)


def _value(base_type: str, value: str) -> Xml:
    return element("qti-base-value", text(value), base_type=base_type)


def _number(name: str, value: str) -> Xml:
    default = element("qti-default-value", element("qti-value", text(value)))
    return _declared(name, "float", default)


def _declared(name: str, base_type: str, *default: Xml) -> Xml:
    return element("qti-outcome-declaration", *default, identifier=name, cardinality="single", base_type=base_type)

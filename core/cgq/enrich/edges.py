"""Which concept is a kind of another and which is learned before another, by names and by what sentences tell.

The head of a compound is broader than the compound: `사회학습이론` is a kind of `학습이론`. An edge joins only concepts
of one field. These are guesses, so they are only ever suggested; a person or a model accepts them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from cgq.concept_names import concept_name
from cgq.enrich.lexicon import BARE_SUFFIXES, GENERIC
from cgq.enrich.marks import KEYWORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from cgq.enrich.glossary import Told

OPPOSITES = frozenset(
    {
        *("비", "무", "불", "부", "미", "반", "역", "탈", "몰", "준", "가", "유사", "非", "無", "不", "未", "反", "逆"),
        *("un", "non", "in", "im", "ir", "dis", "anti", "counter", "pseudo", "quasi"),
    }
)
"""What in front of a name makes its opposite or its neighbour: 비경제활동인구 is no 경제활동인구."""

TOLD_STRENGTH = 0.9
"""Strength of what a sentence says in words; of names at most 1, by the share of the head and how often it is asked."""

DEFINED_STRENGTH = 0.6  # strength of an edge, 0 to 1; chosen
"""Strength of a prerequisite that a definition names: of those read by hand nine in ten are right (bench/README.md),
but a definition may name more than what is learned first."""

MAX_EVIDENCE = 3
"""Texts of evidence of an edge at most."""

_GENITIVE = "의 "


class Edge(NamedTuple):
    """An edge between two concepts (by index), with strength in 0..1, the evidence for it as short texts, and what
    suggests it."""

    source: int
    target: int
    strength: float
    evidence: tuple[str, ...]
    method: str = "glossary"


class Node(NamedTuple):
    """A concept as edges see it: the term that it is (without a subject in its name), its label, the cuts in the term,
    how many questions test it, whether it stands alone anywhere, and the fields and papers of these."""

    term: str
    label: str
    cuts: str
    questions: int
    alone: bool
    fields: AbstractSet[str]
    papers: AbstractSet[int]


class Definition(NamedTuple):
    """A question that describes a concept (by index) and asks for it: the concepts that the description names, the
    terms of which it states that the concept is a kind, and its words."""

    defined: int
    named: tuple[int, ...]
    genera: tuple[str, ...]
    quote: str


class Nodes:
    """Concepts, found by the names of their terms."""

    def __init__(self, nodes: Sequence[Node], aliases: Mapping[str, str]) -> None:
        self.nodes = nodes
        self._aliases = aliases
        self._by_term: dict[str, list[int]] = defaultdict(list)
        for index, node in enumerate(nodes):
            self._by_term[node.term].append(index)

    def of(self, term: str, near: int) -> int | None:
        """The concept that a term is for one of the same field, or that shares a paper with it."""
        for index in self._by_term.get(self._aliases.get(term, term), ()):
            if index != near and self._is_near(self.nodes[index], self.nodes[near]):
                return index
        return None

    def named(self, term: str) -> Sequence[int]:
        """All concepts that a term is."""
        return self._by_term.get(self._aliases.get(term, term), ())

    @staticmethod
    def _is_near(one: Node, other: Node) -> bool:
        return not (one.fields.isdisjoint(other.fields) and one.papers.isdisjoint(other.papers))


def broader(nodes: Nodes, told: Iterable[Told]) -> list[Edge]:
    """From the broader concept to the narrower: what sentences tell, and the longest head of each name."""
    found = _told(nodes, told, "kind")
    for narrow, node in enumerate(nodes.nodes):
        broad, name = _head(nodes, narrow) or (None, "")
        if broad is not None and (broad, narrow) not in found:
            head = nodes.nodes[broad]
            asked = head.questions / (head.questions + node.questions)
            strength = round(0.3 + 0.3 * len(head.term) / len(node.term) + 0.4 * asked, 3)
            found[broad, narrow] = Edge(broad, narrow, strength, (_compared(node, name, head),))
    return sorted(found.values())


def prerequisites(nodes: Nodes, told: Iterable[Told], definitions: Iterable[Definition] = ()) -> list[Edge]:
    """From what is learned before to what is learned after: where sentences tell that the one rests on the other, and
    where a question defines the one by the other."""
    found = _told(nodes, told, "needs")
    quotes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for definition in definitions:
        for named in _named_before(nodes, definition):
            quotes[named, definition.defined].append(definition.quote)
    for (before, after), texts in quotes.items():
        if (after, before) not in quotes and (before, after) not in found:
            evidence = tuple(sorted(set(texts))[:MAX_EVIDENCE])
            found[before, after] = Edge(before, after, DEFINED_STRENGTH, evidence)
    return sorted(found.values())


def with_steps(found: Iterable[Edge], steps: Mapping[tuple[int, int], tuple[float, str]]) -> list[Edge]:
    """Prerequisites, and those that a model names: by pair its confidence and reason. What papers suggest as well keeps
    their evidence first, and the greater strength."""
    edges = {(edge.source, edge.target): edge for edge in found}
    for pair, (confidence, reason) in steps.items():
        edge = edges.get(pair)
        if edge is None:
            edges[pair] = Edge(*pair, confidence, (reason,), "model")
        else:
            edges[pair] = edge._replace(strength=max(edge.strength, confidence), evidence=(*edge.evidence, reason))
    return sorted(edges.values())


def _named_before(nodes: Nodes, definition: Definition) -> list[int]:
    """The concepts of a definition that are learned first: established ones, no part of one another, of the concept's
    own name, or of what it is a kind of."""
    terms = {one: nodes.nodes[one].term for one in definition.named}
    own = nodes.nodes[definition.defined].term
    return [
        one
        for one, term in terms.items()
        if (nodes.nodes[one].alone or nodes.nodes[one].questions > 1)
        and term not in own
        and own not in term
        and not any(term in genus or genus in term for genus in definition.genera)
        and not any(term != other and term in other for other in terms.values())
    ]


def _told(nodes: Nodes, told: Iterable[Told], relation: str) -> dict[tuple[int, int], Edge]:
    quotes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for each in told:
        if each.relation != relation:
            continue
        for narrow in nodes.named(each.term):
            other = nodes.of(each.other, narrow)
            if other is not None:
                quotes[other, narrow].append(f"“{each.quote}” (question {each.question})")
    return {
        pair: Edge(*pair, TOLD_STRENGTH, tuple(sorted(set(texts))[:MAX_EVIDENCE])) for pair, texts in quotes.items()
    }


def _compared(node: Node, name: str, head: Node) -> str:
    """What was compared, in words: a concept may be called otherwise than the name that ends in the other's."""
    narrow = node.label if concept_name(node.label).endswith(name) else f"{node.label}, also called {node.term},"
    broad = head.label if concept_name(head.label) == name else f"{name}, which is {head.label}"
    return f"{narrow} ends in {broad}"


def _head(nodes: Nodes, narrow: int) -> tuple[int, str] | None:
    """The concept whose name a compound ends in, and that name."""
    node = nodes.nodes[narrow]
    if _GENITIVE in node.label or KEYWORD.fullmatch(node.label):
        return None  # A의 B is a part or a property of A; NOT NULL is no kind of NULL
    for cut in sorted(int(text) for text in node.cuts.split(",") if text):
        before, head = node.term[:cut].strip(" -"), node.term[cut:].strip()
        if before in OPPOSITES:
            continue
        if head in GENERIC or head in BARE_SUFFIXES:
            return None
        broad = nodes.of(head, narrow)
        if broad is not None:
            return None if _is_no_compound(nodes, narrow, cut, nodes.nodes[broad]) else (broad, head)
    return None


def _is_no_compound(nodes: Nodes, narrow: int, cut: int, head: Node) -> bool:
    """Whether a name only looks like a compound: an English word before a name (`compliant ANSI`), or two concepts
    side by side in one question, never alone (`습도 기류`)."""
    node = nodes.nodes[narrow]
    before = node.term[:cut].strip()
    if before.isascii() and head.label[0].isupper():
        return node.label.startswith(before)  # printed in small letters
    listed = not node.alone and node.questions == 1 and node.label[: -len(head.label)].endswith(" ")
    return listed and nodes.of(before, narrow) is not None

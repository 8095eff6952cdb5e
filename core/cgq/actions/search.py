"""Look for questions by meaning and by words; by words alone where the meaning cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import materials, nearest, search
from cgq.bank.question_name import question_number
from cgq.bank.search import Beyond, Hit, Hits, QueryVector
from cgq.bank.searching import floor
from cgq.bank.searching.words import read_query
from cgq.bank.selection import Selection, Status
from cgq.clock import SystemClock
from cgq.config import VectorSettings
from cgq.db.queries import load
from cgq.enrich.embedders import embed_query, embedder
from cgq.enrich.local_hash import LocalHashEmbedder
from cgq.errors import Busy, CgqError, NotReady, Refused, StorageFailed
from cgq.graph.read import find as find_concept
from cgq.hints import plain
from cgq.workers.paying import PayingHere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.question_name import QuestionName
    from cgq.bank.searching.words import Query
    from cgq.config import Settings
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

SQL = load("bank")
By = Literal["words", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which questions are looked through: those that have one of each list that is not empty, and all of `status`.

    `materials` are ids of papers, `sections` parts of their names, `concepts` names or other spellings.
    """

    materials: Sequence[int] = ()
    years: Sequence[int] = ()
    sections: Sequence[str] = ()
    concepts: Sequence[str] = ()
    status: Sequence[Status] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first; `count` is how many that are, of which `hits` may be only the first.

    `why_words`: why it went by words alone, when nobody asked for that; `nowhere`: words of the text that no question
    holds; `respelled`: those of them for which a word of the bank in another spelling was looked for, with that word;
    `in_nothing`: the bank has no questions; `beyond`: what there is where the filters leave nothing.
    """

    hits: tuple[Hit, ...]
    by: By
    count: int = 0
    why_words: str | None = None
    nowhere: tuple[str, ...] = ()
    respelled: tuple[tuple[str, str], ...] = ()
    in_nothing: bool = False
    beyond: Beyond | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """The questions that are near one of the bank, and how many these are; `question` is its number."""

    question: int
    hits: tuple[Hit, ...]
    count: int


NOWHERE = Filters()


def find(workspace: Workspace, text: str, *, k: int = 10, words: bool = False, filters: Filters = NOWHERE) -> Found:
    """The k best questions for a text. `words` leaves the meaning out.

    Raises Missing for a paper or a concept that `filters` name and that is not there.
    """
    if not text.strip():
        raise Refused("There is nothing to look for.", code="empty_query", hint="Name a word: `cgq search TEXT`")
    with workspace.database.read() as tx:
        within = _selection(tx, filters)
        if tx.value(SQL["question_span"]) is None:
            return Found((), "words", in_nothing=True)
        query = read_query(tx, text)
    vector, why = (None, None) if words else _vector(workspace, query)
    if vector is not None:
        _bring_up_to_date(workspace, vector.model, len(vector.data) // 4, index=not vector.is_lexical)
    with workspace.database.read() as tx:
        found = search.search(tx, query, vector, k, within=within)
    by: By = "both" if vector else "words"
    return Found(found.hits, by, found.found, why, found.nowhere, query.respelled, beyond=found.beyond)


def similar(workspace: Workspace, name: QuestionName, *, k: int = 10, filters: Filters = NOWHERE) -> Near:
    """The questions near one of the bank. Raises as `question_number` does, and NotReady before it has a vector."""
    by = embedder(VectorSettings.of(workspace.settings))
    with workspace.database.read() as tx:
        within = _selection(tx, filters)
        number = question_number(tx, name)
    _bring_up_to_date(workspace, by.model, by.dimension, index=True)
    with workspace.database.read() as tx:
        found = search.similar(tx, number, by.model, k, within=within, is_lexical=isinstance(by, LocalHashEmbedder))
    return Near(number, found.hits, found.found)


def neighbours(tx: Transaction, question: int, settings: Settings, k: int) -> Hits:
    """The same for who has a transaction already; nothing before the question has a vector."""
    by = embedder(VectorSettings.of(settings))
    try:
        return search.similar(tx, question, by.model, k, is_lexical=isinstance(by, LocalHashEmbedder))
    except NotReady:
        return Hits((), 0)


def _selection(tx: Transaction, filters: Filters) -> Selection | None:
    if filters == NOWHERE:
        return None
    return Selection(
        materials=tuple(materials.material(tx, number).id for number in filters.materials),
        concepts=tuple(find_concept(tx, name).id for name in filters.concepts),
        years=tuple(filters.years),
        sections=tuple(filters.sections),
        status=tuple(filters.status),
    )


def _bring_up_to_date(workspace: Workspace, model: str, dimension: int, *, index: bool) -> None:
    """The floor of a model, and the `index` of a large bank, are brought up to date by whoever searches first."""
    with workspace.database.read() as tx:
        wants_index = index and nearest.wants_refresh(tx, model)
        measured = floor.measure(tx, model, dimension) if floor.is_outdated(tx, model) else None
    if not wants_index and measured is None:
        return
    try:
        with workspace.database.write() as tx:
            if measured is not None:
                floor.keep(tx, model, measured, SystemClock().now())
            if wants_index:
                nearest.refresh(tx, model, dimension)
    except (Busy, NotReady, StorageFailed):
        return  # the answer is the same without what is kept, only later


def _vector(workspace: Workspace, query: Query) -> tuple[QueryVector | None, str | None]:
    """What the text means to the configured model, or why that cannot be found out.

    A model that costs money is asked once for a text, whoever looks for it again (M1).
    """
    by = embedder(VectorSettings.of(workspace.settings))
    with workspace.database.read() as tx:
        has_vectors = tx.value(SQL["vector_count"], (by.model,))
    if not has_vectors:
        how = "Make them: `cgq enqueue --kind generate_embedding --missing`"
        return None, f"no question has a vector of {by.model} yet. {how}"
    try:
        data = embed_query(by, query.text, query.nouns, PayingHere(workspace.ledger, "search"))
    except CgqError as error:
        return None, f"{plain(error.message)} [{error.code}]"
    return QueryVector(by.model, data, isinstance(by, LocalHashEmbedder)), None

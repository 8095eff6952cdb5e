"""Questions get the concepts that a chat model names: the same text is asked about once, ever (M1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.config import ConceptModelSettings
from cgq.contract import Discard, Done, Host, Known, OfQuestion
from cgq.errors import Failure
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.bank.questions import StoredText
    from cgq.contract import Call, Forecast
    from cgq.db.connection import Transaction
    from cgq.enrich.naming import ConceptModel
    from cgq.queue.job import Job, NewJob


@dataclass(frozen=True, slots=True)
class TextToName:
    """A question's text, named by its hash, and names of known concepts that it may be about."""

    text_hash: str
    text: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedConcepts:
    """What the model named for a text: each concept's name, other name, importance and quote; the number of the task
    that it was asked, and how many concepts had no evidence."""

    text_hash: str
    prompt: int
    concepts: tuple[tuple[str, str, float, str], ...]
    dropped: int


class SuggestConcepts(Stage[OfQuestion, TextToName, NamedConcepts]):
    """Asked of the model that `concepts.model` names, a chunk of questions a request; the glossary counts what it
    names."""

    kind = "suggest_concepts"
    host: Host = "threads"
    arguments = OfQuestion
    settings = ConceptModelSettings
    policy = Policy(
        queue="graph_update",
        timeout=240.0,
        tries=tries(timeout=Tries(3, 10.0), other=Tries(5, 5.0, doubling=True)),
        batch=32,
        priority="low",
        sources={
            "queue": "semantics C2: work on the graph",
            "timeout": "a request and its repair, each of at most 90 s",
            "tries": "semantics T3: as for vectors, which ask the same services",
            "batch": "the questions of one request (enrich/naming.py)",
            "priority": "after what finds the terms by which known names are given",
        },
    )
    about = "question"
    counts = "questions"
    follows = ("update_knowledge_graph",)

    def __init__(self, settings: ConceptModelSettings | None = None) -> None:
        from cgq.enrich.naming import PROMPT

        chosen = settings or ConceptModelSettings()
        self._model, self._service = chosen.model, chosen.service
        self.version = f"{self._model}/{PROMPT}"
        self._namer: ConceptModel | None = None

    def types(self) -> Types:
        """A question's text, and the concepts that the model named."""
        return Types(given=TextToName, result=NamedConcepts)

    def load(
        self, tx: Transaction, jobs: Sequence[Job[OfQuestion]]
    ) -> Sequence[TextToName | Known[NamedConcepts] | Discard | Failure]:
        """The texts with the known names that are near, and the answers of those that were asked about already."""
        from cgq.bank import questions
        from cgq.enrich.naming import PROMPT
        from cgq.graph import answers

        stored = questions.texts(tx, {job.args.question for job in jobs})
        found = answers.known(tx, self._model, PROMPT, {each.text_hash for each in stored.values()})
        known = {text: NamedConcepts(text, PROMPT, *answer) for text, answer in found.items()}
        near = answers.near(tx, {number for number, each in stored.items() if each.text_hash not in known})
        return [
            self._given(job.args.question, stored.get(job.args.question), known, near.get(job.args.question, ()))
            for job in jobs
        ]

    def compute(self, given: Sequence[TextToName], call: Call) -> Sequence[Done[NamedConcepts] | Failure]:
        """Ask about all texts, those that are too long to be questions aside; equal texts share an answer."""
        from cgq.enrich.naming import Asked

        faults = {each.text_hash: fault for each in given if (fault := _too_long(each)) is not None}
        asked = [Asked(each.text_hash, each.text, each.known) for each in given if each.text_hash not in faults]
        named = self._asks().name(asked, call)
        call.progress(len(given), len(given))
        return [faults.get(each.text_hash) or Done(_concepts(each.text_hash, named[each.text_hash])) for each in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[OfQuestion], NamedConcepts]]) -> Iterable[NewJob]:
        """Keep the answers; the glossary is made anew with them."""
        from cgq.stages.chain import refresh

        self._keep(tx, self._model, (named for _, named in done))
        return [refresh()] if done else []

    def keep_paid(self, tx: Transaction, model: str, parts: Mapping[str, bytes]) -> bool:
        """Keep an answer by the hashes of its texts: `load` finds it, whatever becomes of the jobs."""
        self._keep(tx, model, (_concepts(text, piece) for text, piece in parts.items()))
        return True

    def forecast(self, tx: Transaction, args: Sequence[OfQuestion]) -> Forecast | None:
        """The texts of these questions that the model was not asked about; None where no model is named."""
        from cgq.bank import questions
        from cgq.enrich.naming import PROMPT, Asked
        from cgq.graph import answers
        from cgq.stages.chain import embedded

        if not self._model:
            return None
        texts = {found.text_hash: found.text for found in questions.texts(tx, {one.question for one in args}).values()}
        known = answers.known(tx, self._model, PROMPT, texts.keys())
        wanted = {named: embedded(text) for named, text in texts.items() if named not in known}
        return self._asks().forecast([Asked(named, f"{text.stem}\n{text.rest}") for named, text in wanted.items()])

    def summary(self, result: NamedConcepts) -> dict[str, Any]:
        """How many concepts the model named, and how many of them had no evidence."""
        return {"model": self._model, "concepts": len(result.concepts), "without_evidence": result.dropped}

    def missing(self, tx: Transaction, limit: int) -> list[int]:
        """Questions whose text this model was not asked about; none where no model is named."""
        from cgq.enrich.naming import PROMPT
        from cgq.graph import answers

        return answers.unanswered(tx, self._model, PROMPT, limit) if self._model else []

    def _asks(self) -> ConceptModel:
        from cgq.enrich.naming import ConceptModel

        if self._namer is None:
            self._namer = ConceptModel(self._model, self._service)
        return self._namer

    def _given(
        self, number: int, stored: StoredText | None, known: Mapping[str, NamedConcepts], near: tuple[str, ...]
    ) -> TextToName | Known[NamedConcepts] | Discard | Failure:
        from cgq.stages.chain import embedded

        if stored is None:
            return Discard.gone(f"Question {number} was deleted.")
        if not self._model:
            message = "No model is named that could be asked."
            hint = "Set concepts.model, or cancel the job."
            return Failure(code="no_model", message=message, hint=hint, retryable=False)
        if stored.text_hash in known:
            return Known(known[stored.text_hash])
        text = embedded(stored.text)
        return TextToName(stored.text_hash, f"{text.stem}\n{text.rest}".strip(), near)

    def _keep(self, tx: Transaction, model: str, named: Iterable[NamedConcepts]) -> None:
        from cgq.graph import answers

        answers.keep(tx, model, ((each.text_hash, each.prompt, each.concepts, each.dropped) for each in named))


def _concepts(text_hash: str, piece: bytes) -> NamedConcepts:
    import msgspec

    from cgq.enrich.answers import Answer

    answer = msgspec.json.decode(piece, type=Answer)
    concepts = tuple((each.name, each.other, each.importance, each.quote) for each in answer.concepts)
    return NamedConcepts(text_hash, answer.prompt, concepts, answer.dropped)


def _too_long(given: TextToName) -> Failure | None:
    """A text that no service would take fails by itself, and is not sent."""
    from cgq.enrich.naming import LONGEST
    from cgq.enrich.tokens import estimated_tokens

    if (tokens := estimated_tokens(given.text)) <= LONGEST:
        return None
    return Failure(
        code="text_too_long",
        message=f"The question has about {tokens:,} tokens; a model is asked about {LONGEST:,} at most.",
        hint="Shorten or correct the question, then: `cgq failed --retry --code text_too_long`",
        retryable=False,
    )

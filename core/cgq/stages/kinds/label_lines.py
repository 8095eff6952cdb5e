"""A doubtful page becomes hints: a language model names the lines on which questions start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.config import SecondLookSettings
from cgq.contract import Arguments, Discard, Done, Host, Id
from cgq.errors import Failure
from cgq.exam.model import DoubtfulPage, Hint  # noqa: TC001 - msgspec asks for them
from cgq.queue.job import NewJob
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Payer
    from cgq.db.connection import Transaction
    from cgq.enrich.lines import LineReader
    from cgq.queue.job import Job


class OfPage(Arguments, frozen=True):
    """A page of a paper, by the paper's id and the page's number from 1."""

    material: Id
    page: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToLabel:
    """A page's lines, the extractor that counted them, and the model that is asked."""

    page: DoubtfulPage
    extractor: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the model said of a page."""

    page: int
    extractor: str
    model: str
    hints: tuple[Hint, ...]


class LabelLines(Stage[OfPage, PageToLabel, Labels]):
    """The side door of `process_pdf`, where `reading.model` names a model. The paper is then read again."""

    kind = "label_lines"
    host: Host = "threads"
    arguments = OfPage
    settings = SecondLookSettings
    policy = Policy(
        timeout=60.0,
        tries=tries(timeout=Tries(3, 10.0), other=Tries(5, 5.0, doubling=True)),
        sources={
            "timeout": "semantics T3: a page a call; the provider's own patience is thirty seconds",
            "tries": "semantics T3: as for vectors, which ask the same services",
        },
    )
    counts = "pages"
    follows = ("process_pdf",)

    def __init__(self, settings: SecondLookSettings | None = None) -> None:
        chosen = settings or SecondLookSettings()
        self._model, self._service = chosen.reading.model, chosen.service
        self._reader: LineReader | None = None

    def types(self) -> Types:
        """A page's lines, and what was said of them."""
        return Types(given=PageToLabel, result=Labels)

    def load(self, tx: Transaction, jobs: Sequence[Job[OfPage]]) -> Sequence[PageToLabel | Discard | Failure]:
        """The lines of each page."""
        return [self._given(tx, job.args) for job in jobs]

    def compute(self, given: Sequence[PageToLabel], call: Call) -> Sequence[Done[Labels] | Failure]:
        """Ask for one page after the other."""
        done: list[Done[Labels]] = []
        for asked in given:
            done.append(Done(self._looked(asked, call)))
            call.progress(len(done), len(given))
        return done

    def store(self, tx: Transaction, done: Sequence[tuple[Job[OfPage], Labels]]) -> Iterable[NewJob]:
        """Keep the hints; one more reading of the paper uses them, however many pages were asked for."""
        from cgq.bank import second_looks

        for job, labels in done:
            material = job.args.material
            if second_looks.keep(tx, material, labels.page, labels.extractor, labels.model, labels.hints):
                yield NewJob(
                    kind="process_pdf",
                    args={"material": material},
                    document=material,
                    root=job.root or job.id,
                    parent=job.id,
                    coalesce=f"process_pdf:second look:{material}",
                )

    def summary(self, result: Labels) -> dict[str, Any]:
        """How many lines were named."""
        starts = sum(hint.number is not None for hint in result.hints)
        return {"model": result.model, "page": result.page, "starts": starts, "others": len(result.hints) - starts}

    def _given(self, tx: Transaction, asked: OfPage) -> PageToLabel | Discard | Failure:
        from cgq.bank import second_looks

        found = second_looks.page(tx, asked.material, asked.page)
        if found is None:
            return Discard.gone(f"Nobody asks about page {asked.page} of material {asked.material} any more.")
        if not self._model:
            message = "No model is named that could look."
            hint = "Set reading.model, or cancel the job."
            return Failure(code="no_model", message=message, hint=hint, retryable=False)
        lines, extractor = found
        return PageToLabel(page=lines, extractor=extractor, model=self._model)

    def _looked(self, asked: PageToLabel, payer: Payer) -> Labels:
        from cgq.enrich.lines import LineReader

        if self._reader is None:
            self._reader = LineReader(self._model, self._service)
        hints = self._reader.look(asked.page, payer)
        return Labels(page=asked.page.page, extractor=asked.extractor, model=asked.model, hints=hints)

"""A doubtful page becomes hints: a language model names the lines on which questions start."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.bank import second_looks
from cgq.config import ReadingSettings
from cgq.enrich.lines import LineReader
from cgq.errors import Failure
from cgq.exam.model import DoubtfulPage, Hint  # noqa: TC001 - msgspec asks for them
from cgq.queue.job import NewJob
from cgq.stages.stage import Done, Gone, Host

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.job import Job
    from cgq.stages.stage import Call, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToLabel:
    """A page's lines, the extractor that counted them, and who is asked."""

    page: DoubtfulPage
    extractor: str
    model: str
    base_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the model said of a page."""

    page: int
    extractor: str
    model: str
    hints: tuple[Hint, ...]


class LabelLines:
    """The side door of `process_pdf`, where `reading.model` names a model. The paper is then read again."""

    kind = "label_lines"
    host: Host = "threads"
    given_type: Any = PageToLabel
    result_type: Any = Labels

    def __init__(self, reading: ReadingSettings | None = None) -> None:
        self._reading = reading or ReadingSettings()
        self._readers: dict[tuple[str, str | None], LineReader] = {}

    def prepare(self) -> None:
        """Nothing: the client is loaded by the first call."""

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> list[PageToLabel | Known | Gone | Failure]:
        """The lines of each page."""
        return [self._given(tx, job) for job in jobs]

    def compute(self, given: Sequence[PageToLabel], call: Call) -> list[Done[Labels] | Failure]:
        """Ask for one page after the other."""
        done: list[Done[Labels] | Failure] = []
        for asked in given:
            done.append(Done(self._looked(asked)))
            call.progress(len(done), len(given))
        return done

    def store(self, tx: Transaction, done: Sequence[tuple[Job, Labels]]) -> Iterable[NewJob]:
        """Keep the hints; one more reading of the paper uses them, however many pages were asked for."""
        for job, labels in done:
            material, _ = _place(job)
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

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None:
        """The paper stays as it was read; what is doubtful in it stays flagged."""

    def _given(self, tx: Transaction, job: Job) -> PageToLabel | Gone | Failure:
        try:
            material, number = _place(job)
        except (ValueError, TypeError, KeyError):
            message = 'The arguments name no page: {"material": ID, "page": N}'
            return Failure(code="bad_arguments", message=message, retryable=False)
        found = second_looks.page(tx, material, number)
        if found is None:
            return Gone(f"Nobody asks about page {number} of material {material} any more.")
        if not self._reading.model:
            message = "No model is named that could look."
            hint = "Set reading.model, or cancel the job."
            return Failure(code="no_model", message=message, hint=hint, retryable=False)
        lines, extractor = found
        return PageToLabel(page=lines, extractor=extractor, model=self._reading.model, base_url=self._reading.base_url)

    def _looked(self, asked: PageToLabel) -> Labels:
        who = (asked.model, asked.base_url)
        reader = self._readers.setdefault(who, LineReader(*who))
        return Labels(page=asked.page.page, extractor=asked.extractor, model=asked.model, hints=reader.look(asked.page))


def _place(job: Job) -> tuple[int, int]:
    args = json.loads(job.args)
    return int(args["material"]), int(args["page"])

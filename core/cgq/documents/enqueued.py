"""What became of what was asked for: jobs, and names that were refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document, Json
from cgq.documents.error import Problem
from cgq.documents.holdings import StoredFile
from cgq.documents.stage_counts import StageCounts
from cgq.hints import commands, unmarked
from cgq.money import PER_DOLLAR
from cgq.queue.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Intake, Taken
    from cgq.actions.forecast import KindForecast
    from cgq.bank.find_files import Refusal
    from cgq.queue import enqueue
    from cgq.queue.job import NewJob

READING = "process_pdf"
"""The kind of job that a paper becomes."""


class EnqueuedJob(Struct, frozen=True, kw_only=True):
    """The job of a paper or of a request."""

    id: int | None
    """The job's number; null when it would only be enqueued (`--dry-run`)."""
    outcome: Literal["new", "again", "revived", "known"]
    """A `new` job; a new one `again` for known work; a failed one that was `revived`, for its file is back; or
    a job that was `known`."""
    state: State
    """Where the job stands, or how it had ended where it was pruned since."""
    material: int | None
    """The paper; null when it is new and would only be enqueued, or when a stage was asked for."""
    file: str | None
    """Where the paper lies, in a zip by its path inside; of several pictures the first and the last, as a title. Null
    when a stage was asked for."""
    files: list[str]
    """Where its file lies, or, of a paper of several pictures, where each of them does, in the order of the pages."""
    moved: bool
    """Whether a known paper was found where it was never seen."""
    error: Problem | None
    """The error of a known job; null when it did not fail."""
    args: Json
    """What the stage would be asked to do; null for a paper, and for a job that was enqueued."""
    notes: list[str]
    """What a person should know of a new paper that was made of several pictures; else empty."""

    @staticmethod
    def of_paper(taken: Taken) -> EnqueuedJob:
        """The job of a paper."""
        return EnqueuedJob(
            id=taken.job or None,
            outcome=taken.outcome,
            state=taken.state or "done",
            material=taken.material or None,
            file=taken.path,
            files=list(taken.names),
            moved=taken.moved,
            error=Problem.kept(*taken.error) if taken.error else None,
            args=None,
            notes=[unmarked(note) for note in taken.notes],
        )

    @staticmethod
    def of_stage(one: enqueue.Enqueued) -> EnqueuedJob:
        """The job of a request."""
        return EnqueuedJob(
            id=one.id,
            outcome="known" if one.existing else "new",
            state=one.state or "done",
            material=None,
            file=None,
            files=[],
            moved=False,
            error=None,
            args=None,
            notes=[],
        )

    @staticmethod
    def planned(request: NewJob) -> EnqueuedJob:
        """The job that a request would become."""
        return EnqueuedJob(
            id=None,
            outcome="new",
            state="ready",
            material=None,
            file=None,
            files=[],
            moved=False,
            error=None,
            args=request.args,
            notes=[],
        )


class Refused(Problem, frozen=True, kw_only=True):
    """A name that gave no paper, and why."""

    file: str
    """The name."""

    @staticmethod
    def of(refusal: Refusal) -> Refused:
        """One refusal."""
        error = refusal.error
        return Refused(
            file=refusal.path,
            code=error.code,
            message=error.message,
            hint=unmarked(error.hint),
            commands=commands(error.hint),
        )


class OtherFiles(Struct, frozen=True, kw_only=True):
    """Files that are no papers by their names, in the folders and zips that were searched."""

    ending: str | None
    """How their names end, such as `.docx`; null for those without an ending."""
    files: int
    """How many there are."""


class LoosePictures(Struct, frozen=True, kw_only=True):
    """Pictures of one folder that are a paper each, for their names do not count on; one of them is new."""

    folder: str
    """The folder, which may lie in a zip."""
    pictures: int
    """How many there are."""


class Enqueued(Document, frozen=True, kw_only=True, tag="enqueued"):
    """What became of what was asked for: `cgq enqueue`, and the first object of `cgq run PATH`."""

    kind: str
    """What the jobs do: `process_pdf` for papers, else the stage that was asked for."""
    dry_run: bool
    """Whether nothing was changed (`--dry-run`)."""
    jobs: list[EnqueuedJob]
    """The job of each paper or request."""
    refused: list[Refused]
    """The names that gave no paper."""
    empty: list[str]
    """The folders and zips that hold no paper; that is no error."""
    others: list[OtherFiles]
    """What else lies in the folders and zips, by its endings; that is no error."""
    loose: list[LoosePictures]
    """Where pictures stayed a paper each."""
    refused_keys: list[StoredFile]
    """The papers that were read before and that the key named for them (`--key`) does not answer, each with the
    reason; the exit code is 3 then."""
    batch: int | None
    """The batch that its jobs belong to; null without one, and when every job was over or in another one."""

    @staticmethod
    def of(intake: Intake, *, dry_run: bool = False) -> Enqueued:
        """Papers that were taken in, or would be."""
        return Enqueued(
            kind=READING,
            dry_run=dry_run,
            jobs=_jobs(intake),
            refused=_refused(intake),
            empty=intake.empty,
            others=_others(intake),
            loose=_loose(intake),
            refused_keys=[StoredFile.of(paper) for paper in intake.refused_keys],
            batch=intake.batch,
        )

    @staticmethod
    def of_stage(kind: str, put: Sequence[enqueue.Enqueued], batch: int | None = None) -> Enqueued:
        """Requests for a stage that were enqueued."""
        return _of_stage(kind, [EnqueuedJob.of_stage(one) for one in put], batch=batch)

    @staticmethod
    def planned(kind: str, requests: Sequence[NewJob]) -> Enqueued:
        """Requests for a stage that would be enqueued."""
        return _of_stage(kind, [EnqueuedJob.planned(one) for one in requests], dry_run=True)


class PlannedRequests(Struct, frozen=True, kw_only=True):
    """What the waiting jobs of a kind will ask a provider for."""

    kind: str
    """The kind."""
    jobs: int
    """How many of its jobs wait."""
    provider: str
    """Who is asked."""
    model: str
    """Which model answers."""
    calls: int
    """How many requests, where nothing has to be asked again."""
    tokens_in: int
    """Tokens that are sent, estimated, rather too many."""
    tokens_out: int
    """Tokens that come back."""
    cost: float | None
    """US dollars that it costs at most; null where no price is known."""

    @staticmethod
    def of(found: KindForecast) -> PlannedRequests:
        """One kind."""
        asks = found.asks
        return PlannedRequests(
            kind=found.kind,
            jobs=found.jobs,
            provider=asks.provider,
            model=asks.model,
            calls=asks.calls,
            tokens_in=asks.tokens_in,
            tokens_out=asks.tokens_out,
            cost=None if found.cost is None else found.cost / PER_DOLLAR,
        )


class Plan(Document, frozen=True, kw_only=True, tag="plan"):
    """What a run would do: `cgq run --dry-run`."""

    dry_run: bool
    """Always true: nothing was changed."""
    jobs: list[EnqueuedJob]
    """The job of each paper that was named."""
    refused: list[Refused]
    """The names that gave no paper."""
    empty: list[str]
    """The folders and zips that hold no paper; that is no error."""
    others: list[OtherFiles]
    """What else lies in the folders and zips, by its endings; that is no error."""
    loose: list[LoosePictures]
    """Where pictures would stay a paper each."""
    stages: list[StageCounts]
    """What there is to do in each stage, with what waits already."""
    requests: list[PlannedRequests]
    """What the jobs that wait already will ask providers for, by kind; empty where they ask nobody."""

    @staticmethod
    def of(intake: Intake, stages: list[StageCounts], requests: Sequence[KindForecast]) -> Plan:
        """The papers that would be taken in, and all that there is to do then."""
        return Plan(
            dry_run=True,
            jobs=_jobs(intake),
            refused=_refused(intake),
            empty=intake.empty,
            others=_others(intake),
            loose=_loose(intake),
            stages=stages,
            requests=[PlannedRequests.of(one) for one in requests],
        )


def _of_stage(kind: str, jobs: list[EnqueuedJob], *, dry_run: bool = False, batch: int | None = None) -> Enqueued:
    return Enqueued(
        kind=kind,
        dry_run=dry_run,
        jobs=jobs,
        refused=[],
        empty=[],
        others=[],
        loose=[],
        refused_keys=[],
        batch=batch,
    )


def _jobs(intake: Intake) -> list[EnqueuedJob]:
    return [EnqueuedJob.of_paper(taken) for taken in intake.taken]


def _others(intake: Intake) -> list[OtherFiles]:
    together: Counter[str] = Counter()
    for one in intake.others:
        together.update(one.counts)
    return [OtherFiles(ending=ending or None, files=files) for ending, files in sorted(together.items())]


def _loose(intake: Intake) -> list[LoosePictures]:
    return [LoosePictures(folder=one.path, pictures=one.pictures) for one in intake.loose]


def _refused(intake: Intake) -> list[Refused]:
    return [Refused.of(refusal) for refusal in intake.refused]

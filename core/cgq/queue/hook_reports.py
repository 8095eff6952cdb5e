"""What the command of a hook reads, and a sample of it (docs/hooks.md has the fields)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from msgspec import Struct, json, to_builtins

from cgq.clock import rfc3339
from cgq.config.hooks import BATCH, DRAINED
from cgq.config.queues import QUEUES

if TYPE_CHECKING:
    from cgq.config import HookSettings

ID_BITS = 128
"""Bits of the id by which a receiver knows a repetition: those of a UUID."""


class FailureReport(Struct, frozen=True, kw_only=True):
    """What a command reads of a failed attempt (docs/hooks.md has the fields)."""

    id: str
    hook: str
    on: str
    at: str
    job: int
    kind: str
    queue: str
    attempt: int
    of: int
    state: str
    retry_at: str | None
    requested_by: str | None
    material: int | None
    file: str | None
    code: str
    message: str
    hint: str


class BatchReport(Struct, frozen=True, kw_only=True):
    """What a command reads of a batch that ended."""

    id: str
    hook: str
    on: str
    at: str
    batch: str
    requested_by: str | None
    done: int
    failed: int
    discarded: int
    cancelled: int


class DrainedReport(Struct, frozen=True, kw_only=True):
    """What a command reads of queues that ran empty."""

    id: str
    hook: str
    on: str
    at: str
    queues: list[str]
    failed: int


Report = FailureReport | BatchReport | DrainedReport


_SAMPLE: dict[str, Any] = {
    "job": 0,
    "kind": "process_pdf",
    "queue": "pdf_processing",
    "attempt": 3,
    "of": 3,
    "state": "failed",
    "retry_at": None,
    "material": None,
    "file": "sample.pdf",
    "code": "sample",
    "message": "This is a test of the hook; nothing failed.",
    "hint": "",
}
"""What the report of a test says of the failure that it is about."""


def sample(hook: str, settings: HookSettings, at: int, asker: str) -> bytes:
    """A made-up report as the hook's command would read it, marked as a `test`.

    `at` is a moment of the wall clock, `asker` whoever tries it out.
    """
    head: dict[str, Any] = {
        "id": secrets.token_hex(ID_BITS // 8),
        "hook": hook,
        "on": settings.on,
        "at": rfc3339(at),
    }
    report: Report
    if settings.on == BATCH:
        report = BatchReport(**head, batch="sample", requested_by=asker, done=3, failed=1, discarded=0, cancelled=0)
    elif settings.on == DRAINED:
        report = DrainedReport(**head, queues=list(settings.queues or QUEUES), failed=1)
    else:
        report = FailureReport(**head, **_SAMPLE, requested_by=asker)
    counted = {"count": 1, "jobs": [0]} if isinstance(report, FailureReport) else {}
    return json.encode({**to_builtins(report), **counted, "run": 0, "try": 1, "test": True}) + b"\n"

"""Backups that were made, and put back, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.text import amount, counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.backup import Backup
    from cgq.actions.restore import Replaced, Restored
    from cgq.actions.whole import Whole


def made(backup: Backup) -> Iterator[str]:
    """What a backup holds, and where it lies."""
    yield f"Wrote {one_line(str(backup.path))}, {amount(backup.size)}: {holds(backup.whole)}."
    if backup.files:
        folder = f"{one_line(str(backup.path))}-files"
        yield f"{counted(backup.files, 'file')} of jobs: in the folder {folder}, which belongs to it."
    if backup.returned:
        ran = counted(backup.returned, "job")
        yield f"{ran} ran just then; in the backup {_are(backup.returned)} ready to start again."


def question(replaced: Replaced, backup: Whole) -> str:
    """What a person is asked."""
    now = "a file that cannot be read" if replaced.whole is None else holds(replaced.whole)
    return f"Replace {one_line(str(replaced.path))} ({now}) by the backup ({holds(backup)})?"


def restored(done: Restored) -> Iterator[str]:
    """What the database holds now, and where the one lies that was there."""
    yield f"Restored {one_line(str(done.path))}: {holds(done.whole)}."
    if done.files:
        yield f"Put back {counted(done.files, 'file')} of jobs."
    if done.returned:
        ran = counted(done.returned, "job")
        yield f"{ran} ran when the backup was made; {_are(done.returned)} ready to start again."
    if done.kept is not None:
        yield f"The database that was there is kept as {one_line(str(done.kept))}."


def _are(count: int) -> str:
    return "it is" if count == 1 else "they are"


def holds(whole: Whole) -> str:
    """`12 papers, 171 questions, 431 jobs`"""
    jobs = counted(sum(whole.jobs.values()), "job")
    return f"{counted(whole.papers, 'paper')}, {counted(whole.questions, 'question')}, {jobs}"

"""A paper that gets another file, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.removal import lies_there
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.replace_paper import Replacement


def question(replacement: Replacement) -> str:
    """What a person is asked."""
    material, loss = replacement.material, replacement.loss
    holds = f"{counted(loss.questions, 'question')}, {loss.only_here} of them nowhere else"
    return f"Replace the file of paper {material.id} ({one_line(material.title)}: {holds})?"


def lines(replacement: Replacement, *, dry_run: bool = False) -> Iterator[str]:
    """What was ordered, and what comes of it."""
    material, loss = replacement.material, replacement.loss
    path = one_line(replacement.file.path)
    if dry_run:
        yield f"Would read {path} as paper {material.id} ({one_line(material.title)})."
    else:
        yield f"Job {replacement.job} reads {path} as paper {material.id} ({one_line(material.title)})."
    yield "Until it is read the paper stays as it was."
    if loss.questions:
        held = counted(loss.questions, "question")
        yield f"Then those of its {held} that neither the new file nor another paper prints leave the bank."
    if replacement.decisions:
        yield f"Of {counted(replacement.decisions, 'decision')} about it, those that fit what is read stay."
    yield from map(lies_there, replacement.left)
    if replacement.jobs and not dry_run:
        yield f"Cancelled {counted(len(replacement.jobs), 'job')}."

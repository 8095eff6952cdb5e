"""What goes with papers, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.change_papers import Going, Removal


def going(removal: Removal) -> Iterator[str]:
    """A line a paper, before anything is done."""
    for paper in removal.papers:
        yield f"{_named(paper)}: {', '.join(_parts(paper))}."
    if removal.jobs:
        yield f"{counted(len(removal.jobs), 'job')} that {_is_are(len(removal.jobs))} not over would be cancelled."


def question(removal: Removal) -> str:
    """What a person is asked."""
    papers, lost = counted(len(removal.papers), "paper"), counted(removal.questions, "question")
    return f"Remove {papers}, with {lost} that no other paper prints?"


def lines(removal: Removal, *, dry_run: bool = False) -> Iterator[str]:
    """What was done, or would be."""
    if dry_run:
        yield from going(removal)
        yield f"Would remove {_sum(removal)}."
        yield from _staying(removal)
        yield from _left(removal)
        return
    yield f"Removed {_sum(removal)}."
    yield from _staying(removal)
    if removal.jobs:
        yield f"Cancelled {counted(len(removal.jobs), 'job')}."
    if removal.files:
        yield f"Removed {counted(removal.files, 'file')} that jobs had made."
    for paper in removal.papers:
        for link in paper.answered:
            yield f"Paper {link.material} ({one_line(link.title)}) has lost the answers of key {paper.material.id}."
    if decisions := sum(paper.decisions for paper in removal.papers):
        kept = f"{counted(decisions, 'decision')} about them {_is_are(decisions)} kept"
        yield f"{kept} and will hold when they are taken in again."
    if attempts := sum(paper.attempts for paper in removal.papers):
        yield (
            f"{counted(attempts, 'attempt')} of learners at their questions {_is_are(attempts)} kept: judged by other "
            "papers that print them, else unknown until they are taken in again."
        )
    yield from _left(removal)


def lies_there(path: str) -> str:
    """What becomes of a file that belongs to no paper."""
    return f"{one_line(path)} still lies there; a run over its folder takes it in again."


def _left(removal: Removal) -> Iterator[str]:
    yield from (lies_there(path) for paper in removal.papers for path in paper.left)
    for paper in removal.papers:
        for path in paper.kept:
            yield f"{one_line(path)} is kept for a week; the first upkeep after that removes it."


def _sum(removal: Removal) -> str:
    return f"{counted(len(removal.papers), 'paper')} and {counted(removal.questions, 'question')}"


def _staying(removal: Removal) -> Iterator[str]:
    """What a removed paper prints and another one, too."""
    stay = removal.papers[0].loss.questions - removal.questions if len(removal.papers) == 1 else 0
    if stay:
        verb = "stays" if stay == 1 else "stay"
        yield f"{counted(stay, 'more question')} of it {verb}: other papers print them, too."


def _named(paper: Going) -> str:
    return f"Paper {paper.material.id} ({one_line(paper.material.title)})"


def _parts(paper: Going) -> Iterator[str]:
    found = paper.loss
    here = f", {found.only_here} of them nowhere else" if found.questions else ""
    yield counted(found.questions, "question") + here
    if paper.decisions:
        yield f"{counted(paper.decisions, 'decision')} about them"
    if paper.attempts:
        yield f"{counted(paper.attempts, 'attempt')} of {counted(paper.learners, 'learner')} at them"
    if paper.answered:
        yield "the answers of paper " + ", ".join(str(link.material) for link in paper.answered)


def _is_are(count: int) -> str:
    return "is" if count == 1 else "are"

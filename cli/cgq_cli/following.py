"""Which way a run is followed on this screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.live import Following, Lines, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.queue.listing import Paper
    from cgq.workspace import Workspace
    from cgq_cli.output import Screen
    from cgq_cli.render.live import Follower


def following(screen: Screen, workspace: Workspace) -> Following:
    """JSON for a program; bars at a terminal; lines elsewhere; with --progress none only what went wrong."""
    from cgq.actions.jobs import papers_behind
    from cgq.actions.run import tally

    def papers(jobs: Sequence[int]) -> Mapping[int, Paper]:
        return papers_behind(workspace, jobs)

    follower: Follower
    if screen.json:
        follower = Stream(screen, papers)
    elif screen.progress == "bars":
        from cgq_cli.render.bars import Bars

        follower = Bars(screen, papers, tally(workspace))
    else:
        follower = Lines(screen, papers, quiet=screen.progress == "none")
    return Following(follower)

"""One run or one service, from the command line: follow it, tell what it came to, and end with its code."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cgq_cli.following import following
from cgq_cli.render import summary
from cgq_cli.render.stages import COLUMNS, counts, rows
from cgq_cli.signals import INTERRUPTED, TERMINATED, TERMINATING, listening
from cgq_cli.which_bank import bank_lines, chosen_bank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.run import Outcome, Wishes
    from cgq.queue.stats import SupervisorStatus
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation
    from cgq_cli.output import Screen

SOME_FAILED, KEPT_BY_PAUSE = 3, 6


def run_and_tell(asked: Invocation, workspace: Workspace, wishes: Wishes, own: Sequence[int] | None = None) -> int:
    """Work as wished, drawing it; then the summary, which names the bank. The exit code."""
    from cgq.actions.run import run
    from cgq.documents.summary import Summary

    screen = asked.screen
    with following(screen, workspace) as follow, redirect_stdout(sys.stderr):  # what a stage prints is no answer
        outcome = run(workspace, wishes, follow, listening, own)
        follow.close(outcome.after)
    if outcome.reason == "running":
        return tell_standing_back(screen)
    code = exit_code(outcome)
    moved = counts(outcome.before, outcome.after)
    bank = chosen_bank(asked, is_empty=outcome.bank is not None and not outcome.bank.materials)
    below = (*summary.given_up_lines(moved), *summary.remarks(outcome), *bank_lines(bank))
    screen.account_table(Summary.of(outcome, moved, code, bank), COLUMNS, rows(moved), below)
    return code


def exit_code(outcome: Outcome) -> int:
    """Of a signal that came before all was finished, else 6 when a pause kept it from that, 3 when jobs failed, 0."""
    if outcome.reason == "SIGINT":
        return INTERRUPTED
    if outcome.reason in TERMINATING and outcome.cut_short:
        return TERMINATED
    if outcome.reason in TERMINATING and outcome.served:
        return 0
    if outcome.kept_by_pause:
        return KEPT_BY_PAUSE
    return SOME_FAILED if outcome.lost else 0


def tell_standing_back(screen: Screen, other: SupervisorStatus | None = None) -> int:
    """Say that another one is at work already; there is nothing to do here."""
    from cgq.documents.summary import Skipped

    by = f" (pid {other.pid} on {other.host})" if other else ""
    screen.account(Skipped.of(other), [f"Another cgq works on this database{by}; nothing was done."])
    return 0

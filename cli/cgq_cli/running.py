"""One run or one service, from the command line: follow it, tell what it came to, and end with its code."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cgq_cli.exit_codes import INTERRUPTED, KEPT_BY_BUDGET, KEPT_BY_PAUSE, SOME_FAILED, TERMINATED
from cgq_cli.following import following
from cgq_cli.intake import complain_of_key
from cgq_cli.render import summary
from cgq_cli.render.intake import idle_sentence, refused_hint, taken_up_sentence
from cgq_cli.render.stages import COLUMNS, counts, rows
from cgq_cli.signals import TERMINATING, listening
from cgq_cli.which_bank import bank_lines, chosen_bank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Intake
    from cgq.actions.run import Outcome, Wishes
    from cgq.queue.stats import SupervisorStatus
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation
    from cgq_cli.output import Screen


def run_and_report(
    asked: Invocation,
    workspace: Workspace,
    wishes: Wishes,
    intake: Intake | None = None,
    names: Sequence[str] = (),
    *,
    refused: int = 0,
) -> int:
    """Work as wished, drawing it; then the summary, which names the bank. The exit code.

    With an `intake`, which was taken in by these names, it works until those papers are over. `refused` is the exit
    code where all goes well: not 0 where some of the names gave no paper.
    """
    from cgq.actions.run import run
    from cgq.documents.summary import Summary

    screen = asked.screen
    # Those of known papers too: what follows from a job that is done may have been interrupted.
    own = None if intake is None else [taken.job for taken in intake.taken]
    key = None if intake is None else intake.key
    with following(screen, workspace) as follow, redirect_stdout(sys.stderr):  # what a stage prints is no answer
        outcome = run(workspace, wishes, follow, listening, own, key)
        follow.close(outcome.after)
    if outcome.reason == "running":
        return report_standing_back(screen) or refused
    code = exit_code(outcome) or refused
    moved = counts(outcome.before, outcome.after)
    bank = chosen_bank(asked, is_empty=outcome.bank is not None and not outcome.bank.materials)
    idle, hint = "" if intake is None else None, ""
    if intake is not None and intake.is_idle:
        idle = taken_up_sentence(intake, outcome.states) if moved else idle_sentence(intake, names)
        hint = refused_hint(intake, names)
    below = summary.lines(outcome, moved, bank_lines(bank), idle, hint)
    screen.account_table(Summary.of(outcome, moved, code, bank), COLUMNS, rows(moved), below)
    _complain(screen, outcome)
    return code


def _complain(screen: Screen, outcome: Outcome) -> None:
    """What went wrong and was not told while it happened."""
    complain_of_key(screen, outcome.refused_keys)
    if screen.quiet:
        for text in summary.trouble_lines(outcome):
            screen.complain(text)


def exit_code(outcome: Outcome) -> int:
    """Of a signal that came before all was finished, else 6 when a pause or the want of money kept it from that, 3 when
    jobs failed or items of them, or a named key was refused, else 0."""
    if outcome.reason == "SIGINT":
        return INTERRUPTED
    if outcome.reason in TERMINATING and outcome.cut_short:
        return TERMINATED
    if outcome.reason in (*TERMINATING, "upgraded") and outcome.served:
        return 0
    if outcome.kept_by_pause:
        return KEPT_BY_PAUSE
    if outcome.kept_by_budget:
        return KEPT_BY_BUDGET
    return SOME_FAILED if outcome.lost or outcome.failed_items or outcome.refused_keys else 0


def report_standing_back(screen: Screen, other: SupervisorStatus | None = None) -> int:
    """Say that another one is at work already; there is nothing to do here."""
    from cgq.documents.summary import Skipped

    by = f" (pid {other.pid} on {other.host})" if other else ""
    screen.account(Skipped.of(other), [f"Another cgq works on this database{by}; nothing was done."])
    return 0

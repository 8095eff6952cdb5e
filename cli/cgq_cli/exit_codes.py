"""What a command exits with where no error of `cgq.errors` ends it, which has its own exit code."""

from __future__ import annotations

SOME_FAILED = 3
"""All was done, but a part of the work that was asked for failed for good: a job, an item of one, a file, a picture, a
named key. Also the answer to whether something failed or stalled: `cgq status --check`, `cgq failed --exit-code`."""

KEPT_BY_PAUSE = 6
"""A paused queue kept a run from its end. The same code as `cgq.errors.NotReady` has."""

KEPT_BY_BUDGET = 6
"""There was no money for a request that a run had to make (M2): `--max-cost`, [budget], or an unknown price."""

INTERRUPTED = 130
"""Ctrl-C ended it: 128 and the number of SIGINT, as shells have it."""

TERMINATED = 143
"""SIGTERM ended it, or its terminal went away: 128 and the number of SIGTERM."""

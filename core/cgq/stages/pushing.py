"""The one job that sends to Neo4j what changed, however many ask for it."""

from __future__ import annotations

from cgq.queue.job import NewJob

KIND = "push_graph"
PUSH_DELAY = 1.0  # seconds; chosen
"""Seconds in which changes gather before they are sent."""


def push(delay: float = PUSH_DELAY) -> NewJob:
    """The job; one waits at most, and one runs at most."""
    return NewJob(kind=KIND, args={}, coalesce=KIND, mutex=KIND, priority="low", delay=delay)

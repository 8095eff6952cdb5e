"""Rules of a client that waits for nothing."""

from __future__ import annotations

from typing import Any

from cgq.web.rules import WebRules

MB = 1024 * 1024


def web_rules(*hosts: str, **other: Any) -> WebRules:
    """Rules that let these hosts through: `host` or `host:port`."""
    settings: dict[str, Any] = {"delay": 0.0, "seconds": 30.0, "most_bytes": 2 * MB, "contact": ""}
    return WebRules(allowed_hosts=hosts, **{**settings, **other})

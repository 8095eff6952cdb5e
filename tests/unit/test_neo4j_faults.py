"""What a person reads when Neo4j is not there."""

from __future__ import annotations

import socket

import pytest

from cgq.config import Neo4jSettings
from cgq.errors import ProviderFailed
from cgq.graph.neo4j.connection import connected


def test_a_server_that_nobody_runs_is_named_with_the_system_s_own_word() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{unused.getsockname()[1]}"
        with connected(Neo4jSettings(uri=uri), {}) as connection, pytest.raises(ProviderFailed) as failed:
            connection.verify()
    assert failed.value.code == "neo4j_unavailable"
    assert failed.value.message == f"Neo4j could not be reached at {uri}: Connection refused."

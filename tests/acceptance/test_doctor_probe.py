"""`cgq doctor --probe`: each provider that the settings name is asked one small thing, and nobody without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home
from tests.support.provider import DIMENSION, LoopbackProvider, Reply, loopback_provider

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with loopback_provider() as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, empty_database: Path, provider: LoopbackProvider) -> Home:
    home = Home(tmp_path / "home", None, empty_database)
    home.file(
        "cgq.toml",
        f"""
        [embedding]
        provider = "openai"
        dimension = {DIMENSION}
        [reading]
        provider = "lab"
        model = "looker"
        [providers.lab]
        preset = "vllm"
        base_url = "{provider.url}"
        """.encode(),
    )
    home.environment |= {"OPENAI_BASE_URL": provider.url, "OPENAI_API_KEY": "sk-any-0123456789abcdef"}
    return home


def probes(home: Home, exits: int = 0) -> dict[str, Any]:
    return {check["name"]: check for check in home.json("doctor", "--probe", exits=exits)["checks"]}


def test_without_probe_nobody_is_asked(home: Home, provider: LoopbackProvider) -> None:
    home.cgq("doctor")
    assert provider.asked == []


def test_each_use_is_tried_and_its_cost_is_announced_and_journalled(home: Home, provider: LoopbackProvider) -> None:
    provider.write = lambda _: '{"number": 7}'
    provider.headers = {"x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-requests": "1s"}
    found = probes(home)
    assert found["probe"]["message"] == "2 small requests to openai and lab, about 300 tokens in all"
    embedding, look = found["probe of embedding"]["message"], found["probe of second look"]["message"]
    assert embedding.startswith("text-embedding-3-small by openai: 4 numbers, as configured; ")
    assert "59 requests left for 1 s" in embedding
    assert look.startswith("looker by lab: held to the JSON schema; ")
    assert "120 tokens" in look
    assert [state for (state,) in home.rows("SELECT state FROM paid_call")] == ["answered"] * 2
    probes(home)
    assert len(provider.asked) == 4, "a probe is not answered by the journal"


def test_what_fails_has_its_cure_and_stops_no_other_probe(home: Home, provider: LoopbackProvider) -> None:
    provider.dimension = DIMENSION + 1
    provider.script = [Reply(), Reply(401, {"error": {"message": "no such key"}})]
    found = probes(home, exits=6)
    assert (found["probe of embedding"]["state"], found["probe of second look"]["state"]) == ("fail", "fail")
    assert found["probe of embedding"]["hint"] == f"Set embedding.dimension to {DIMENSION + 1}, or name another model."
    assert "[provider_auth]" in found["probe of second look"]["message"]


def test_a_model_that_follows_no_schema_is_found_out(home: Home, provider: LoopbackProvider) -> None:
    provider.write = lambda _: json.dumps({"number": 8})
    found = probes(home, exits=6)
    assert found["probe of embedding"]["state"] == "ok"
    assert "answered 8 where 7 was right" in found["probe of second look"]["message"]


def test_where_no_provider_is_named_nobody_is_asked(tmp_path: Path, empty_database: Path) -> None:
    home = Home(tmp_path / "bare", None, empty_database)
    assert probes(home)["probe"]["message"] == "no provider is named: nobody is asked"

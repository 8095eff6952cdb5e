"""What models cost: exact, dated, and unknown where no list has them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cgq.enrich.prices import load
from cgq.errors import CgqError, NotReady
from cgq.money import dollars, parse_dollars

if TYPE_CHECKING:
    from pathlib import Path


def test_the_program_s_own_list_is_dated_and_names_its_sources() -> None:
    models = load().models
    assert all(price.listed is not None for price in models.values())
    assert all(price.source.startswith("https://") for price in models.values())
    assert {provider for provider, _ in models} == {"openai", "gemini", "anthropic"}


def test_a_cost_is_exact_and_rounded_up_to_a_millionth_of_a_dollar() -> None:
    prices = load()
    assert prices.cost("openai", "text-embedding-3-small", 1_000_000) == 20_000
    assert prices.cost("openai", "text-embedding-3-small", 1) == 1
    assert prices.cost("openai", "gpt-5-mini", 1_000, 100) == 250 + 200


def test_an_unknown_model_has_no_price_and_a_server_of_one_s_own_costs_nothing() -> None:
    prices = load()
    assert prices.cost("openai", "gpt-of-tomorrow", 10) is None
    assert prices.cost("elsewhere", "gpt-5-mini", 10) is None
    assert prices.cost("ollama", "whatever", 10, 10) == 0


def test_what_is_cached_or_goes_in_a_batch_costs_less() -> None:
    price = load().of("openai", "gpt-5-mini")
    assert price is not None
    assert price.cost(1_000_000, cached=1_000_000) == 25_000
    assert price.cost(1_000_000, 1_000_000, in_batch=True) == 1_125_000
    assert price.cost(0, images=1) is None


def test_a_list_of_one_s_own_goes_before_the_program_s(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(
        'date = 2026-11-01\n[openai.models]\n"gpt-5-mini" = { input = 0.30, output = 2.5 }\n'
        '[mine.models]\n"picture" = { image = 0.04 }\n[house]\nfree = true\n'
    )
    prices = load(str(own))
    assert prices.cost("openai", "gpt-5-mini", 1_000_000) == 300_000
    assert prices.cost("openai", "gpt-5-nano", 1_000_000) == 50_000
    assert prices.cost("house", "any", 5) == 0
    picture = prices.of("mine", "picture")
    assert picture is not None
    assert picture.cost(0, images=2) == 80_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[openai]\nfree = true\n", "of which day"),
        ("date = 2026-01-01\nopenai = 3\n", "is no table"),
        ("date = 2026-01-01\n[openai.models]\nx = { inptu = 1 }\n", "has no 'inptu'"),
        ("date = 2026-01-01\n[openai.models]\nx = { input = -1 }\n", "not between"),
        ("date = 2026-01-01\n[openai.models]\nx = { input = true }\n", "is no number"),
        ("date = 2026-01-01\n[openai.models]\nx = { input = nan }\n", "not between"),
        ("date = 2026-01-01\n[openai.models]\nx = { output = 1 }\n", "neither input nor image"),
        ("date = 2026-01-01\n[openai.models]\nx = { input = 1, context = 0 }\n", "whole number"),
        ("date = 2026-01-01\n[openai]\nbatch = 2\n[openai.models]\nx = { input = 1 }\n", "not between"),
        ("date = ", "is no TOML"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(text)
    with pytest.raises(CgqError, match=said) as refused:
        load(str(own))
    assert refused.value.code == "bad_prices"
    assert str(own) in refused.value.message


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="cannot be read"):
        load(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(("text", "amount"), [("5", 5_000_000), ("$1.50", 1_500_000), ("0.000001", 1), ("0", 0)])
def test_an_amount_of_dollars_is_read_exactly(text: str, amount: int) -> None:
    assert parse_dollars(text) == amount


@pytest.mark.parametrize("text", ["", "x", "-1", "nan", "inf", "0.0000001", "1,50", "2000000"])
def test_an_amount_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        parse_dollars(text)


def test_an_amount_is_written_whole() -> None:
    assert [dollars(n) for n in (0, 1, 1_500_000, 1_234_567_890)] == ["$0.00", "$0.000001", "$1.50", "$1,234.56789"]
    assert parse_dollars(str(Decimal("0.1") + Decimal("0.2"))) == 300_000

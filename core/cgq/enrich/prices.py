"""What models cost: the price list that comes with the program, under the user's own (`[prices] file` in cgq.toml).

A model that no list has, has no price: what it would cost is unknown, and never guessed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from cgq.config import refuse_unknown
from cgq.errors import NotReady
from cgq.money import rounded_up

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED = "prices.toml"
"""The list that comes with the program, adjacent to this module."""

DEAREST = Decimal(100_000)
"""US dollars for a million tokens that no model costs: a larger number is a slip of the pen."""

_AMOUNTS = ("input", "output", "cached", "image")
_FIELDS = (*_AMOUNTS, "batch", "context")
_PROVIDER = ("source", "batch", "free", "models")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one model costs: US dollars for a million tokens sent, returned, and found in the provider's cache.

    `batch` is the share of it that the batch API takes, `image` dollars for a picture, `context` tokens of the longest
    request; None where the list does not say. `source` is where the provider publishes it, `listed` the day of the
    list.
    """

    input: Decimal = Decimal(0)
    output: Decimal = Decimal(0)
    cached: Decimal | None = None
    batch: Decimal | None = None
    image: Decimal | None = None
    context: int | None = None
    source: str = ""
    listed: date | None = None

    def cost(
        self, tokens_in: int, tokens_out: int = 0, *, cached: int = 0, images: int = 0, in_batch: bool = False
    ) -> int | None:
        """Millionths of a dollar, rounded up; `cached` are those of `tokens_in` that the provider had kept.

        None where the list does not have what is asked for: a picture's price, a batch's share.
        """
        if (images and self.image is None) or (in_batch and self.batch is None):
            return None
        kept = self.input if self.cached is None else self.cached
        # Dollars for a million tokens are millionths of a dollar for one.
        total = (tokens_in - cached) * self.input + cached * kept + tokens_out * self.output
        total += images * (self.image or 0) * 1_000_000
        return rounded_up(total * self.batch if in_batch and self.batch is not None else total)


FREE = Price()
"""The price of a model that nobody bills."""


@dataclass(frozen=True, slots=True)
class Prices:
    """A price list: `models` by provider and model; `free` are the providers that bill nothing."""

    models: Mapping[tuple[str, str], Price] = field(default_factory=dict[tuple[str, str], Price])
    free: frozenset[str] = frozenset()

    def of(self, provider: str, model: str) -> Price | None:
        """The price of a model; None where none is known."""
        return self.models.get((provider, model)) or (FREE if provider in self.free else None)

    def cost(
        self, provider: str, model: str, tokens_in: int, tokens_out: int = 0, *, in_batch: bool = False
    ) -> int | None:
        """Millionths of a dollar for a request, rounded up; None where no price is known, `in_batch` no share of it."""
        price = self.of(provider, model)
        if price is None or price == FREE:
            return None if price is None else 0
        return price.cost(tokens_in, tokens_out, in_batch=in_batch)


def load(own: str | None = None) -> Prices:
    """The list of the program, and over it the file `own`. Raises NotReady for a file that is no price list."""
    shipped = _read(files("cgq.enrich").joinpath(SHIPPED).read_text(encoding="utf-8"), SHIPPED)
    if own is None:
        return shipped
    try:
        text = Path(own).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        _refuse(own, f"cannot be read: {reason}")
    above = _read(text, own)
    return Prices({**shipped.models, **above.models}, shipped.free | above.free)


def _read(text: str, name: str) -> Prices:
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        _refuse(name, f"is no TOML: {error}")
    listed = found.pop("date", None)
    if not isinstance(listed, date):
        _refuse(name, "does not say of which day its prices are: date = 2026-07-01")
    models: dict[tuple[str, str], Price] = {}
    free: set[str] = set()
    for provider, table in found.items():
        said = _table(name, provider, table, _PROVIDER)
        if said.get("free", False) not in (True, False):
            _refuse(name, f"[{provider}] free is true or false")
        if said.get("free"):
            free.add(provider)
        for model, price in _table(name, f"{provider}.models", said.get("models", {}), None).items():
            models[provider, model] = _price(name, provider, model, price, said, listed)
    return Prices(models, frozenset(free))


def _price(name: str, provider: str, model: str, price: Any, said: Mapping[str, Any], listed: date) -> Price:
    where = f"{provider}.models.{model}"
    table = {"batch": said.get("batch"), **_table(name, where, price, _FIELDS)}
    amounts = {key: _amount(name, f"{where}.{key}", table[key], DEAREST) for key in _AMOUNTS if key in table}
    if "input" not in amounts and "image" not in amounts:
        _refuse(name, f"[{where}] has neither input nor image")
    batch = None if table["batch"] is None else _amount(name, f"{where}.batch", table["batch"], Decimal(1))
    context = table.get("context")
    if context is not None and (not isinstance(context, int) or isinstance(context, bool) or context < 1):
        _refuse(name, f"{where}.context is a whole number of tokens")
    return Price(**amounts, batch=batch, context=context, source=str(said.get("source", "")), listed=listed)


def _table(name: str, where: str, found: Any, known: tuple[str, ...] | None) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        _refuse(name, f"[{where}] is no table")
    table = cast("dict[str, Any]", found)
    for key in table:
        if known is not None and key not in known:
            refuse_unknown(f"{name}: [{where}] has no {key!r}", key, known, code="bad_prices")
    return table


def _amount(name: str, where: str, value: Any, most: Decimal) -> Decimal:
    """A number that is not below nought and not above `most`, exact as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        _refuse(name, f"{where} is no number")
    amount = Decimal(value)
    if not amount.is_finite() or not 0 <= amount <= most:
        _refuse(name, f"{where} is not between 0 and {most:,}")
    return amount


def _refuse(name: str, why: str) -> NoReturn:
    raise NotReady(
        f"The price list {name} {why}",
        code="bad_prices",
        hint="Correct it, or take it out of [prices] in cgq.toml.",
    )

"""Amounts of money: whole millionths of a US dollar, so that sums are exact."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation

PER_DOLLAR = 1_000_000
"""Millionths of a dollar: prices are given for a million tokens, so a token at $1 costs one of them."""

MOST_DOLLARS = 1_000_000
"""US dollars that an amount has at most: a larger budget is a slip of the pen, and sums of it fit into SQLite."""


def parse_dollars(text: str) -> int:
    """Millionths in `5`, `0.25` or `$1.50`. ValueError for anything else, and for parts of a millionth."""
    try:
        amount = Decimal(text.strip().removeprefix("$"))
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no amount of US dollars such as 1.50") from error
    if not amount.is_finite() or not 0 <= amount <= MOST_DOLLARS or amount * PER_DOLLAR % 1:
        raise ValueError(f"{text!r} is no amount of US dollars such as 1.50")
    return int(amount * PER_DOLLAR)


def dollars(millionths: int) -> str:
    """`$1.50`, `$0.0123`: at least two decimals, and as many as the amount has, so that nothing is rounded away."""
    whole, rest = divmod(millionths, PER_DOLLAR)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"${whole:,}.{decimals}"


def rounded_up(millionths: Decimal) -> int:
    """Whole millionths, never too few: what is reserved must cover what is asked for."""
    return int(millionths.to_integral_value(ROUND_CEILING))

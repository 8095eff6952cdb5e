"""What was spent with providers: a table, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint
from cgq.money import dollars
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.actions.cost import Costs
    from cgq.actions.forecast import KindForecast
    from cgq.queue.costs import By, Cost


def columns(by: By) -> tuple[Column, ...]:
    """The columns of a table by job, model, day, kind or provider."""
    return (
        Column(by, main=True),
        Column("calls", "number"),
        Column("failed", "number", asks=True, spare=5),
        Column("lost", "number", asks=True),
        Column("under_way", "number", title="under way", asks=True, spare=4),
        Column("unknown", "number", title="no price", asks=True),
        Column("tokens_in", "number", title="tokens in", spare=2),
        Column("tokens_out", "number", title="tokens out", spare=3),
        Column("cost", "number"),
    )


def rows(found: Costs) -> list[dict[str, Any]]:
    """A row for each."""
    return [{**row._asdict(), found.by: one_line(row.name), "cost": dollars(row.cost)} for row in found.rows]


def remarks(found: Costs) -> Iterator[str]:
    """The sum, what of it is not sure, and what the budgets leave."""
    yield total_line(found.total)
    for one in found.budgets:
        when = "Today" if one.period == "day" else "This month"
        of = "no budget" if one.cap is None else f"of {dollars(one.cap)}"
        yield f"{when} (UTC): {dollars(one.spent)}, {of}."
    if found.total.unknown:
        yield Hint("Name the prices that are missing in a file under [prices] in cgq.toml: `cgq help cost`")


def total_line(total: Cost) -> str:
    """`3 requests, 1,200 tokens in, 80 out: $0.0012, of which 1 lost one may have cost $0.0004.`"""
    tokens = f"{total.tokens_in:,} tokens in, {total.tokens_out:,} out"
    text = f"{counted(total.calls, 'request')}, {tokens}: {dollars(total.cost)}"
    if total.lost:
        text += f", of which {total.lost} lost may have cost {dollars(total.lost_cost)}"
    if total.unknown:
        text += f"; {total.unknown} without a known price"
    return f"{text}."


def forecast_lines(found: Iterable[KindForecast]) -> Iterator[str]:
    """`generate_embedding: 3 requests to openai (MODEL), about 12,000 tokens in, 0 out: at most $0.0003.`"""
    for one in found:
        asks = one.asks
        cost = "no price is known" if one.cost is None else f"at most {dollars(one.cost)}"
        requests = f"{counted(asks.calls, 'request')} to {asks.provider} ({one_line(asks.model)})"
        yield f"{one.kind}: {requests}, about {asks.tokens_in:,} tokens in, {asks.tokens_out:,} out: {cost}."

"""What a database holds besides the queue, without ids and times: equal for equal contents (R4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cgq.bank.rows import ADDED, ROWS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

LEDGER = {
    *("job", "last_job", "attempt", "work", "chain", "tally", "ended", "queue_turn", "document_turn", "pause"),
    *("item", "searched_page", "batch", "schedule", "schedule_slot", "ended_total", "latency", "hook_run"),
    *("supervisor", "slot", "limiter", "limiter_start", "circuit", "effect", "vector_index", "meaning_floor", "moment"),
    *("paid_call", "paid_answer", "provider_rate", "spending", "unaffordable", "payment_wait"),
    *("provider_batch", "provider_batch_item", "provider_batch_wait"),
    *("projection", "outbox"),
}
NAMES = {"material": "sha256", "question": "hash", "concept": "name"}
ROW_PLACES = {("reading", "seq"), ("appearance", "seq"), ("appearance", "reading")}
"""Columns in which the job that brought a row of a file stands above its row (cgq/bank/rows.py)."""

Contents = dict[str, list[tuple[Any, ...]]]


def contents(connection: sqlite3.Connection) -> Contents:
    """Table -> its rows in an order of their own; ids are replaced by what they name."""
    named = {
        table: dict(connection.execute(f"SELECT id, {column} FROM {table}").fetchall())
        for table, column in NAMES.items()
    }
    named["repeat_group"] = _groups(connection, named["question"])
    found = {table: _rows(connection, table, named) for table in _tables(connection)}
    # Vectors of texts that have left the bank stay; which those are depends on the order of the papers.
    texts = {text for (text,) in connection.execute("SELECT text_hash FROM question")}
    found["vector"] = [row for row in found["vector"] if row[0] in texts]
    texts_found = connection.execute("SELECT rowid, body FROM question_fts").fetchall()
    found["searched texts"] = sorted((named["question"].get(row, f"? {row}"), body) for row, body in texts_found)
    indexed = "SELECT rowid, stem || char(10) || rest || char(10) || explanation FROM question_word"
    words = connection.execute(indexed).fetchall()
    found["searched words"] = sorted((named["question"].get(row, f"? {row}"), held) for row, held in words)
    found["papers' jobs"] = _papers(connection)
    return found


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    hidden = ("sqlite_", "question_fts", "question_word", "near_")
    return sorted(name for (name,) in rows if name not in LEDGER and not name.startswith(hidden))


def _rows(connection: sqlite3.Connection, table: str, named: dict[str, dict[int, str]]) -> list[tuple[Any, ...]]:
    refers = dict(connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,)).fetchall())
    shown: dict[str, Callable[[Any], Any]] = {}
    for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall():
        if column != "id" and not column.endswith("_at"):
            shown[column] = _column(table, column, named.get(refers.get(column, "")))
    rows = connection.execute(f"SELECT {', '.join(shown)} FROM {table}").fetchall()
    return sorted(
        (tuple(show(value) for show, value in zip(shown.values(), row, strict=True)) for row in rows), key=repr
    )


def _column(table: str, column: str, names: dict[int, str] | None) -> Callable[[Any], Any]:
    """How the values of a column are shown; `names` are what its ids name."""
    if names is not None:
        return {None: None, **names}.__getitem__
    return _row_alone if (table, column) in ROW_PLACES else _same


def _same(value: Any) -> Any:
    return value


def _row_alone(seq: int | None) -> int | None:
    """The row of a file without the number of the job that brought it, which depends on what ran before."""
    return seq if seq is None or seq >= ADDED else seq % ROWS


def _groups(connection: sqlite3.Connection, questions: dict[int, str]) -> dict[int, str]:
    """Each group of repeats by the hashes of its questions: its number depends on the order of the papers."""
    members: defaultdict[int, list[str]] = defaultdict(list)
    for question, group in connection.execute("SELECT question_id, group_id FROM repeat_member"):
        members[group].append(questions[question])
    return {group: " ".join(sorted(hashes)) for group, hashes in members.items()}


def _papers(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """How the reading of each paper ended."""
    sql = """SELECT m.sha256, j.state, j.error_code FROM job AS j
             JOIN material AS m ON m.id = j.args ->> 'material' WHERE j.kind = 'process_pdf'"""
    return sorted(connection.execute(sql).fetchall(), key=repr)


def differences(one: Contents, other: Contents) -> list[str]:
    """A line for each table that differs, with the first rows that only one of both has."""
    found: list[str] = []
    for table in sorted(one.keys() | other.keys()):
        left, right = _counted(one.get(table, [])), _counted(other.get(table, []))
        if left != right:
            gone = [row for row in left if left[row] > right[row]]
            extra = [row for row in right if right[row] > left[row]]
            sample = "; ".join(row[:200] for row in (*gone[:1], *extra[:1]))
            found.append(f"{table}: {len(gone)} rows only undisturbed, {len(extra)} only disturbed: {sample}")
    return found


def _counted(rows: list[tuple[Any, ...]]) -> defaultdict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        counts[repr(row)] += 1
    return counts

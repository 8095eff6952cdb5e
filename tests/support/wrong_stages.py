"""Kinds that describe themselves wrongly, each in one thing, and what must be said of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cgq.contract import Arguments, Done, NoArguments
from cgq.queue.policy import Policy, Tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob


class Whole(Stage[Any, Any, Any]):
    """Nothing is wrong with it."""

    kind = "whole"

    def types(self) -> Types:
        return Types(given=Any, result=Any)

    def load(self, tx: Transaction, jobs: Sequence[Job[Any]]) -> Sequence[Any]:
        return [1 for _ in jobs]

    def compute(self, given: Sequence[Any], call: Call) -> Sequence[Done[Any]]:
        return [Done(one) for one in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Any], Any]]) -> Iterable[NewJob]:
        return []


class Complex(Arguments, frozen=True):
    """No JSON is a complex number."""

    n: complex = 1j


@dataclass
class Needed:
    """A setting without a default."""

    must: str


@dataclass
class Lists:
    """A setting of a type that no file holds."""

    words: list[str] = field(default_factory=list)


@dataclass
class Either:
    """A setting of two types."""

    one: int | str = 1


@dataclass
class Counted:
    """A secret that is no text."""

    token: int = 1


@dataclass
class Refusing:
    """Settings that refuse their own defaults."""

    n: int = 1

    def __post_init__(self) -> None:
        raise ValueError("never")


def _raise(error: BaseException) -> Callable[..., Any]:
    def method(*_: object) -> Any:
        raise error

    return method


def _policy(**cells: Any) -> dict[str, Any]:
    return {"policy": Policy(**cells)}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "w_types": ({"types": _raise(ImportError("no numpy"))}, "ImportError: no numpy (wrong_stages.py"),
    "w_types_exit": ({"types": lambda _: sys.exit(3)}, "SystemExit: 3"),
    "w_types_none": ({"types": lambda _: None}, "AttributeError"),
    "w_given": ({"types": lambda _: Types(given=complex, result=Any)}, "what it is given cannot be read from JSON"),
    "w_result": ({"types": lambda _: Types(given=Any, result=3)}, "its result cannot be read from JSON"),
    "w_item": ({"types": lambda _: Types(Any, Any, item=list[complex])}, "the result of an item cannot be read"),
    "w_init": ({"__init__": _raise(RuntimeError("not today"))}, "RuntimeError: not today"),
    "w_init_exit": ({"__init__": _raise(SystemExit(0))}, "SystemExit: 0"),
    "w_no_load": ({"load": Stage.load}, "it does not define load()"),
    "w_no_types": ({"types": Stage.types}, "it does not define types()"),
    "w_host": ({"host": "gpu"}, "its host is 'gpu', not one of pool, analyser, threads"),
    "w_about": ({"about": "everything"}, "it is about 'everything'"),
    "w_about_list": ({"about": ["question"]}, "it is about ['question']"),
    "w_field": ({"about": "question", "arguments": NoArguments}, "no field 'question'"),
    "w_arguments": ({"arguments": dict}, "its arguments are no subclass"),
    "w_complex": ({"arguments": Complex}, "its arguments cannot be read from JSON: nothing in it is of type complex"),
    "w_follows": ({"follows": "process_pdf"}, "it follows 'process_pdf'"),
    "w_batch_own": ({"batch": 0}, "its batch must be a whole number of at least 1"),
    "w_version": ({"version": 7}, "its version must be text, not 7"),
    "w_snapshot": ({"snapshot": True, "host": "analyser"}, "it wants a snapshot"),
    "w_policy": ({"policy": {"queue": "default"}}, "no cgq.queue.policy.Policy"),
    "w_queue": (_policy(queue="nosuch"), "the queue of its policy must be one of high_priority, default"),
    "w_priority": (_policy(priority="urgent"), "the priority of its policy must be one of critical"),
    "w_batch": (_policy(batch=0), "the batch of its policy must be a whole number of at least 1"),
    "w_batch_true": (_policy(batch=True), "the batch of its policy"),
    "w_limit": (_policy(limit=0), "the limit of its policy"),
    "w_limit_vast": (_policy(limit=10**20), "the limit of its policy"),
    "w_timeout": (
        _policy(timeout=0.0),
        "the timeout of its policy must be seconds, more than 0 and at most a year, not 0.0",
    ),
    "w_timeout_text": (_policy(timeout="5m"), "not '5m'"),
    "w_timeout_nan": (_policy(timeout=float("nan")), "the timeout of its policy"),
    "w_most": (_policy(timeout_most=-1.0), "the timeout_most of its policy"),
    "w_ttl": (_policy(ttl=0.0), "the ttl of its policy"),
    "w_ttl_ages": (_policy(ttl=1e300), "the ttl of its policy"),
    "w_keep": (_policy(keep_done=-1.0), "the keep_done of its policy"),
    "w_memory": (_policy(memory=0), "the memory of its policy"),
    "w_rate": (_policy(rate="10/10s"), "the rate of its policy"),
    "w_tries": (_policy(tries={"timeout": Tries(1, 0.0)}), "have no class '*'"),
    "w_tries_none": (_policy(tries=None), "the tries of its policy"),
    "w_tries_zero": (_policy(tries={"*": Tries(0, 0.0)}), "the tries of its policy"),
    "w_settings": ({"settings": dict}, "no dataclass"),
    "w_needed": ({"settings": Needed}, "its settings have no default for must"),
    "w_lists": ({"settings": Lists}, "no setting can be of type list[str]"),
    "w_either": ({"settings": Either}, "no setting can be of type int | str"),
    "w_secret": ({"settings": Counted}, "the secret token of its settings must be text or None"),
    "w_refusing": ({"settings": Refusing}, "ValueError: never (wrong_stages.py"),
}
"""Kind -> what is wrong with its class, and what must be said."""

for _kind, (_wrong, _) in WRONG.items():
    globals()[_kind] = type(_kind, (Whole,), {"kind": _kind, **_wrong})

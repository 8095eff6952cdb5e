"""How the jobs of each kind are run: a row a kind, which the kind's stage brings along (semantics T3).

A cell is changed under `[kinds.NAME]` in cgq.toml, a queue's limit and rank under `[queues.NAME]`, which makes the
queue where there is none of that name.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from cgq.config import DEFAULT_QUEUE, OWN_RANK, QUEUES, Queue, Rate, TriesSettings, rate, refuse_unknown
from cgq.config.environments import variables_for
from cgq.errors import Refused, describe_error
from cgq.hints import argument, plain
from cgq.queue.budget import Budget
from cgq.queue.names import QueueNames, prefix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cgq.config import KindSettings, QueueSettings

HOUR = 3600.0
"""Seconds of an hour, in which the times of T3 are given."""

KEPT_NEWEST = 100
"""Jobs of a kind that are kept however long ago they were done, so that what it did last can be looked at (B6)."""

MEGABYTE = 1024 * 1024
"""Bytes of the unit in which the memory of a kind is given."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a job starts in all, and the seconds to wait before each further start.

    The n-th wait is `wait`·2^(n-1) when `doubling`, else `wait`; never above the cap (T2).
    """

    starts: int
    wait: float
    doubling: bool = False


OTHER = "*"
"""The class of every error code that has none of its own."""

OTHER_SETTING = "other"
"""What that class is called in settings: `[kinds.NAME.tries.other]`."""


def tries(*, timeout: Tries, other: Tries, locked: Tries = Tries(3, 5.0)) -> Mapping[str, Tries]:
    """The classes of tries that every kind has: after a timeout, after a locked database, after anything else."""
    return MappingProxyType({"timeout": timeout, "database_locked": locked, OTHER: other})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How jobs of one kind are run. Durations in seconds.

    `tries` maps an error code to its class of tries; the exact code wins over `*`. `timeout` grows
    by `timeout_per_item` for each item that the running call has announced, up to `timeout_most`.
    `delay` is how long a job waits before it is due: from when it is enqueued, or from the end of the job that it
    starts after. A job that is done stays for `keep_done`, and as long as it is among the `keep_newest` newest of its
    kind; one that ended otherwise stays for `keep_failed` (B6). `memory` (bytes) is what a process may take beyond what
    its libraries took before the call.
    `sources` says of each cell that differs from the default where its value comes from.
    """

    queue: str = "default"
    timeout: float = 300.0
    timeout_per_item: float = 0.0
    timeout_most: float = 1800.0
    tries: Mapping[str, Tries] = field(default_factory=lambda: tries(timeout=Tries(5, 5.0), other=Tries(5, 5.0)))
    limit: int | None = None
    rate: Rate | None = None
    batch: int = 1
    priority: str = "normal"
    delay: float = 0.0
    ttl: float | None = None
    keep_done: float = 24 * HOUR
    keep_failed: float = 168 * HOUR
    keep_newest: int = KEPT_NEWEST
    memory: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        unknown = set(self.sources) - set(CELLS)
        if unknown:
            raise ValueError(f"sources of cells that a policy does not have: {', '.join(sorted(unknown))}")

    @property
    def is_trusted(self) -> bool:
        """Is a worker believed what its files hold? One that is limited parses what strangers wrote, and is not."""
        return self.memory is None

    def tries_for(self, code: str) -> Tries:
        """The most specific class of tries for an error code."""
        return self.tries.get(code) or self.tries[OTHER]

    def source_of(self, cell: str) -> str:
        """Where the value of a cell comes from."""
        return self.sources.get(cell, DEFAULT_SOURCE)


CELLS = tuple(cell.name for cell in dataclasses.fields(Policy) if cell.name != "sources")
DEFAULT_SOURCE = "the default of every kind (semantics T3)"
"""Where a cell comes from that neither its kind nor a setting gives."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the queue needs to know of a kind: its policy, and the type that its arguments must fit."""

    policy: Policy = field(default_factory=Policy)
    arguments: Any = Any


class Policies:
    """The table as it holds for one workspace: the kinds' own rows under the settings.

    A kind is asked for its row when that is first needed.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        queue_settings: Mapping[str, QueueSettings] | None = None,
        kind_settings: Mapping[str, KindSettings] | None = None,
        per_requester: int | None = None,
        prefix: str = "",
        provider_rates: Mapping[str, Rate] | None = None,
        budget: Budget | None = None,
    ) -> None:
        """`per_requester` is how many jobs of one asker run at once, None for any number. `queues` has them by their
        stored names, with the prefix (queue/names.py). `provider_rates` are those of providers, by their limiters.

        Raises Refused when the settings speak of a kind that is not there, or of a queue that nothing makes (S5).
        """
        self._kinds = kinds
        self.per_requester = per_requester
        self.provider_rates = provider_rates or {}
        self.budget = budget or Budget()
        self._settings = kind_settings or {}
        self._policies: dict[str, Policy] = {}
        self._decoders: dict[str, Callable[[str], Any]] = {}
        self.names = QueueNames(prefix)
        self.queues = {self.names.stored(name): queue for name, queue in _queues(queue_settings or {}).items()}
        for name, setting in self._settings.items():
            self._check(name)
            if setting.queue is not None:
                self.named_queue(setting.queue)

    def __iter__(self) -> Iterator[str]:
        """The kinds that there are."""
        return iter(self._kinds)

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def kind(self, name: str) -> Policy:
        """The policy of a kind; raises Refused with the nearest known name (S5)."""
        if name not in self._policies:
            self._check(name)
            found = _changed(self._kinds[name].policy, name, self._settings.get(name))
            self._policies[name] = replace(found, queue=self.named_queue(found.queue))
        return self._policies[name]

    def named_queue(self, name: str) -> str:
        """The stored name of a queue that is named short or in full; raises Refused with the nearest name (S5)."""
        stored = self.names.stored(name)
        if stored not in self.queues:
            _refuse("queue", name, [self.names.shown(one) for one in self.queues])
        return stored

    def queue(self, stored: str) -> Queue:
        """A queue by its stored name. Raises Refused for one of another environment, or that no settings make."""
        if stored in self.queues:
            return self.queues[stored]
        name = self.names.shown(stored)
        if self.names.is_own(stored):
            message = f"No settings make the queue {name} any more."
            raise Refused(message, code="unknown_queue", hint=hint_for_unmade(name))
        message = f"The queue {name} belongs to another environment."
        hint = f"Serve it there: `{plain(variables_for(prefix_of(stored)))} cgq work`"
        raise Refused(message, code="unknown_queue", hint=hint)

    def decode(self, kind: str, arguments: str) -> Any:
        """The arguments of a job, JSON text, as the kind's own type. Raises Refused when they do not fit."""
        if kind not in self._decoders:
            self._decoders[kind] = self._decoder(kind)
        try:
            return self._decoders[kind](arguments)
        except (Exception, SystemExit) as error:  # a kind's own checks (`__post_init__`) raise what they like
            raise self._bad_arguments(kind, error) from error

    def _bad_arguments(self, kind: str, error: BaseException) -> Refused:
        from msgspec import DecodeError
        from msgspec.structs import fields

        from cgq.contract import BAD_ARGUMENTS
        from cgq.queue.argument_faults import describe, explain

        known = self._kinds[kind].arguments
        names = [] if known is Any else [field.encode_name for field in fields(known)]
        fault = explain(str(error), names) if isinstance(error, DecodeError) else describe_error(error)
        return Refused(f"Arguments of {kind}: {fault}", code=BAD_ARGUMENTS, hint=f"It takes {plain(describe(known))}.")

    def _decoder(self, kind: str) -> Callable[[str], Any]:
        from msgspec.json import Decoder

        self._check(kind)
        return Decoder(self._kinds[kind].arguments).decode

    def _check(self, name: str) -> None:
        if name not in self._kinds:
            _refuse("kind", name, self._kinds)


def _queues(settings: Mapping[str, QueueSettings]) -> dict[str, Queue]:
    """The queues that there always are and those of the settings, by their short names."""
    found = dict(QUEUES)
    for name in sorted(settings, key=lambda one: one not in QUEUES):  # the limit of `default` is that of new ones
        queue = found.get(name) or Queue(name, found[DEFAULT_QUEUE].limit, OWN_RANK)
        found[name] = _changed_queue(queue, settings[name])
    return found


def _changed_queue(queue: Queue, setting: QueueSettings) -> Queue:
    return replace(queue, limit=setting.limit or queue.limit, rank=setting.rank or queue.rank)


def _refuse(what: str, name: str, known: Collection[str]) -> NoReturn:
    refuse_unknown(f"There is no {what} {name!r}", name, known, code=f"unknown_{what}")


_AS_THEY_ARE = (
    "queue", "limit", "timeout", "timeout_per_item", "timeout_most", "priority", "batch", "ttl", "delay", "keep_done",
    "keep_failed", "keep_newest", "memory",
)  # fmt: skip
"""The cells whose settings are stored as they are read."""


def _changed(policy: Policy, kind: str, setting: KindSettings | None) -> Policy:
    """The policy with the cells that the settings change, each with that as its source."""
    if setting is None:
        return policy
    if setting.memory is not None and policy.memory is None:
        message = f"[kinds.{kind}] memory = {setting.memory}: the workers of {kind} have no limit that could be changed"
        raise Refused(message, code="bad_setting", hint="Take it out: they are trusted, and may serve several jobs.")
    cells: dict[str, Any] = {name: value for name in _AS_THEY_ARE if (value := getattr(setting, name)) is not None}
    if setting.rate is not None:
        cells["rate"] = rate(setting.rate)
    tries = _changed_tries(policy.tries, setting)
    if tries != policy.tries:
        cells["tries"] = tries
    sources = {**policy.sources, **dict.fromkeys(cells, f"the settings, [kinds.{kind}]")}
    return replace(policy, **cells, sources=sources)


def _changed_tries(tries: Mapping[str, Tries], setting: KindSettings) -> Mapping[str, Tries]:
    """The classes of tries: each as the short form says, then each by its own code."""
    short = TriesSettings(starts=setting.max_attempts, wait=setting.wait)
    changed = {code: _changed_class(found, short) for code, found in tries.items()}
    changed[OTHER] = _changed_class(changed[OTHER], setting.tries.get(OTHER_SETTING, TriesSettings()))
    for code, own in setting.tries.items():
        if code != OTHER_SETTING:
            changed[code] = _changed_class(changed.get(code, changed[OTHER]), own)
    return MappingProxyType(changed)


def _changed_class(found: Tries, setting: TriesSettings) -> Tries:
    return Tries(
        starts=setting.starts or found.starts,
        wait=found.wait if setting.wait is None else setting.wait,
        doubling=found.doubling if setting.doubling is None else setting.doubling,
    )


def hint_for_unmade(queue: str) -> str:
    """What to do about the jobs of a queue that no settings make any more."""
    give_up = f"`cgq cancel --queue {argument(queue)}`"
    return f"Put [queues.{plain(queue)}] into cgq.toml again, or give its jobs up: {give_up}"

"""The settings of a workspace as dataclasses. A new setting is a field here, a new section a dataclass and a field.

Each field's type says what may stand in it (see shapes.py); its name in cgq.toml, its variable `CGQ_SECTION_FIELD`
and its line in `cgq config show` follow from its name.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - fields.py evaluates the annotations
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003
from types import MappingProxyType
from typing import Annotated, Any, Generic, Literal, TypeVar

from cgq.config.collecting import CatalogueSettings, CollectSettings, FindingSettings
from cgq.config.hooks import HookSettings  # noqa: TC001 - fields.py evaluates the annotations
from cgq.config.providers import LOCAL, OPENAI, ProviderSettings, Service, service_of
from cgq.config.shapes import (
    BOLT,
    COUNT,
    COUNT_OR_NONE,
    DOLLARS,
    DRAIN,
    LANGUAGES,
    LOG_FILE,
    NAME,
    NO_FILE,
    PREFIX,
    RATE,
    SIZE,
    SPAN,
    TEXT,
    URL,
    WAIT,
    AlsoFrom,
    one_of,
)

T = TypeVar("T")

Durability = Literal["FULL", "NORMAL"]
Environment = Literal["development", "test", "production"]
EmbeddingMode = Literal["direct", "batch"]
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]

ENVIRONMENTS: tuple[Environment, ...] = ("development", "test", "production")
PRIORITY_NAMES = ("critical", "high", "normal", "low")

_PATHS = {"db": None, "log.file": NO_FILE, "prices.file": None}
"""The settings that are paths, each with the value of it that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSettings:
    """Who makes vectors: this machine (`local`) or a provider by its name; the rest speaks of a provider.

    `base_url` is another address than the provider's own. `mode` "batch": texts are sent together, answered within a
    day and cost less, where the provider can do that.
    """

    provider: Annotated[str, NAME] = LOCAL
    model: str = "text-embedding-3-small"
    dimension: int = 1536
    base_url: Annotated[str | None, URL] = None
    mode: EmbeddingMode = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """How papers are read beyond their own text.

    `ocr`: scans go through the text recogniser of this machine; `languages` are named as Tesseract
    names them, joined by `+`. `model`: a chat model of the `provider` (at `base_url`, where that is not its own
    address) names the lines on which questions start, on pages whose reading is doubtful; empty for none.
    """

    ocr: bool = False
    languages: Annotated[str, LANGUAGES] = "kor+eng"
    model: str = ""
    provider: Annotated[str, NAME] = OPENAI.name
    base_url: Annotated[str | None, URL] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptsSettings:
    """Who names the concepts of questions, and what is learned before what: a chat `model` of the `provider` (at
    `base_url`, where that is not its own address); empty for the glossary of this machine alone."""

    model: str = ""
    provider: Annotated[str, NAME] = OPENAI.name
    base_url: Annotated[str | None, URL] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neo4jSettings:
    """The server that the concept graph is sent to; no `uri`: none.

    Its password comes from the environment alone: CGQ_NEO4J_PASSWORD, else NEO4J_PASSWORD, or the file that either
    names with _FILE at its end.
    """

    uri: Annotated[str | None, BOLT, AlsoFrom("NEO4J_URI")] = None
    username: Annotated[str, TEXT, AlsoFrom("NEO4J_USERNAME")] = "neo4j"
    database: Annotated[str, TEXT, AlsoFrom("NEO4J_DATABASE")] = "neo4j"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """The log of what happens to jobs (logbook/).

    `file` None is log/ENVIRONMENT.log next to the database; `none` writes no log.
    """

    file: Annotated[str | None, LOG_FILE] = None
    level: LogLevel = "info"
    format: LogFormat = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsSettings:
    """What bounds the work of all queues together. `per_requester`: how many jobs of one asker run at once, None for
    any number."""

    per_requester: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSettings:
    """What all processes on a database may spend with providers together, in US dollars: in a day and in a month, both
    of UTC; None for any amount."""

    per_day: Annotated[str | None, DOLLARS] = None
    per_month: Annotated[str | None, DOLLARS] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesSettings:
    """What models cost. `file` is a price list in the form of the program's own, whose models go before its models."""

    file: Annotated[str | None, TEXT] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """One queue: calls in flight over all supervisors, and its rank (1 goes first); None leaves the queue's own."""

    limit: int | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriesSettings:
    """What is changed of one class of tries; None leaves the class as it is. `wait` is seconds."""

    starts: int | None = None
    wait: Annotated[float | None, WAIT] = None
    doubling: bool | None = None


TRIES = "tries"
"""The field of `KindSettings` that is a table of tables: `[kinds.NAME.tries.CODE]`."""


def _no_tries() -> Mapping[str, TriesSettings]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSettings:
    """What is changed of one kind of job; None leaves the policy's own value.

    Times are seconds, `memory` bytes; `rate` is text such as `10/10s` (see `units.rate`); `limit` is calls in flight;
    `batch` is jobs a call; `keep_newest` is jobs. `max_attempts` and `wait` change every class of tries, `tries` one
    class by its error code (`other`: every code that has no class of its own), which goes before them.
    """

    queue: Annotated[str | None, NAME] = None
    limit: int | None = None
    rate: Annotated[str | None, RATE] = None
    timeout: Annotated[float | None, SPAN] = None
    timeout_per_item: Annotated[float | None, WAIT] = None
    timeout_most: Annotated[float | None, SPAN] = None
    max_attempts: int | None = None
    wait: Annotated[float | None, WAIT] = None
    tries: Mapping[str, TriesSettings] = field(default_factory=_no_tries)
    priority: Annotated[str | None, one_of(*PRIORITY_NAMES)] = None
    batch: int | None = None
    ttl: Annotated[float | None, SPAN] = None
    delay: Annotated[float | None, WAIT] = None
    keep_done: Annotated[float | None, WAIT] = None
    keep_failed: Annotated[float | None, WAIT] = None
    keep_newest: Annotated[int | None, COUNT_OR_NONE] = None
    memory: Annotated[int | None, SIZE] = None


def _no_queues() -> Mapping[str, QueueSettings]:
    return MappingProxyType({})


def _no_kinds() -> Mapping[str, KindSettings]:
    return MappingProxyType({})


def _no_catalogues() -> Mapping[str, CatalogueSettings]:
    return MappingProxyType({})


def _no_hooks() -> Mapping[str, HookSettings]:
    return MappingProxyType({})


def _no_providers() -> Mapping[str, ProviderSettings]:
    return MappingProxyType({})


def _no_own() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a workspace is opened with.

    `drain` is seconds, infinite for "forever". `prefix` stands before the stored names of all queues, empty for
    none (queue/names.py). `claim_batch` is how many jobs one claim starts at most, None for as many as the workers
    take. `immediate`: what `enqueue` puts into the queue is done before it returns. `own` holds the settings of kinds
    that have a dataclass of their own (`[kinds.NAME.settings]`), by kind.
    """

    db: Annotated[Path, TEXT]
    jobs: Annotated[int, COUNT]
    durability: Durability = "FULL"
    drain: Annotated[float, DRAIN] = 30.0
    prefix: Annotated[str, PREFIX] = ""
    claim_batch: int | None = None
    immediate: bool = False
    embedding: EmbeddingSettings = field(default_factory=EmbeddingSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    concepts: ConceptsSettings = field(default_factory=ConceptsSettings)
    neo4j: Neo4jSettings = field(default_factory=Neo4jSettings)
    log: LogSettings = field(default_factory=LogSettings)
    limits: LimitsSettings = field(default_factory=LimitsSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    prices: PricesSettings = field(default_factory=PricesSettings)
    collect: CollectSettings = field(default_factory=CollectSettings)
    catalogues: Mapping[str, CatalogueSettings] = field(default_factory=_no_catalogues)
    queues: Mapping[str, QueueSettings] = field(default_factory=_no_queues)
    kinds: Mapping[str, KindSettings] = field(default_factory=_no_kinds)
    hooks: Mapping[str, HookSettings] = field(default_factory=_no_hooks)
    providers: Mapping[str, ProviderSettings] = field(default_factory=_no_providers)
    own: Mapping[str, Any] = field(default_factory=_no_own)
    environment: Environment = "development"


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorSettings:
    """What making vectors needs of the settings; `service` is None where this machine makes them."""

    embedding: EmbeddingSettings = field(default_factory=EmbeddingSettings)
    service: Service | None = None

    @staticmethod
    def of(settings: Settings) -> VectorSettings:
        """As a workspace is set."""
        chosen = settings.embedding
        if chosen.provider == LOCAL:
            return VectorSettings(embedding=chosen)
        service = service_of(chosen.provider, settings.providers, chosen.base_url)
        return VectorSettings(embedding=chosen, service=service)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLookSettings:
    """What a model's look at doubtful pages needs of the settings."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    service: Service = OPENAI

    @staticmethod
    def of(settings: Settings) -> SecondLookSettings:
        """As a workspace is set."""
        chosen = settings.reading
        service = service_of(chosen.provider, settings.providers, chosen.base_url)
        return SecondLookSettings(reading=chosen, service=service)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptModelSettings:
    """What concepts by a chat model need of the settings; `model` is empty where none is asked."""

    model: str = ""
    service: Service = OPENAI

    @staticmethod
    def of(settings: Settings) -> ConceptModelSettings:
        """As a workspace is set."""
        chosen = settings.concepts
        service = service_of(chosen.provider, settings.providers, chosen.base_url)
        return ConceptModelSettings(model=chosen.model, service=service)


GATHERED = (FindingSettings, VectorSettings, SecondLookSettings, ConceptModelSettings)
"""What gathers several sections for a kind of job: `of` makes it of the settings."""


@dataclass(frozen=True, slots=True)
class Resolved(Generic[T]):
    """A value and where it was said: `flag`, `CGQ_…`, a file's path, `environment …` or `default`."""

    value: T
    source: str


def is_path(name: str, value: object) -> bool:
    """Is the value of a setting a path? A relative one counts from its file's folder, or from the current one."""
    return name in _PATHS and value != _PATHS[name]

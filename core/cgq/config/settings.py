"""The settings of a workspace as data, and the names that may be used in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

T = TypeVar("T")

Provider = Literal["local", "openai"]
Durability = Literal["FULL", "NORMAL"]
Environment = Literal["development", "test", "production"]

PROVIDERS: tuple[Provider, ...] = ("local", "openai")
DURABILITIES: tuple[Durability, ...] = ("FULL", "NORMAL")
ENVIRONMENTS: tuple[Environment, ...] = ("development", "test", "production")
PRIORITY_NAMES = ("critical", "high", "normal", "low")
QUEUES = (
    "default",
    "high_priority",
    "low_priority",
    "pdf_processing",
    "embedding_generation",
    "graph_update",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSettings:
    """Who makes vectors. `model`, `dimension` and `base_url` speak of `openai`; `local` needs none."""

    provider: Provider = "local"
    model: str = "text-embedding-3-small"
    dimension: int = 1536
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """How papers are read beyond their own text.

    `ocr`: scans go through the text recogniser of this machine; `languages` are named as Tesseract
    names them, joined by `+`. `model`: a chat model of the provider at `base_url` names the lines on
    which questions start, on pages whose reading is doubtful; empty for none.
    """

    ocr: bool = False
    languages: str = "kor+eng"
    model: str = ""
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """What is changed of one queue; None leaves the policy's own value."""

    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSettings:
    """What is changed of one kind of job; None leaves the policy's own value.

    `timeout`, `wait`, `ttl`, `keep_done` and `keep_failed` are seconds; `rate` is text such as
    `10/10s` (see `units.rate`); `limit` is calls in flight; `batch` is jobs a call.
    """

    queue: str | None = None
    limit: int | None = None
    rate: str | None = None
    timeout: float | None = None
    max_attempts: int | None = None
    wait: float | None = None
    priority: str | None = None
    batch: int | None = None
    ttl: float | None = None
    keep_done: float | None = None
    keep_failed: float | None = None


def _no_queues() -> Mapping[str, QueueSettings]:
    return MappingProxyType({})


def _no_kinds() -> Mapping[str, KindSettings]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a workspace is opened with. `drain` is seconds, infinite for "forever"."""

    db: Path
    jobs: int
    durability: Durability = "FULL"
    drain: float = 30.0
    embedding: EmbeddingSettings = field(default_factory=EmbeddingSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    queues: Mapping[str, QueueSettings] = field(default_factory=_no_queues)
    kinds: Mapping[str, KindSettings] = field(default_factory=_no_kinds)
    environment: Environment = "development"


@dataclass(frozen=True, slots=True)
class Resolved(Generic[T]):
    """A value and where it was said: `flag`, `CGQ_…`, a file's path or `default`."""

    value: T
    source: str

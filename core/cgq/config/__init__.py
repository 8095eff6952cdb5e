"""Settings: flag > CGQ_* variable > cgq.toml of the nearest parent > the user's file > default.

`load` settles all of them and says where each came from. The environment and the current folder
are passed in. Secrets stay out of `Settings`: `read_secret` fetches one where it is used.
"""

from cgq.config.collecting import CatalogueSettings, CollectSettings, FindingSettings
from cgq.config.fields import OwnSettings, secret_variables, variables
from cgq.config.hooks import HookSettings
from cgq.config.names import nearest, refuse_unknown
from cgq.config.providers import KEY_VARIABLES, LOCAL, PRESETS, ProviderSettings, Service, service_of
from cgq.config.queues import DEFAULT_QUEUE, OWN_RANK, QUEUES, SEPARATOR, Queue, is_full_name
from cgq.config.resolve import BESIDE, DEFAULT, FLAG, Places, Resolution, UserPlaces, cpu_count, database_of, load
from cgq.config.secrets import NEO4J_PASSWORDS, PDF_PASSWORD, SECRETS, Secret, read_secret
from cgq.config.settings import (
    ENVIRONMENTS,
    GATHERED,
    PRIORITY_NAMES,
    BudgetSettings,
    ConceptModelSettings,
    ConceptsSettings,
    EmbeddingSettings,
    KindSettings,
    LogSettings,
    Neo4jSettings,
    PricesSettings,
    QueueSettings,
    ReadingSettings,
    Resolved,
    SecondLookSettings,
    Settings,
    TriesSettings,
    VectorSettings,
)
from cgq.config.units import Rate, duration, rate, size, written_duration, written_rate, written_size

__all__ = [
    "BESIDE",
    "DEFAULT",
    "DEFAULT_QUEUE",
    "ENVIRONMENTS",
    "FLAG",
    "GATHERED",
    "KEY_VARIABLES",
    "LOCAL",
    "NEO4J_PASSWORDS",
    "OWN_RANK",
    "PDF_PASSWORD",
    "PRESETS",
    "PRIORITY_NAMES",
    "QUEUES",
    "SECRETS",
    "SEPARATOR",
    "BudgetSettings",
    "CatalogueSettings",
    "CollectSettings",
    "ConceptModelSettings",
    "ConceptsSettings",
    "EmbeddingSettings",
    "FindingSettings",
    "HookSettings",
    "KindSettings",
    "LogSettings",
    "Neo4jSettings",
    "OwnSettings",
    "Places",
    "PricesSettings",
    "ProviderSettings",
    "Queue",
    "QueueSettings",
    "Rate",
    "ReadingSettings",
    "Resolution",
    "Resolved",
    "SecondLookSettings",
    "Secret",
    "Service",
    "Settings",
    "TriesSettings",
    "UserPlaces",
    "VectorSettings",
    "cpu_count",
    "database_of",
    "duration",
    "is_full_name",
    "load",
    "nearest",
    "rate",
    "read_secret",
    "refuse_unknown",
    "secret_variables",
    "service_of",
    "size",
    "variables",
    "written_duration",
    "written_rate",
    "written_size",
]

"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.clock import FakeClock
from tests.support.ledger import new_database, open_ledger
from tests.support.neo4j_server import neo4j_address
from tests.support.offered import offer
from tests.support.pool import Pool, open_pool
from tests.support.processes import hear_signals, no_process_is_left

from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from cgq.queue.books import Ledger

__all__ = ["neo4j_address", "no_process_is_left"]

hear_signals()
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("hunt", parent=settings.get_profile("ci"), derandomize=False, phases=[Phase.generate])
settings.register_profile("quick", parent=settings.get_profile("ci"), phases=[Phase.generate])
settings.load_profile(os.environ.get("CGQ_HYPOTHESIS", "ci"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without looking for garbage, and keep what was collected out of every later look for it: nine
    thousand tests and the modules that they load live to the end, and each look would go through all of them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def clock() -> FakeClock:
    """Time that a test moves."""
    return FakeClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "cgq.db"
    new_database(path)
    return path


@pytest.fixture
def ledger(tmp_path: Path, empty_database: Path, clock: FakeClock) -> Iterator[Ledger]:
    """An empty ledger on a real file."""
    path = tmp_path / "cgq.db"
    shutil.copy(empty_database, path)
    opened = open_ledger(path, clock)
    yield opened
    opened.database.close()


@pytest.fixture(scope="session")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that offers the test stages, on the path of this process and of its workers."""
    folder = tmp_path_factory.mktemp("offered")
    offer(folder)
    with pytest.MonkeyPatch.context() as patch:
        before = os.environ.get("PYTHONPATH", "")
        paths = [str(folder), *(path for path in sys.path if path.endswith(("/core", "/cli"))), before]
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
        patch.syspath_prepend(str(folder))
        _forget_kinds()
        yield folder
    _forget_kinds()
    for name in ("pool_stages", "contract_stages"):
        sys.modules.pop(name, None)


def _forget_kinds() -> None:
    registry.forget()


@pytest.fixture
def pool(tmp_path: Path, empty_database: Path, offered: Path) -> Iterator[Pool]:
    """A workspace with the test stages, and a supervisor on demand."""
    with open_pool(tmp_path, empty_database) as opened:
        yield opened

"""What queues are called with a prefix and without one."""

from __future__ import annotations

import pytest
from tests.support.ledger import ANY

from cgq.config import QueueSettings
from cgq.errors import Refused
from cgq.queue.names import QueueNames, is_meant, prefix_of
from cgq.queue.policy import Policies

DAY, PLAIN = QueueNames("day"), QueueNames()


def test_a_queue_is_named_short_or_in_full() -> None:
    assert DAY.stored("default") == DAY.stored("day:default") == "day:default"
    assert PLAIN.stored("default") == DAY.stored(":default") == PLAIN.stored(":default") == "default"
    assert PLAIN.stored("day:default") == "day:default"


@pytest.mark.parametrize("names", [DAY, PLAIN])
@pytest.mark.parametrize("stored", ["default", "day:default", "night:default"])
def test_what_is_shown_names_the_same_queue(names: QueueNames, stored: str) -> None:
    assert names.stored(names.shown(stored)) == stored


def test_ones_own_is_shown_short() -> None:
    assert DAY.shown("day:default") == PLAIN.shown("default") == "default"
    assert DAY.shown("default") == ":default"
    assert (prefix_of("day:default"), prefix_of("default")) == ("day", "")


def test_a_filter_is_a_queue_or_the_start_of_all_of_an_environment() -> None:
    assert is_meant("day:", "day:default")
    assert is_meant("", "default")
    assert is_meant(None, "day:default")
    assert not is_meant("", "day:default")
    assert not is_meant("day:", "default")
    assert not is_meant("day:default", "day:other")


def test_policies_keep_queues_by_their_stored_names() -> None:
    found = Policies(ANY, {"night": QueueSettings(limit=1)}, prefix="day")
    assert found.kind("own").queue == "day:default"
    assert found.named_queue("night") == found.named_queue("day:night") == "day:night"
    assert (found.queue("day:night").limit, found.queue("day:night").name) == (1, "night")
    with pytest.raises(Refused, match="another environment"):
        found.queue("default")
    with pytest.raises(Refused, match="no queue 'nigth'") as caught:
        found.named_queue("nigth")
    assert "night" in caught.value.hint

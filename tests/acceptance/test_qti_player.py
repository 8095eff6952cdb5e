"""Packages of QTI in a real player in a real browser: shown, answered, and scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.browser import Browser, program
from tests.support.exporting import write
from tests.support.hostile_records import HOSTILE, record, with_drawn_option
from tests.support.qti_player import PLAYER, Played, served

from cgq.exchange.qti.item import item_id
from cgq.exchange.qti.markup import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.skipif(program() is None, reason="no Chromium here; CGQ_BROWSER names one"),
    pytest.mark.skipif(not PLAYER.is_file(), reason="the QTI player is not here; `make tools` installs it"),
]

FIGURE, DRAWN = "a" * 64, "b" * 64
ABC = ["x", "y", "z"]
QUESTIONS = {
    "full": with_drawn_option(
        record(
            stem="다음 중 옳은 것은?\n  두 번째 줄",
            passage="지문\n둘째 줄",
            boxes=["ㄱ. 하나", "ㄴ. 둘"],
            options=["참", "العربية 1", "모름"],
            labels="123",
            accepted=[2],
            mode="any",
            explanation="해설\n둘째 줄",
            drawn=[FIGURE],
        ),
        3,
        DRAWN,
    ),
    "one": record(stem="one", options=ABC, labels="123", accepted=[2], mode="any"),
    "either": record(stem="either", options=ABC, labels="ABC", accepted=[1, 3], mode="any"),
    "either, explained": record(stem="explained", options=ABC, accepted=[1, 3], mode="any", explanation="1 and 3"),
    "all": record(stem="all", options=ABC, accepted=[1, 3], mode="all"),
    "all, explained": record(stem="all of it", options=ABC, accepted=[1, 3], mode="all", explanation="1 and 3"),
    "void": record(stem="void", options=ABC, accepted=[1, 2, 3], mode="void"),
    "unknown": record(stem="unknown", options=ABC),
    "open": record(stem="open"),
    "hostile": record(stem="".join(HOSTILE[:-1]), options=[*HOSTILE[:5]], accepted=[1], mode="any", title="<b>"),
}


class Player:
    """The browser with the package that is served to it."""

    def __init__(self, browser: Browser, folder: str) -> None:
        self._browser, self._folder = browser, folder

    def play(self, name: str) -> Played:
        """The item of a question, not answered yet."""
        return Played(self._browser, self._folder, item_id(QUESTIONS[name]))


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    folder, named = tmp_path_factory.mktemp("qti"), program()
    assert named
    pictures = {asset: folder / f"{asset}.png" for asset in (FIGURE, DRAWN)}
    for path in pictures.values():
        Image.new("L", (40, 20), 128).save(path)
    write("qti", QUESTIONS.values(), folder / "bank.zip", pictures)
    with Browser(named, folder / "profile") as browser, served(folder / "bank.zip") as address:
        yield Player(browser, address)


@pytest.mark.parametrize(
    ("name", "chosen", "score"),
    [
        ("one", (2,), 1),
        ("one", (1,), 0),
        ("one", (), 0),
        ("full", (2,), 1),
        ("full", (3,), 0),
        ("either", (1,), 1),
        ("either", (3,), 1),
        ("either", (2,), 0),
        ("either", (), 0),
        ("either, explained", (3,), 1),
        ("either, explained", (2,), 0),
        ("either, explained", (), 0),
        ("all", (1, 3), 1),
        ("all", (3, 1), 1),
        ("all", (1,), 0),
        ("all", (1, 2, 3), 0),
        ("all, explained", (1, 3), 1),
        ("all, explained", (3,), 0),
        ("void", (2,), 1),
        ("void", (), 1),
        ("unknown", (1,), None),
        ("hostile", (1,), 1),
    ],
)
def test_an_answer_is_scored(player: Player, name: str, chosen: tuple[int, ...], score: float | None) -> None:
    played = player.play(name)
    played.choose(*chosen)
    assert played.score() == score


def test_a_question_is_shown_with_all_its_parts(player: Player) -> None:
    played = player.play("full")
    assert played.see(".cgq-passage") == ["지문\n둘째 줄"]
    assert played.see(".cgq-stem") == ["다음 중 옳은 것은?\n  두 번째 줄"]
    assert played.see(".cgq-box") == ["ㄱ. 하나", "ㄴ. 둘"]
    assert played.see(".cgq-option") == ["참", "العربية 1", "모름"]
    assert played.widths("img") == [40, 40]
    assert played.see(".cgq-explanation") == [""]
    played.choose(2)
    assert played.score() == 1
    assert played.see(".cgq-explanation") == ["해설\n둘째 줄"]


def test_a_question_without_options_has_a_place_to_write(player: Player) -> None:
    played = player.play("open")
    assert played.see(".cgq-stem") == ["open"]
    assert len(played.see("qti-extended-text-interaction")) == 1
    assert played.score() is None


def test_nothing_of_a_paper_is_run_or_fetched(player: Player) -> None:
    played = player.play("hostile")
    assert played.read(".cgq-stem") == [shown("".join(HOSTILE[:-1])).replace("\n", "")]
    assert played.see("script, .cgq-stem *:not(br)") == []
    fetched = {address.rsplit("/", 1)[1].split("#")[0] for address in played.page.requests}
    assert fetched == {"play", "player.js", "style.css", f"{item_id(QUESTIONS['hostile'])}.xml"}
    assert played.page.complaints == []

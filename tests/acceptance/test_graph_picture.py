"""The picture of the concept graph in a real browser: names fit their boxes, boxes do not overlap, and no line runs
through a box that is none of its ends."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.browser import Browser, program
from tests.support.graph_parts import graph_part

from cgq.exchange.graphs.forms import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.graph_parts import Given

    from cgq.graph.part import Part

pytestmark = pytest.mark.skipif(program() is None, reason="no Chromium here; CGQ_BROWSER names one")

MEASURED = """(() => {
  const box = one => { const r = one.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const svg = document.querySelector('svg.graph'), zero = svg.getBoundingClientRect();
  const nodes = [...svg.querySelectorAll('.node')].map(node => ({
    name: node.querySelector('title').textContent,
    rect: box(node.querySelector('rect')),
    texts: [...node.querySelectorAll('text')].map(box)}));
  const lines = [...svg.querySelectorAll('g > .edge')].map(line => {
    const all = line.getTotalLength(), matrix = line.getScreenCTM(), points = [];
    for (let at = 0; at <= all; at += 4) {
      const point = line.getPointAtLength(at).matrixTransform(matrix); points.push([point.x, point.y]); }
    return {title: line.querySelector('title').textContent, points}; });
  return JSON.stringify({svg: box(svg), nodes, lines}); })()"""

PARTS = ("정보", "보안", "시스템", "네트워크", "모델", "계층", "전송", "제어", "알고리즘", "암호", "키", "WWWW", "MMMM")
ENDINGS = (
    "",
    " 방식",
    " 프로토콜",
    "(TCP/IP)",
    " of Management",
    " 그리고 아주 길어서 세 줄로도 다 쓸 수 없는 이름의 개념",
)


def drawn_graph(size: int) -> Part:
    """A graph of so many concepts, with names of all lengths, both kinds of edges, and a circle."""
    chance = random.Random(size)
    labels: dict[str, None] = {}
    while len(labels) < size:
        labels[f"{chance.choice(PARTS)} {chance.choice(PARTS)}{chance.choice(ENDINGS)}"] = None
    names = list(labels)
    edges: dict[tuple[str, str, str], Given] = {}
    for number, name in enumerate(names[1:], 1):
        for _ in range(chance.choice((1, 1, 2))):
            kind = chance.choice(("prerequisite", "broader"))
            other = names[chance.randrange(max(0, number - 12), number)]
            edges[kind, other, name] = (kind, other, name, chance.choice(("accepted", "suggested")))  # type: ignore[assignment]
    edges["prerequisite", "", ""] = ("prerequisite", names[-1], names[0], "suggested")
    return graph_part(names, edges.values(), centre=names[size // 2])


def star(size: int) -> Part:
    names = ["머리", *(f"가지 {number}" for number in range(1, size))]
    return graph_part(names, [("broader", "머리", name, "suggested") for name in names[1:]], centre="머리")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    named = program()
    assert named
    with Browser(named, tmp_path_factory.mktemp("profile")) as started:
        yield started


def file_of(part: Part, form: str, folder: Path) -> str:
    path = folder / f"graph.{form}"
    path.write_text("".join(make(form).lines(part, lambda _: None)), encoding="utf-8")
    return path.as_uri()


def overlap(one: list[float], other: list[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def lies_in(inner: list[float], outer: list[float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


@pytest.mark.parametrize("form", ["svg", "html"])
@pytest.mark.parametrize("part", [drawn_graph(12), drawn_graph(60), star(50)], ids=["12", "60", "star"])
def test_names_fit_boxes_lie_apart_and_lines_pass_between_them(
    part: Part, form: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.page(file_of(part, form, tmp_path), width=1280)
    found: dict[str, Any] = json.loads(page.ask(MEASURED))
    nodes = found["nodes"]
    assert len(nodes) == len(part.concepts)
    assert len(found["lines"]) == len(part.edges)
    for number, node in enumerate(nodes):
        for text in node["texts"]:
            assert lies_in(text, node["rect"]), node["name"]
        assert not [one["name"] for one in nodes[number + 1 :] if overlap(node["rect"], one["rect"])]
        assert lies_in(node["rect"], found["svg"])
    for line in found["lines"]:
        for node in nodes:
            left, top, right, bottom = node["rect"]
            inside = [x for x, y in line["points"] if left + 1 < x < right - 1 and top + 1 < y < bottom - 1]
            assert not inside, (line["title"], node["name"])


def test_a_narrow_window_begins_at_the_concept_that_was_asked_for(browser: Browser, tmp_path: Path) -> None:
    part = drawn_graph(60)
    address = file_of(part, "html", tmp_path)
    page = browser.page(address, width=390, height=844)
    assert page.ask("document.documentElement.scrollWidth") <= 390
    left, _, width, _ = page.box(".centre rect")
    assert 0 <= left <= 390 - width
    assert page.requests == [address]
    assert page.complaints == []
    assert page.ask("document.querySelectorAll('tbody').length") == 2


def test_a_page_is_light_or_dark_as_the_system_is(browser: Browser, tmp_path: Path) -> None:
    address = file_of(drawn_graph(12), "html", tmp_path)
    colours = [
        browser.page(address, dark=dark).ask("getComputedStyle(document.querySelector('.graph .page')).fill")
        for dark in (False, True)
    ]
    assert colours == ["rgb(255, 255, 255)", "rgb(22, 27, 34)"]

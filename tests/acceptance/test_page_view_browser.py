"""The page view in a real browser: what lights up, what is hidden, what is printed, and that nothing is fetched."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from tests.support.browser import Browser, program

from cgq.exam.extract import read_document
from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View
from cgq.exchange.paper.page_view.document import page_view

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parents[2] / "sample_data"
LIT = "[...document.querySelectorAll('.lit')].map(e => e.localName + e.dataset.q).sort().join('|')"

pytestmark = pytest.mark.skipif(program() is None, reason="no Chromium here; CGQ_BROWSER names one")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    named = program()
    assert named
    with Browser(named, tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The view of a paper with passages."""
    data = (SAMPLES / "passage-ko.pdf").read_bytes()
    document = read_document(data)
    views = [View(page=n, dpi=60, ink="colour", encoding="webp") for n in range(1, document.pages + 1)]
    path = tmp_path_factory.mktemp("view") / "view.html"
    path.write_text("".join(page_view(document, "passage-ko.pdf", draw(data, views))), "utf-8")
    return path.as_uri()


def test_nothing_is_fetched_and_nothing_is_refused_by_its_own_policy(browser: Browser, address: str) -> None:
    page = browser.page(address)
    page.point_at("article.question")
    assert page.requests == [address]
    assert page.complaints == []
    assert page.ask("[...document.querySelectorAll('image')].length") == 5


def test_what_a_paper_would_inject_cannot_run(browser: Browser, address: str) -> None:
    page = browser.page(address)
    page.ask(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">');"
        "const s = document.createElement('script'); s.textContent = 'window.ran = 2'; document.body.append(s);"
        "document.body.insertAdjacentHTML('beforeend', '<iframe src=\"https://example.invalid/\"></iframe>')"
    )
    assert page.ask("window.ran") is None
    assert any("Content Security Policy" in told for told in page.complaints)


def test_a_question_lights_up_on_its_page_and_a_box_in_the_text(browser: Browser, address: str) -> None:
    page = browser.page(address)
    page.point_at("#q2 .stem")
    lit = set(page.ask(LIT).split("|"))
    assert {"a2", "article2", "a1 2 3"} <= lit
    assert not {"a1", "article1"} & lit
    page.point_at("#b3 rect.question")
    lit = set(page.ask(LIT).split("|"))
    assert {"a3", "article3"} <= lit
    assert not {"a2", "article2"} & lit


def test_a_click_on_a_box_brings_its_text_and_the_other_way_round(browser: Browser, address: str) -> None:
    page = browser.page(address)
    page.click("#b3 rect.question")
    assert page.ask("location.hash") == "#q3"
    page.click("#q12 h3 a")
    assert page.ask("location.hash") == "#b12"
    top = page.ask("document.querySelector('#b12').getBoundingClientRect().top")
    assert -50 <= top <= 900


def test_the_keyboard_goes_from_question_to_question(browser: Browser, address: str) -> None:
    page = browser.page(address)
    for key in "nnn":
        page.press(key)
    assert page.ask("document.activeElement.id") == "q3"
    page.press("p")
    assert page.ask("document.activeElement.id") == "q2"
    assert "a2" in page.ask(LIT).split("|")
    page.press("Escape")
    assert page.ask(LIT) == ""


@pytest.mark.parametrize("script", [True, False])
def test_switches_and_links_work_without_a_script_too(browser: Browser, address: str, script: bool) -> None:
    page = browser.page(address, script=script)
    shown = "getComputedStyle(document.querySelector('.sheet rect.question')).display"
    assert page.ask(shown) != "none"
    page.click("#show-question")
    assert page.ask(shown) == "none"
    assert page.ask("getComputedStyle(document.querySelector('#q1')).display") != "none"
    page.click("#doubtful")
    assert page.ask("getComputedStyle(document.querySelector('#q1')).display") == "none"
    page.click(".map a:nth-of-type(4)")
    assert page.ask("location.hash") == "#page4"


def test_the_text_can_be_read_on_dark_on_light_and_on_a_narrow_window(browser: Browser, address: str) -> None:
    contrast = """(() => {
      const rgb = (value) => value.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
        .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const behind = (e) => { for (; e; e = e.parentElement) {
        const c = getComputedStyle(e).backgroundColor; if (!c.startsWith("rgba(0, 0, 0, 0")) return c; } };
      return [...document.querySelectorAll("h1, h2, h3, p, li, td, th, a, label, dt, dd, caption, span")]
        .filter((e) => !e.closest("svg") && e.textContent.trim() && e.offsetParent)
        .map((e) => { const a = light(rgb(getComputedStyle(e).color)), b = light(rgb(behind(e)));
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); })
        .reduce((a, b) => Math.min(a, b)); })()"""
    for dark in (False, True):
        for width in (1400, 420):
            page = browser.page(address, dark=dark, width=width)
            assert page.ask(contrast) >= 4.5
            assert page.ask("document.documentElement.scrollWidth") <= width


def test_it_prints_with_every_page_and_question(browser: Browser, address: str) -> None:
    printed = pypdf.PdfReader(io.BytesIO(browser.page(address).printed()))
    told = "".join("".join(page.extract_text().split()) for page in printed.pages)
    assert len(printed.pages) >= 5
    assert all(f"Page{n}" in told for n in range(1, 6))

"""A real QTI 3 player in a real browser: a loopback server gives it the files of a package, and nothing else.

The player is @citolab/qti-components (GPL-3.0), a program for tests alone: `make tools` puts it into .tools.
"""

from __future__ import annotations

import json
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.poll import until

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.support.browser import Browser, Page

PLAYER = Path(__file__).parents[2] / ".tools" / "qti" / "package" / "cdn" / "index.js"
PAGE = b"""<!DOCTYPE html><meta charset="utf-8"><title>player</title>
<script>addEventListener("qti-assessment-item-connected", (event) => { window.item = event.detail; });</script>
<script type="module" src="/player.js"></script>
<qti-item><item-container></item-container></qti-item>
<script>document.querySelector("item-container").setAttribute("item-url", location.hash.slice(1));</script>
"""
TYPES = {".js": "text/javascript", ".xml": "application/xml", ".css": "text/css", ".png": "image/png"}


@contextmanager
def served(package: Path) -> Generator[str]:
    """The address of the folder of items of a package; the player's page is `play` in it."""
    with zipfile.ZipFile(package) as file:
        files = {f"/package/{name}": file.read(name) for name in file.namelist()}
    files |= {"/player.js": PLAYER.read_bytes(), "/package/items/play": PAGE}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = files.get(self.path)
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html"))
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            """Nothing: the browser's own record is looked at."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/package/items/"
        finally:
            server.shutdown()
            thread.join()


class Played:
    """One item as the player shows it."""

    def __init__(self, browser: Browser, folder: str, item: str) -> None:
        # An address of its own for each item: another fragment alone would not load the page anew.
        self.page: Page = browser.page(f"{folder}play#{folder}{item}.xml")
        styled = "Boolean(window.item?.querySelector('qti-item-body') && window.item.querySelector('style'))"
        until(lambda: self.page.ask(styled))

    def see(self, selector: str) -> list[str]:
        """The visible text of each element; empty for a hidden one."""
        return self._each(selector, "each.checkVisibility() ? each.innerText : ''")

    def read(self, selector: str) -> list[str]:
        """The text of each element, visible or not."""
        return self._each(selector, "each.textContent")

    def widths(self, selector: str) -> list[int]:
        """How wide each picture is, in pixels; 0 for one that was not loaded."""
        until(lambda: all(self._each(selector, "each.complete")))
        return self._each(selector, "each.naturalWidth")

    def _each(self, selector: str, value: str) -> list[Any]:
        asked = f"[...window.item.querySelectorAll({json.dumps(selector)})].map((each) => {value})"
        found: list[Any] = self.page.ask(asked)
        return found

    def choose(self, *numbers: int) -> None:
        """Click on options."""
        for number in numbers:
            self.page.click_on(f"window.item.querySelector('[identifier=option-{number}]')")

    def score(self) -> float | None:
        """End the attempt; the value of SCORE."""
        self.page.ask("window.item.processResponse()")
        return self.outcome("SCORE")

    def outcome(self, name: str) -> Any:
        """The value of an outcome; None for one that the item has not."""
        value = self.page.ask(f"window.item.getOutcome({json.dumps(name)})?.value ?? null")
        return float(value) if name == "SCORE" and value is not None else value

"""A real browser, headless, spoken to over a pipe (the Chrome DevTools Protocol): no driver, no port.

`CGQ_BROWSER` names the program; without it a Chromium or Chrome on the path is taken. Where it is
set, as in CI, a browser that does not start is a failure; where there is none, its tests are skipped.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",  # as root there is none; the pages are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
ARRANGED = """
import os, sys
pipes = [os.dup(int(number)) for number in sys.argv[1:3]]
for place, pipe in zip((3, 4), [os.dup(each) for each in pipes]):
    os.dup2(pipe, place)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""The browser reads descriptor 3 and writes to 4."""

MOST_SECONDS = 60.0


def program() -> str | None:
    """The browser to use, or None where there is none."""
    return os.environ.get("CGQ_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One browser process with a profile of its own in `folder`; use it in a `with`."""

    def __init__(self, named: str, folder: Path) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()

        self._process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                ARRANGED,
                str(theirs_in),
                str(theirs_out),
                named,
                *FLAGS,
                f"--user-data-dir={folder}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs_in, theirs_out),
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = b""
        self._count = 0
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def call(self, method: str, session: str | None = None, **given: Any) -> dict[str, Any]:
        """What the browser answers; events that come before are kept in `events`."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") != self._count:
                self.events.append(heard)
            elif "error" in heard:
                raise AssertionError(f"{method}: {heard['error']}")
            else:
                answer: dict[str, Any] = heard["result"]
                return answer

    def wait_for(self, event: str) -> None:
        """Until an event of this name has come."""
        while not any(heard.get("method") == event for heard in self.events):
            self.events.append(self._hear())

    def _hear(self) -> dict[str, Any]:
        ends = time.monotonic() + MOST_SECONDS
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0.0, ends - time.monotonic()))
            piece = os.read(self._in, 1 << 16) if ready else b""
            if not piece:
                raise AssertionError("the browser does not answer")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        return heard

    def page(self, url: str, *, width: int = 1400, height: int = 900, dark: bool = False, script: bool = True) -> Page:
        """A page that is loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.events.clear()
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable", session)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", session, features=[scheme])
        self.call("Emulation.setScriptExecutionDisabled", session, value=not script)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", session, **size)
        self.call("Page.navigate", session, url=url)
        self.wait_for("Page.loadEventFired")
        return Page(self, session)


class Page:
    """A loaded page, looked at and used as a person would."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    @property
    def requests(self) -> list[str]:
        """Every address that was asked for, data that the page itself holds left out."""
        found = [e["params"] for e in self._browser.events if e.get("method") == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in found if not each["request"]["url"].startswith("data:")]

    @property
    def complaints(self) -> list[str]:
        """What the browser says is wrong: errors of scripts, what the page's policy refused."""
        self.ask("1")
        entries = [e["params"] for e in self._browser.events if e.get("method") == "Log.entryAdded"]
        thrown = [e["params"] for e in self._browser.events if e.get("method") == "Runtime.exceptionThrown"]
        return [each["entry"]["text"] for each in entries] + [str(each["exceptionDetails"]) for each in thrown]

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression. Works where the page's own scripts are off, too."""
        found = self._browser.call("Runtime.evaluate", self._session, expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def middle(self, selector: str) -> tuple[float, float]:
        """Where the first element of a selector stands in the window, after it was brought into view."""
        return self._middle_of(f"document.querySelector({json.dumps(selector)})")

    def _middle_of(self, element: str) -> tuple[float, float]:
        x, y = self.ask(
            f"(() => {{ const e = {element};"
            " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        return x, y

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Where the first element of a selector stands on the whole page: x, y, width, height."""
        x, y, width, height = self.ask(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.x + scrollX, r.y + scrollY, r.width, r.height]; })()"
        )
        return x, y, width, height

    def point_at(self, selector: str) -> None:
        """Move the mouse over an element."""
        self._mouse("mouseMoved", selector)

    def point_away(self) -> None:
        """Move the mouse to where nothing stands."""
        self._browser.call("Input.dispatchMouseEvent", self._session, type="mouseMoved", x=1, y=1)

    def click(self, selector: str) -> None:
        """Click on an element."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._mouse(kind, selector)

    def click_on(self, element: str) -> None:
        """Click on the element that a JavaScript expression gives, also one in a shadow tree."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._send_mouse(kind, *self._middle_of(element))

    def _mouse(self, kind: str, selector: str) -> None:
        self._send_mouse(kind, *self.middle(selector))

    def _send_mouse(self, kind: str, x: float, y: float) -> None:
        press = {"button": "left", "clickCount": 1} if kind != "mouseMoved" else {}
        self._browser.call("Input.dispatchMouseEvent", self._session, type=kind, x=x, y=y, **press)

    def press(self, key: str) -> None:
        """Press and let go of a key."""
        text = {"text": key} if len(key) == 1 else {}
        self._browser.call("Input.dispatchKeyEvent", self._session, type="keyDown", key=key, **text)
        self._browser.call("Input.dispatchKeyEvent", self._session, type="keyUp", key=key)

    def picture(self, clip: tuple[float, float, float, float] | None = None) -> bytes:
        """A PNG of the window, or of a box of the page (x, y, width, height)."""
        given: dict[str, Any] = {"format": "png"}
        if clip is not None:
            x, y, width, height = clip
            box = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
            given |= {"clip": box, "captureBeyondViewport": True}
        return base64.b64decode(self._browser.call("Page.captureScreenshot", self._session, **given)["data"])

    def printed(self) -> bytes:
        """A PDF of the page as it would be printed."""
        answer = self._browser.call("Page.printToPDF", self._session, printBackground=True)
        return base64.b64decode(answer["data"])
